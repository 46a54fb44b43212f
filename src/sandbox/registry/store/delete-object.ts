import { cloneJson } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { conflict, notFoundError, type Status } from '../../model/status.ts';
import type { DeleteOptions } from '../options/delete-options.ts';
import { successStatus } from '../request.ts';
import { storeCompanions } from './companions.ts';
import type { Write } from './create-object.ts';
import { deletionFinalizers } from './garbage-collection.ts';
import { checkKey } from './object-key.ts';

export interface Deletion extends Write {
  name: string;
  options: DeleteOptions;
}

/** The object, as it was or as it is being deleted, or a Status that names it. */
export type Deleted = { object: ApiObject; deleted: boolean } | { status: Status; deleted: boolean };

/** Kinds whose deletion answers the object that it deleted (ReturnDeletedObject of the storages). */
const RETURN_DELETED: ReadonlySet<string> = new Set([
  'pods',
  'services',
  'serviceaccounts',
  'persistentvolumes',
  'persistentvolumeclaims',
  'podtemplates',
  'resourcequotas',
  'namespaces',
  'storage.k8s.io/csidrivers',
  'storage.k8s.io/csinodes',
  'storage.k8s.io/storageclasses',
  'storage.k8s.io/volumeattachments',
  'storage.k8s.io/volumeattributesclasses',
  'resource.k8s.io/deviceclasses',
  'resource.k8s.io/resourceclaims',
  'resource.k8s.io/resourceclaimtemplates',
  'resource.k8s.io/resourceslices',
]);

/** apiserver pkg/registry/generic/registry/store.go, Delete. */
export function deleteObject(deletion: Deletion): Deleted {
  const { rules, context, transaction, name } = deletion;
  const { resource } = rules;
  checkKey(resource.namespaced, context.namespace, name);
  const existing = transaction.get(resource.storage, context.namespace, name);
  if (existing === undefined) throw notFoundError(resource, name);
  const object = cloneJson(existing);
  const grace = beforeDelete(deletion, object);
  if (grace === 'pending') return finalized(deletion, existing, false);
  const finalizers = deletionFinalizers(resource, object, deletion.options);
  const hasFinalizers = (object.metadata.finalizers ?? []).length > 0;
  if (grace !== 'graceful' && finalizers === undefined && !hasFinalizers)
    return removeNow(deletion, existing);
  if (finalizers !== undefined) setFinalizers(object, finalizers);
  const isWaiting = (object.metadata.finalizers ?? []).length > 0;
  if (grace !== 'graceful') {
    if (!isWaiting) return removeNow(deletion, existing);
    markAsDeleting(object, context.now);
  }
  const updated = store(deletion, object, existing);
  if (isWaiting || (grace === 'graceful' && (deletion.options.gracePeriodSeconds ?? 0) > 0)) {
    return { object: updated, deleted: false };
  }
  if (context.dryRun) return { object: updated, deleted: true };
  return removeNow(deletion, updated);
}

/**
 * Whether the object may take its time, is taking it already, or goes at once (pkg/registry/rest/delete.go,
 * BeforeDelete). Changes the object where it may.
 */
function beforeDelete(deletion: Deletion, object: ApiObject): 'graceful' | 'pending' | 'now' {
  const { rules, options, context } = deletion;
  const { metadata } = object;
  checkPreconditions(deletion, object);
  if (options.gracePeriodSeconds !== undefined && options.gracePeriodSeconds < 0)
    options.gracePeriodSeconds = 1;
  const { gracePeriod } = rules.strategy;
  if (gracePeriod === undefined) return 'now';
  if (metadata.deletionTimestamp !== undefined) return shortened(object, options, context.now);
  const period = gracePeriod(object, options.gracePeriodSeconds);
  if (period === undefined) return 'now';
  options.gracePeriodSeconds = period;
  metadata.deletionTimestamp = later(context.now, period);
  metadata.deletionGracePeriodSeconds = period;
  if ((metadata.generation ?? 0) > 0) metadata.generation = (metadata.generation ?? 0) + 1;
  return 'graceful';
}

/** A deletion that has begun can only be made shorter. */
function shortened(
  { metadata }: ApiObject,
  options: DeleteOptions,
  now: string,
): 'graceful' | 'pending' | 'now' {
  const before = metadata.deletionGracePeriodSeconds ?? 0;
  if (before === 0) return 'now';
  const period = options.gracePeriodSeconds;
  if (period === undefined) {
    options.gracePeriodSeconds = before;
    return 'pending';
  }
  if (period >= before) return 'pending';
  const moved = later(metadata.deletionTimestamp ?? now, period - before);
  const isPast = moved < now;
  metadata.deletionTimestamp = isPast ? now : moved;
  metadata.deletionGracePeriodSeconds = isPast && period !== 0 ? 1 : period;
  return 'graceful';
}

function checkPreconditions({ rules, options }: Deletion, { metadata }: ApiObject): void {
  const resource = { group: rules.resource.group, resource: rules.kind.kind };
  const name = metadata.name ?? '';
  if (options.uid !== undefined && options.uid !== metadata.uid) {
    throw conflict(
      resource,
      name,
      `the UID in the precondition (${options.uid}) does not match the UID in record (${metadata.uid ?? ''}). The object might have been deleted and then recreated`,
    );
  }
  if (options.resourceVersion !== undefined && options.resourceVersion !== metadata.resourceVersion) {
    throw conflict(
      resource,
      name,
      `the ResourceVersion in the precondition (${options.resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion ?? ''}). The object might have been modified`,
    );
  }
}

function markAsDeleting({ metadata }: ApiObject, now: string): void {
  if (metadata.deletionTimestamp === undefined && (metadata.generation ?? 0) > 0) {
    metadata.generation = (metadata.generation ?? 0) + 1;
  }
  if (metadata.deletionTimestamp === undefined || metadata.deletionTimestamp > now) {
    metadata.deletionTimestamp = now;
  }
  metadata.deletionGracePeriodSeconds = 0;
}

function store({ rules, context, transaction }: Deletion, object: ApiObject, existing: ApiObject): ApiObject {
  const stored = rules.stored(object);
  if (context.dryRun) return stored;
  return JSON.stringify(stored) === JSON.stringify(existing)
    ? existing
    : transaction.put(rules.resource.storage, stored);
}

function removeNow(deletion: Deletion, existing: ApiObject): Deleted {
  const { rules, context, transaction } = deletion;
  storeCompanions(deletion, undefined, existing);
  const last = context.dryRun ? existing : transaction.remove(rules.resource.storage, existing);
  return finalized(deletion, last, true);
}

function finalized({ rules }: Deletion, object: ApiObject, deleted: boolean): Deleted {
  const { resource } = rules;
  if (RETURN_DELETED.has(resource.storage)) return { object, deleted };
  const { name = '', uid = '' } = object.metadata;
  const group = resource.group === '' ? {} : { group: resource.group };
  return { status: successStatus({ name, ...group, kind: resource.resource, uid }), deleted };
}

function setFinalizers({ metadata }: ApiObject, finalizers: string[]): void {
  if (finalizers.length === 0) delete metadata.finalizers;
  else metadata.finalizers = finalizers;
}

function later(time: string, seconds: number): string {
  return `${new Date(Date.parse(time) + seconds * 1000).toISOString().slice(0, 19)}Z`;
}
