import { updateManagedFields } from '../../apply/index.ts';
import { equalJson } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Transaction } from '../../model/state.ts';
import type { KindRules } from '../kind-rules.ts';
import { fieldManagerScope } from '../verbs/field-manager-scope.ts';

/** A write through the subresource `status` by the server's own controllers. */
export function putStatus(
  rules: KindRules,
  transaction: Transaction,
  object: ApiObject,
  live: ApiObject,
  now: string,
): void {
  const managed = updateManagedFields({
    ...fieldManagerScope(rules, 'status'),
    live,
    object: rules.stored(object),
    manager: 'kube-apiserver',
    time: now,
  });
  const stored = rules.stored(managed);
  if (!equalJson(stored.status, live.status)) transaction.put(rules.resource.storage, stored);
}
