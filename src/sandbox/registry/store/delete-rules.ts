import { cloneJson, isObject, listAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { conflict, notFoundError } from '../../model/status.ts';
import type { DeleteOptions } from '../options/delete-options.ts';
import { type Deleted, type Deletion, deleteObject } from './delete-object.ts';

const CUSTOM_RESOURCES_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';

/** Deletes an object as its kind has it: some kinds only begin to go. */
export function deleteWithRules(deletion: Deletion): Deleted {
  const { rules, context, transaction, name } = deletion;
  const { storage } = rules.resource;
  const existing = transaction.get(storage, context.namespace, name);
  if (existing !== undefined) {
    rules.admit(undefined, existing, context);
    rules.validateAdmission(undefined, existing, context);
  }
  if (storage === 'batch/jobs') warnOfOrphans(deletion);
  if (storage === 'namespaces') return deleteNamespace(deletion, existing);
  if (storage === 'apiextensions.k8s.io/customresourcedefinitions')
    return deleteDefinition(deletion, existing);
  return deleteObject(deletion);
}

/** kubernetes pkg/registry/batch/job/storage/storage.go. */
function warnOfOrphans({ options, context }: Deletion): void {
  if (options.propagationPolicy !== undefined || options.orphanDependents !== undefined) return;
  context.warn(
    'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
  );
}

/** kubernetes pkg/registry/core/namespace/storage/storage.go, Delete. */
function deleteNamespace(deletion: Deletion, existing: ApiObject | undefined): Deleted {
  const { rules, name, options, context } = deletion;
  if (existing === undefined) throw notFoundError(rules.resource, name);
  checkPreconditions(deletion, existing, 'Precondition failed');
  const spec = isObject(existing.spec) ? existing.spec : {};
  if (existing.metadata.deletionTimestamp !== undefined) {
    if (listAt(spec, 'finalizers').length > 0) return { object: existing, deleted: false };
    return deleteObject(deletion);
  }
  const object = cloneJson(existing);
  object.metadata.deletionTimestamp = context.now;
  object.status = { ...(isObject(object.status) ? object.status : {}), phase: 'Terminating' };
  const finalizers = namespaceFinalizers(object.metadata.finalizers ?? [], options);
  if (finalizers.length === 0) delete object.metadata.finalizers;
  else object.metadata.finalizers = finalizers;
  return { object: put(deletion, object), deleted: false };
}

function namespaceFinalizers(before: readonly string[], options: DeleteOptions): string[] {
  const { orphanDependents: orphan, propagationPolicy: policy } = options;
  const isWanted = (finalizer: string, byOrphan: boolean, byPolicy: string) => {
    if (orphan !== undefined) return byOrphan;
    return policy === undefined ? before.includes(finalizer) : policy === byPolicy;
  };
  const wanted = [
    ...(isWanted('orphan', orphan === true, 'Orphan') ? ['orphan'] : []),
    ...(isWanted('foregroundDeletion', orphan === false, 'Foreground') ? ['foregroundDeletion'] : []),
  ];
  return [...before.filter((item) => item !== 'orphan' && item !== 'foregroundDeletion'), ...wanted];
}

/** apiextensions-apiserver pkg/registry/customresourcedefinition/etcd.go, Delete. */
function deleteDefinition(deletion: Deletion, existing: ApiObject | undefined): Deleted {
  const { rules, name, context } = deletion;
  if (existing === undefined) throw notFoundError(rules.resource, name);
  checkPreconditions(deletion, existing, 'precondition failed');
  if (existing.metadata.deletionTimestamp !== undefined) return deleteObject(deletion);
  const object = cloneJson(existing);
  object.metadata.deletionTimestamp = context.now;
  const finalizers = object.metadata.finalizers ?? [];
  if (!finalizers.includes(CUSTOM_RESOURCES_FINALIZER)) {
    object.metadata.finalizers = [...finalizers, CUSTOM_RESOURCES_FINALIZER];
  }
  const status = isObject(object.status) ? object.status : {};
  const conditions = listAt(status, 'conditions').filter(
    (condition) => !isObject(condition) || condition.type !== 'Terminating',
  );
  const terminating = {
    type: 'Terminating',
    status: 'True',
    lastTransitionTime: context.now,
    reason: 'InstanceDeletionPending',
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  };
  object.status = { ...status, conditions: [...conditions, terminating] };
  return { object: put(deletion, object), deleted: false };
}

function put({ rules, context, transaction }: Deletion, object: ApiObject): ApiObject {
  const stored = rules.stored(object);
  return context.dryRun ? stored : transaction.put(rules.resource.storage, stored);
}

function checkPreconditions(
  { rules, name, options }: Deletion,
  { metadata }: ApiObject,
  failed: string,
): void {
  if (options.uid !== undefined && options.uid !== metadata.uid) {
    throw conflict(
      rules.resource,
      name,
      `${failed}: UID in precondition: ${options.uid}, UID in object meta: ${metadata.uid ?? ''}`,
    );
  }
  if (options.resourceVersion !== undefined && options.resourceVersion !== metadata.resourceVersion) {
    throw conflict(
      rules.resource,
      name,
      `${failed}: ResourceVersion in precondition: ${options.resourceVersion}, ResourceVersion in object meta: ${metadata.resourceVersion ?? ''}`,
    );
  }
}
