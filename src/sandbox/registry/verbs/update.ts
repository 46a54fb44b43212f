import { managerName, updateManagedFields } from '../../apply/index.ts';
import { cloneJson } from '../../model/json.ts';
import { readWriteOptions } from '../options/write-options.ts';
import { type ApiRequest, nowText, type Result, writeContext } from '../request.ts';
import { checkName, dedupOwnerReferences, ensureNamespace, expectedNamespace } from '../store/object-meta.ts';
import { transact } from '../store/transact.ts';
import { updateObject } from '../store/update-object.ts';
import { answerPart } from './answer-part.ts';
import { fieldManagerScope } from './field-manager-scope.ts';
import { requested, stored } from './versions.ts';

/** apiserver pkg/endpoints/handlers/update.go, of a resource or of a subresource that is the whole object. */
export async function update(request: ApiRequest): Promise<Result> {
  const { rules, resource, state, subresource, name, part } = request;
  const sentRules = part?.rules ?? rules;
  const body = await request.readBody();
  const options = readWriteOptions('UpdateOptions', request.parameters);
  const decoded = sentRules.decode(body, request.contentType, options.fieldValidation);
  for (const error of decoded.strictErrors) request.warn(error);
  const sent = decoded.object;
  ensureNamespace(sent, expectedNamespace(resource, request.namespace));
  checkName(sent, name);
  const warn = (text: string) => request.warn(text);
  dedupOwnerReferences(sent, warn, { afterAdmission: false });
  const now = nowText();
  const manager = managerName(options.fieldManager, request.userAgent);
  const uid = part === undefined ? sent.metadata.uid || undefined : undefined;
  const { object, created } = await transact(state, options.dryRun, (transaction) => {
    const context = writeContext(request, 'update', { view: transaction, dryRun: options.dryRun, now });
    return updateObject({
      rules,
      context,
      transaction,
      name,
      aspect: part === undefined ? request.subresource : '',
      uid,
      forceAllowCreate: false,
      authorizeCreate: () => request.authorize('create', transaction),
      updated(existing) {
        const live = existing === undefined ? undefined : requested(rules, existing);
        const managed = updateManagedFields({
          ...fieldManagerScope(sentRules, subresource),
          live: live === undefined || part === undefined ? live : part.read(live),
          object: cloneJson(sent),
          manager,
          time: now,
          resetsManagedFields: resetsManagedFields(body),
        });
        const whole = live === undefined || part === undefined ? managed : part.write(live, managed);
        const admitted = stored(rules, cloneJson(whole));
        rules.admit(admitted, existing, existing === undefined ? { ...context, verb: 'create' } : context);
        dedupOwnerReferences(admitted, warn, { afterAdmission: true });
        return admitted;
      },
    });
  });
  return answerPart(request, created ? 201 : 200, object);
}

/** Canonical objects do not tell an empty list from none; here it matters. */
function resetsManagedFields(body: Buffer): boolean {
  return /"?managedFields"?\s*:\s*\[\s*(?:\{\s*\}\s*)?\]/.test(body.toString('latin1'));
}
