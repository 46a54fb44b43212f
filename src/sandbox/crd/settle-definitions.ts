import { updateManagedFields } from '../apply/index.ts';
import { sortKeys } from '../codec/key-order.ts';
import type { Catalog } from '../model/catalog.ts';
import { cloneJson, equalJson, objectAt, own } from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';
import type { Transaction } from '../model/state.ts';
import { acceptNames } from './accept-names.ts';
import { canonicalOf, emptyOf } from './built-in-object.ts';
import { isConditionTrue, setCondition } from './definition-conditions.ts';
import { CLEANUP_FINALIZER } from './definition-strategy.ts';
import { storageOf } from './resource-info.ts';
import { settleApiServices } from './settle-api-services.ts';

const DEFINITIONS = 'apiextensions.k8s.io/customresourcedefinitions';

/**
 * Does at once what the server's own controllers do to CustomResourceDefinitions in the moments after a write: their
 * APIServices, the conditions NamesAccepted and Established, and the end of those that are being deleted, with all their
 * objects. It belongs into the transaction of each write to a definition, after it. `now` is `2026-11-22T10:00:00Z`.
 */
export function settleDefinitions(catalog: Catalog, transaction: Transaction, now: string): void {
  settleApiServices(catalog, transaction, transaction.list(DEFINITIONS), now);
  for (const definition of transaction.list(DEFINITIONS)) {
    if (isBeingCleanedUp(definition)) cleanUp(catalog, transaction, definition, now);
  }
  for (const { metadata } of transaction.list(DEFINITIONS)) {
    const definition = transaction.get(DEFINITIONS, '', metadata.name ?? '');
    if (definition !== undefined) establish(catalog, transaction, definition, now);
  }
  settleApiServices(catalog, transaction, transaction.list(DEFINITIONS), now);
}

/** pkg/controller/status/naming_controller.go, and pkg/controller/establish. */
function establish(catalog: Catalog, transaction: Transaction, definition: ApiObject, now: string): void {
  let current = definition;
  const names = own(objectAt(definition, 'spec'), 'names');
  if (!equalJson(names, own(objectAt(definition, 'status'), 'acceptedNames'))) {
    const named = cloneJson(definition);
    acceptNames(named, transaction.list(DEFINITIONS), now);
    if (!equalJson(named.status, definition.status))
      current = putStatus(catalog, transaction, named, current, now);
  }
  const waits = isConditionTrue(current, 'NamesAccepted') && !isConditionTrue(current, 'Established');
  if (!waits) return;
  const established = cloneJson(current);
  setCondition(established, now, {
    type: 'Established',
    status: 'True',
    reason: 'InitialNamesAccepted',
    message: 'the initial names have been accepted',
  });
  putStatus(catalog, transaction, established, current, now);
}

/** pkg/controller/finalizer/crd_finalizer.go. */
function cleanUp(catalog: Catalog, transaction: Transaction, definition: ApiObject, now: string): void {
  const started = cloneJson(definition);
  setCondition(started, now, {
    type: 'Terminating',
    status: 'True',
    reason: 'InstanceDeletionInProgress',
    message: 'CustomResource deletion is in progress',
  });
  const current = putStatus(catalog, transaction, started, definition, now);
  const isEstablished = isConditionTrue(current, 'Established');
  const storage = storageOf(current);
  const remaining = isEstablished ? removeInstances(transaction, storage, now) : 0;
  // Objects with finalizers of their own hold the definition, until somebody takes those away.
  if (remaining > 0) return;
  const ended = cloneJson(current);
  setCondition(ended, now, {
    type: 'Terminating',
    status: 'False',
    reason: isEstablished ? 'InstanceDeletionCompleted' : 'NeverEstablished',
    message: isEstablished ? 'removed all instances' : 'resource was never established',
  });
  const finalizers = (ended.metadata.finalizers ?? []).filter((finalizer) => finalizer !== CLEANUP_FINALIZER);
  if (finalizers.length > 0) {
    ended.metadata.finalizers = finalizers;
    putStatus(catalog, transaction, ended, current, now);
    return;
  }
  delete ended.metadata.finalizers;
  transaction.remove(DEFINITIONS, ended);
}

/** How many objects are still there. */
function removeInstances(transaction: Transaction, storage: string, now: string): number {
  let remaining = 0;
  for (const object of transaction.list(storage)) {
    if ((object.metadata.finalizers ?? []).length === 0) {
      transaction.remove(storage, object);
      continue;
    }
    remaining += 1;
    if (object.metadata.deletionTimestamp !== undefined) continue;
    const marked = cloneJson(object);
    marked.metadata.deletionTimestamp = now;
    marked.metadata.deletionGracePeriodSeconds = 0;
    if (marked.metadata.generation !== undefined) marked.metadata.generation += 1;
    transaction.put(storage, sortKeys(marked));
  }
  return remaining;
}

function isBeingCleanedUp({ metadata }: ApiObject): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(CLEANUP_FINALIZER);
}

/** A write through the subresource `status` by the server itself. */
function putStatus(
  catalog: Catalog,
  transaction: Transaction,
  object: ApiObject,
  live: ApiObject,
  now: string,
): ApiObject {
  const kind = { group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' };
  const managed = updateManagedFields({
    kind,
    subresource: 'status',
    typeOf: (apiVersion) =>
      apiVersion === 'apiextensions.k8s.io/v1'
        ? catalog.mergeTypeOf(kind.group, kind.version, kind.kind)
        : undefined,
    convert: (each) => each,
    resetFields: ['spec'],
    empty: emptyOf(catalog, kind),
    live,
    object,
    manager: 'kube-apiserver',
    time: now,
  });
  return transaction.put(DEFINITIONS, canonicalOf(catalog, managed));
}
