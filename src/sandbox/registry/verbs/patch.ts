import { applyConfiguration, managerName, updateManagedFields } from '../../apply/index.ts';
import { cloneJson, equalJson } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { conflict, notFoundError } from '../../model/status.ts';
import {
  applyPatch,
  type PatchType,
  readConfiguration,
  strictApplyError,
  strictApplyWarnings,
} from '../../patch/index.ts';
import { readWriteOptions, type WriteOptions } from '../options/write-options.ts';
import { type ApiRequest, nowText, type Result, writeContext } from '../request.ts';
import { checkName, dedupOwnerReferences, ensureNamespace, expectedNamespace } from '../store/object-meta.ts';
import { transact } from '../store/transact.ts';
import { updateObject } from '../store/update-object.ts';
import { answerPart } from './answer-part.ts';
import { fieldManagerScope } from './field-manager-scope.ts';
import { parseJsonPatchBody } from './patch-body.ts';
import { requested, stored } from './versions.ts';

const STRATEGIC = 'application/strategic-merge-patch+json';
const APPLY = 'application/apply-patch+yaml';

/** Makes the new object, in the version of the request, of what is there. */
type Mechanism = (live: ApiObject | undefined) => ApiObject;

/** apiserver pkg/endpoints/handlers/patch.go, of a resource or of a subresource that is the whole object. */
export async function patch(request: ApiRequest): Promise<Result> {
  const { rules, resource, state, name, namespace, part } = request;
  const patchType = (request.contentType ?? '').split(';')[0] ?? '';
  const body = await request.readBody();
  const isApply = patchType === APPLY;
  const options = readWriteOptions('PatchOptions', request.parameters, { isApply });
  const now = nowText();
  if (!isApply) parseJsonPatchBody(body);
  const mechanism = isApply
    ? applyMechanism(request, body, options, now)
    : patchMechanism(request, body, patchType as PatchType, options, now);
  const { object, created } = await transact(state, options.dryRun, (transaction) => {
    const context = writeContext(request, 'patch', { view: transaction, dryRun: options.dryRun, now });
    return updateObject({
      rules,
      context,
      transaction,
      name,
      aspect: part === undefined ? request.subresource : '',
      uid: undefined,
      forceAllowCreate: isApply && request.subresource === '',
      authorizeCreate: () => request.authorize('create', transaction),
      updated(existing) {
        const live = existing === undefined ? undefined : requested(rules, existing);
        // Not cloneJson, which would part the labels that a Job shares with its template.
        const patched = structuredClone(
          mechanism(live === undefined || part === undefined ? live : part.read(live)),
        );
        if (existing === undefined && (patched.metadata.uid ?? '') !== '') {
          throw conflict(
            resource,
            name,
            `uid mismatch: the provided object specified uid ${patched.metadata.uid}, and no existing object was found`,
          );
        }
        ensureNamespace(patched, expectedNamespace(resource, namespace));
        checkName(patched, name);
        const whole = live === undefined || part === undefined ? patched : part.write(live, patched);
        const isUnchanged =
          isApply && existing !== undefined && live !== undefined && hasSameContent(whole, live);
        const admitted = isUnchanged ? withOwners(existing, whole) : stored(rules, whole);
        rules.admit(admitted, existing, existing === undefined ? { ...context, verb: 'create' } : context);
        dedupOwnerReferences(admitted, (text) => request.warn(text), { afterAdmission: true });
        return admitted;
      },
    });
  });
  return answerPart(request, created ? 201 : 200, object);
}

/** Whether two objects differ at most in who owns what. */
function hasSameContent(object: ApiObject, other: ApiObject): boolean {
  const without = ({ metadata: { managedFields: _, ...metadata }, ...rest }: ApiObject) => ({
    ...rest,
    metadata,
  });
  return equalJson(without(object), without(other));
}

/** An apply that changes nothing leaves the stored object as it is: a way to another version and back might not. */
function withOwners(existing: ApiObject, { metadata: { managedFields } }: ApiObject): ApiObject {
  const { managedFields: _, ...metadata } = existing.metadata;
  return cloneJson({
    ...existing,
    metadata: managedFields === undefined ? metadata : { ...metadata, managedFields },
  });
}

function patchMechanism(
  { rules: parent, part, resource, subresource, name, userAgent, warn }: ApiRequest,
  body: Buffer,
  patchType: PatchType,
  { fieldManager, fieldValidation }: WriteOptions,
  now: string,
): Mechanism {
  const rules = part?.rules ?? parent;
  const manager = managerName(fieldManager, userAgent);
  return (live) => {
    if (live === undefined) throw notFoundError(resource, name);
    const patched = applyPatch({
      patchType,
      patch: body,
      fieldValidation,
      document: live,
      struct: rules.struct,
      decode(document) {
        // A strategic merge patch is applied to the Go type, whatever the object then says that it is.
        if (patchType !== STRATEGIC) rules.checkKind(document);
        return rules.complete(document);
      },
    });
    for (const warning of patched.warnings) warn(warning);
    return updateManagedFields({
      ...fieldManagerScope(rules, subresource),
      live,
      object: patched.object,
      manager,
      time: now,
      resetsManagedFields: patched.resetsManagedFields,
    });
  };
}

function applyMechanism(
  { rules: parent, part, subresource, warn }: ApiRequest,
  body: Buffer,
  { fieldManager, fieldValidation, force }: WriteOptions,
  now: string,
): Mechanism {
  const rules = part?.rules ?? parent;
  return (live) => {
    const { configuration, strictError } = readConfiguration(body);
    const applied = applyConfiguration({
      ...fieldManagerScope(rules, subresource),
      live,
      configuration,
      manager: fieldManager,
      force: force ?? false,
      time: now,
      struct: rules.struct,
      complete: (object) => rules.complete(object, 'apply').object,
    });
    if (strictError !== undefined && fieldValidation === 'Strict') throw strictApplyError(strictError);
    if (strictError !== undefined && fieldValidation === 'Warn') {
      for (const warning of strictApplyWarnings(strictError)) warn(warning);
    }
    return applied;
  };
}
