import { managerName, updateManagedFields } from '../../apply/index.ts';
import type { ApiObject } from '../../model/object.ts';
import { admitUnstored } from '../built-in-kinds.ts';
import type { KindRules } from '../kind-rules.ts';
import { readWriteOptions } from '../options/write-options.ts';
import { type ApiRequest, nowText, writeContext } from '../request.ts';
import { ensureNamespace, wipeSystemFields } from '../store/object-meta.ts';
import { fieldManagerScope } from './field-manager-scope.ts';

/**
 * The object that a client creates, of a kind that is answered and not stored: reviews, evictions, bindings, tokens.
 * Bindings keep their uid: it is a precondition.
 */
export async function readUnstored(
  request: ApiRequest,
  rules: KindRules,
  { keepsSystemFields = false, setDefaults = (_object: ApiObject): void => undefined } = {},
): Promise<ApiObject> {
  const body = await request.readBody();
  const options = readWriteOptions('CreateOptions', request.parameters);
  const { object, strictErrors } = rules.decode(body, request.contentType, options.fieldValidation);
  for (const error of strictErrors) request.warn(error);
  if (!keepsSystemFields) wipeSystemFields(object);
  ensureNamespace(object, request.namespace);
  setDefaults(object);
  const now = nowText();
  const managed = updateManagedFields({
    ...fieldManagerScope(rules, request.subresource),
    live: undefined,
    object,
    manager: managerName(options.fieldManager, request.userAgent),
    time: now,
  });
  const context = writeContext(request, 'create', {
    view: request.state.read(),
    dryRun: options.dryRun,
    now,
  });
  const name = request.name || object.metadata.name;
  const named = name === undefined ? object : { ...object, metadata: { ...object.metadata, name } };
  admitUnstored(named, context);
  return managed;
}
