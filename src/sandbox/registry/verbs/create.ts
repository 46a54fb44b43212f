import { managerName, updateManagedFields } from '../../apply/index.ts';
import { readWriteOptions } from '../options/write-options.ts';
import { type ApiRequest, nowText, type Result, writeContext } from '../request.ts';
import { createObject } from '../store/create-object.ts';
import {
  dedupOwnerReferences,
  ensureNamespace,
  expectedNamespace,
  wipeSystemFields,
} from '../store/object-meta.ts';
import { transact } from '../store/transact.ts';
import { fieldManagerScope } from './field-manager-scope.ts';
import { stored } from './versions.ts';

/** apiserver pkg/endpoints/handlers/create.go, of a resource. */
export async function create(request: ApiRequest): Promise<Result> {
  const { rules, resource, state } = request;
  const body = await request.readBody();
  const options = readWriteOptions('CreateOptions', request.parameters);
  const decoded = rules.decode(body, request.contentType, options.fieldValidation);
  for (const error of decoded.strictErrors) request.warn(error);
  const sent = decoded.object;
  const namespace = request.namespace;
  wipeSystemFields(sent);
  ensureNamespace(sent, expectedNamespace(resource, namespace));
  const warn = (text: string) => request.warn(text);
  dedupOwnerReferences(sent, warn, { afterAdmission: false });
  const now = nowText();
  const manager = managerName(options.fieldManager, request.userAgent);
  const managed = updateManagedFields({
    ...fieldManagerScope(rules, ''),
    live: undefined,
    object: sent,
    manager,
    time: now,
  });
  const object = await transact(state, options.dryRun, (transaction) => {
    const context = writeContext(request, 'create', { view: transaction, dryRun: options.dryRun, now });
    // Not cloneJson, which would part the labels that a Job shares with its template.
    const admitted = stored(rules, structuredClone(managed));
    rules.admit(admitted, undefined, context);
    dedupOwnerReferences(admitted, warn, { afterAdmission: true });
    return createObject({ rules, context, transaction }, admitted);
  });
  return { code: 201, object };
}
