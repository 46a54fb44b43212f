import { unstructuredFault } from '../codec/unstructured-fault.ts';
import type { GoStruct } from '../model/catalog.ts';
import type { JsonObject } from '../model/json.ts';
import { isObject, type Json, own, stringAt } from '../model/json.ts';
import { type ApiObject, apiVersionOf, type GroupVersionKind, parseApiVersion } from '../model/object.ts';
import { badRequest, failure, StatusError } from '../model/status.ts';
import { ConflictError, conflictStatus } from './conflicts.ts';
import {
  type FieldManagerScope,
  SERVER_FIELDS,
  trackUpdate,
  typedOf,
  updateManager,
  versionsOf,
  withManagedFields,
} from './field-manager.ts';
import { allowedByLastApplied, hasLastApplied, setLastApplied } from './last-applied.ts';
import { type Manager, type Managers, managerId, readManagers } from './managers.ts';
import type { TypedValue } from './typed-value.ts';
import { mergeConfiguration } from './updater.ts';
import { validateTyped } from './validate-typed.ts';

export interface Apply extends FieldManagerScope {
  /** What is stored, in the version of the request; undefined where the apply creates it. */
  live: ApiObject | undefined;
  /** What the client sent. */
  configuration: JsonObject;
  manager: string;
  force: boolean;
  time: string;
  /** The Go type of the object; undefined for those of CustomResourceDefinitions. */
  struct?: GoStruct | undefined;
  /**
   * Makes a canonical object with defaults of what the merge gave.
   * @throws Error with Go's words where it does not fit the Go type.
   */
  complete(object: ApiObject): ApiObject;
}

/**
 * Server-side apply (apimachinery managedfields internal/fieldmanager.go, Apply): the merged object with its managedFields,
 * before the strategy and admission have seen it.
 * @throws StatusError 400 for a configuration of another kind, 409 for conflicts, 500 where it does not fit the schema.
 */
export function applyConfiguration(apply: Apply): ApiObject {
  const { configuration, kind } = apply;
  const given = kindOf(configuration);
  if (formatKind(given) !== formatKind(kind)) throw badRequest(`invalid object type: ${formatKind(given)}`);
  const managers = guard('failed to decode managed fields', () =>
    readManagers(apply.live?.metadata.managedFields),
  );
  try {
    const applied = mergeWithLastApplied(apply, managers);
    if (apply.manager === 'kubectl' && hasLastApplied(applied)) {
      return setLastApplied(applied, configuration);
    }
    return applied;
  } catch (error) {
    if (error instanceof ConflictError) throw conflictStatus(error.conflicts);
    throw error;
  }
}

/**
 * kubectl takes over from its own client-side apply without conflicts about what that had applied
 * (internal/lastappliedmanager.go).
 */
function mergeWithLastApplied(apply: Apply, managers: Managers): ApiObject {
  try {
    return mergeTracked(apply, managers, apply.force);
  } catch (error) {
    if (!(error instanceof ConflictError) || apply.manager !== 'kubectl') throw error;
    const allowed = allowedByLastApplied(apply, apply.live);
    if (allowed === undefined) throw error;
    const left = error.conflicts.filter(({ path }) => !allowed.has(path));
    if (left.length > 0) throw new ConflictError(left);
    return mergeTracked(apply, managers, true);
  }
}

function mergeTracked(apply: Apply, managers: Managers, force: boolean): ApiObject {
  const live = apply.live ?? apply.empty;
  const tracked = managers.size > 0 ? managers : trackFromNowOn(apply, live);
  const configuration = typedConfiguration(apply);
  const subject = formatSubject(live, apply.kind);
  const liveTyped = guard(`failed to create typed live object (${subject})`, () => typedOf(apply, live));
  const manager: Manager = {
    manager: apply.manager || 'unknown',
    operation: 'Apply',
    apiVersion: apiVersionOf(apply.kind),
    subresource: apply.subresource,
  };
  const merged = guard('failed to merge config', () =>
    mergeConfiguration(versionsOf(apply), liveTyped, configuration, tracked, manager, force),
  );
  stripServerFields(merged.managers, manager);
  if (merged.object === undefined) return withManagedFields(live, merged.managers);
  const id = managerId(manager);
  const mine = merged.managers.get(id);
  if (mine !== undefined) merged.managers.set(id, { ...mine, time: apply.time });
  const given = formatSubject(apply.configuration, apply.kind);
  const value = merged.object.value as ApiObject;
  const object = guard(`failed to convert new object (${given}) to proper version`, () => {
    const fault = apply.struct && unstructuredFault(apply.struct, value);
    if (fault === undefined) return apply.complete(value);
    throw new Error(`unable to convert unstructured object to ${formatKind(apply.kind)}: ${fault}`);
  });
  return withManagedFields(object, merged.managers);
}

/** The content of an object that nobody owns gets an owner before the first apply (internal/skipnonapplied.go). */
function trackFromNowOn(apply: Apply, live: ApiObject): Managers {
  const manager = updateManager(apply, 'before-first-apply');
  return guard('failed to create manager for existing fields', () =>
    trackUpdate(apply, apply.empty, live, new Map(), manager, apply.time),
  );
}

function typedConfiguration({ configuration, kind, typeOf }: Apply): TypedValue {
  const metadata = own(configuration, 'metadata');
  if (isObject(metadata) && Array.isArray(own(metadata, 'managedFields'))) {
    throw badRequest('metadata.managedFields must be nil');
  }
  return guard(`failed to create typed patch object (${formatSubject(configuration, kind)})`, () => {
    const type = typeOf(apiVersionOf(kind));
    if (type === undefined) throw new Error(`no corresponding type for ${formatKind(kind)}`);
    validateTyped(configuration, type, false);
    return { value: configuration, type };
  });
}

function stripServerFields(managers: Managers, manager: Manager): void {
  const id = managerId(manager);
  const mine = managers.get(id);
  if (mine === undefined) return;
  const set = mine.set.difference(SERVER_FIELDS);
  if (set.empty) managers.delete(id);
  else managers.set(id, { ...mine, set });
}

/** What goes wrong in here is the server's own error: 500, without a reason. */
function guard<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof ConflictError || error instanceof StatusError) throw error;
    throw failure(500, '', `${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function kindOf(configuration: JsonObject): GroupVersionKind {
  const apiVersion = stringAt(configuration, 'apiVersion');
  if (apiVersion.split('/').length > 2) return { group: '', version: '', kind: '' };
  return { ...parseApiVersion(apiVersion), kind: stringAt(configuration, 'kind') };
}

/** As schema.GroupVersionKind is printed: `apps/v1, Kind=Deployment`, `/v1, Kind=Pod`. */
function formatKind({ group, version, kind }: GroupVersionKind): string {
  return `${group}/${version}, Kind=${kind}`;
}

function formatSubject(object: JsonObject, kind: GroupVersionKind): string {
  const metadata: Json | undefined = own(object, 'metadata');
  const of = isObject(metadata) ? metadata : {};
  return `${stringAt(of, 'namespace')}/${stringAt(of, 'name')}; ${formatKind(kind)}`;
}
