import type { MergeType } from '../model/catalog.ts';
import { isObject, type Json } from '../model/json.ts';
import { type ApiObject, apiVersionOf, type GroupVersionKind } from '../model/object.ts';
import { capUpdaters } from './cap-updaters.ts';
import { FieldSet } from './field-set.ts';
import { type Manager, type Managers, managerId, readManagers, writeManagers } from './managers.ts';
import type { TypedValue } from './typed-value.ts';
import { updateOwnership, type Versions } from './updater.ts';
import { validateTyped } from './validate-typed.ts';

/** A resource, or a subresource of it, for which writes are tracked. All versions are those of one kind. */
export interface FieldManagerScope {
  /** The kind, in the version of the request. */
  kind: GroupVersionKind;
  /** '' for the resource itself. */
  subresource: string;
  /** The type of the kind in a version, `autoscaling/v2`; undefined where there is no such version. */
  typeOf(apiVersion: string): MergeType | undefined;
  /** An object of the kind in another version. Called only for versions that `typeOf` knows. */
  convert(object: ApiObject, apiVersion: string): ApiObject;
  /** The fields that a write does not own (Strategy.resetFields), `status`, `spec.replicas`; the same in all versions. */
  resetFields: readonly string[];
  /** An object of the kind without content, as Go encodes the type's zero value: what a create is compared with. */
  empty: ApiObject;
}

export interface FieldUpdate extends FieldManagerScope {
  /** What is stored, in the version of the request; undefined for a create. */
  live: ApiObject | undefined;
  /** What is to be stored, with defaults, as the client sent it: before the strategy and admission have changed it. */
  object: ApiObject;
  /** As `managerName` gives it. */
  manager: string;
  /** Now, `2026-11-22T10:00:00Z`. */
  time: string;
  /** The client sent an empty `managedFields`, which Go's encoding leaves out: nobody owns anything any more. */
  resetsManagedFields?: boolean;
}

/**
 * The object with its new managedFields, for creates, updates and patches but server-side apply: what differs from
 * what is stored becomes the manager's (apimachinery managedfields internal/fieldmanager.go, UpdateNoErrors).
 */
export function updateManagedFields(update: FieldUpdate): ApiObject {
  const object = withManagedFields(update.object, undefined);
  const live = update.live ?? update.empty;
  try {
    const managers = decodeManagers(update);
    if (managers.size === 0 && update.live !== undefined) return object;
    const manager = updateManager(update, update.manager);
    return withManagedFields(object, trackUpdate(update, live, object, managers, manager, update.time));
  } catch {
    // What cannot be compared keeps its owners, as the server logs and does.
    return withEntries(object, live.metadata?.managedFields);
  }
}

/**
 * Who owns what after an update by a manager: what changed is its own. Without `metadata` that the server sets.
 * @throws TypedError where one of the objects does not fit the type.
 */
export function trackUpdate(
  scope: FieldManagerScope,
  live: ApiObject,
  object: ApiObject,
  before: Managers,
  manager: Manager,
  time: string,
): Managers {
  const typed = [typedOf(scope, live), typedOf(scope, object)] as const;
  const { managers, changed } = updateOwnership(versionsOf(scope), ...typed, before, manager.apiVersion);
  const owned = changed.recursiveDifference(FieldSet.ofNames(scope.resetFields)).difference(SERVER_FIELDS);
  if (!owned.empty) {
    const id = managerId(manager);
    const previous = managers.get(id);
    const set = previous === undefined ? owned : owned.union(previous.set);
    managers.set(id, { ...manager, set, time });
  }
  return capUpdaters(managers);
}

/** The manager of updates that are of this scope. */
export function updateManager(scope: FieldManagerScope, name: string): Manager {
  const { subresource, kind } = scope;
  return { manager: name || 'unknown', operation: 'Update', apiVersion: apiVersionOf(kind), subresource };
}

/** What no manager owns, as the server sets it (internal/stripmeta.go). */
export const SERVER_FIELDS = FieldSet.ofNames([
  'apiVersion',
  'kind',
  'metadata',
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((name) => `metadata.${name}`),
]);

export function versionsOf(scope: FieldManagerScope): Versions {
  const ignored = FieldSet.ofNames(scope.resetFields);
  return {
    ignored: () => ignored,
    convert(object, apiVersion) {
      const type = scope.typeOf(apiVersion);
      const value = object.value as ApiObject;
      if (type === undefined || value.apiVersion === apiVersion) return type && object;
      // What others own has been taken out of it: that may be all of its metadata.
      const metadata = isObject(value.metadata) ? value.metadata : {};
      return { value: scope.convert({ ...value, metadata }, apiVersion), type };
    },
  };
}

/** @throws TypedError where the object does not fit the type, but for duplicates, which live objects may have. */
export function typedOf(scope: FieldManagerScope, object: ApiObject): TypedValue {
  const type = scope.typeOf(apiVersionOf(scope.kind));
  if (type === undefined) throw new Error(`no corresponding type for ${scope.kind.kind}`);
  validateTyped(object, type, true);
  return { value: object, type };
}

export function withManagedFields(object: ApiObject, managers: Managers | undefined): ApiObject {
  return withEntries(object, managers && writeManagers(managers));
}

/** `managedFields` is the last key of metadata. */
function withEntries(object: ApiObject, entries: Json | undefined): ApiObject {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata: entries === undefined ? metadata : { ...metadata, managedFields: entries } };
}

/** A client may change managedFields through the resource itself; what cannot be read, or is empty, is not taken. */
function decodeManagers({ subresource, live, object, resetsManagedFields }: FieldUpdate): Managers {
  if (subresource === '') {
    const entries = object.metadata.managedFields;
    if (resetsManagedFields || isReset(entries)) return new Map();
    const managers = readManagersOrNone(entries);
    if (managers.size > 0) return managers;
  }
  return readManagersOrNone(live?.metadata.managedFields);
}

function isReset(entries: Json | undefined): boolean {
  if (!Array.isArray(entries)) return false;
  const [first] = entries;
  if (first === undefined) return true;
  return entries.length === 1 && typeof first === 'object' && Object.keys(first ?? {}).length === 0;
}

function readManagersOrNone(entries: Json | undefined): Managers {
  try {
    return readManagers(entries);
  } catch {
    return new Map();
  }
}
