import { checkEscalation } from '../../access/index.ts';
import { keepTimes } from '../../apply/index.ts';
import { goQuote, invalid } from '../../model/field-error.ts';
import { cloneJson, equalJson } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { conflict, invalidError, notFoundError, OPTIMISTIC_LOCK } from '../../model/status.ts';
import { storeCompanions } from './companions.ts';
import { beforeCreate, invalidObject, storeNew, unknownError, type Write } from './create-object.ts';
import { checkKey } from './object-key.ts';
import { ensureNamespace, fillSystemFields, wipeSystemFields } from './object-meta.ts';

export interface Update extends Write {
  name: string;
  /** By whose rules the object is written: '' or a subresource that is the whole object. A Scale goes by ''. */
  aspect: string;
  /** The object is to have this uid; undefined where the request does not say. */
  uid: string | undefined;
  /** Apply creates what is not there, of every kind. */
  forceAllowCreate: boolean;
  /** What is to be stored, in the version in which it is kept, after admission. */
  updated(existing: ApiObject | undefined): ApiObject;
  /** Asks whether the user may create, where the write turns out to do so. @throws StatusError 403 */
  authorizeCreate(): void;
}

export interface Updated {
  object: ApiObject;
  created: boolean;
}

/** apiserver pkg/registry/generic/registry/store.go, Update. */
export function updateObject(update: Update): Updated {
  const { rules, context, transaction, name } = update;
  const { resource, strategy } = rules;
  checkKey(resource.namespaced, context.namespace, name);
  const existing = transaction.get(resource.storage, context.namespace, name);
  if (existing === undefined) {
    const isSubresource = context.subresource !== '';
    const allowed = !isSubresource && (strategy.allowCreateOnUpdate === true || update.forceAllowCreate);
    if (!allowed) throw notFoundError(resource, name);
    checkUid(update, undefined);
    return create(update);
  }
  checkUid(update, existing);
  return { object: change(update, existing), created: false };
}

function create(update: Update): Updated {
  const object = update.updated(undefined);
  checkEscalation(object, undefined, update.context);
  // Only a create refuses one; here it says which state is meant, and there is none.
  delete object.metadata.resourceVersion;
  wipeSystemFields(object);
  fillSystemFields(object, update.context.now);
  beforeCreate(update, object);
  update.authorizeCreate();
  update.rules.validateAdmission(object, undefined, { ...update.context, verb: 'create' });
  return { object: storeNew(update, object), created: true };
}

function change(update: Update, existing: ApiObject): ApiObject {
  const { rules, context, transaction } = update;
  const { resource } = rules;
  const object = update.updated(existing);
  checkEscalation(object, existing, context);
  checkResourceVersion(update, object, existing);
  beforeUpdate(update, object, existing);
  const stored = keepTimes(rules.stored(object), existing);
  rules.validateAdmission(stored, existing, context);
  if (isDeletedByUpdate(update, stored, existing)) {
    storeCompanions(update, undefined, existing);
    if (!context.dryRun) transaction.remove(resource.storage, existing);
    return stored;
  }
  if (equalJson(stored, existing)) return existing;
  storeCompanions(update, stored, existing);
  return context.dryRun ? stored : transaction.put(resource.storage, stored);
}

function checkUid({ rules, name, uid, context }: Update, existing: ApiObject | undefined): void {
  const found = existing?.metadata.uid ?? '';
  if (uid === undefined || uid === found) return;
  // A dry run ends in front of the store that knows the prefix.
  const key = `${context.dryRun ? '' : '/registry'}${etcdKey(rules.resource, existing, name)}`;
  throw conflict(
    rules.resource,
    name,
    `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${found}`,
  );
}

/** The key under which the server keeps an object in etcd, which some of its messages tell. */
function etcdKey(
  { group, resource, customResourceDefinition }: Write['rules']['resource'],
  existing: ApiObject | undefined,
  name: string,
): string {
  const special: Record<string, string> = {
    services: 'services/specs',
    endpoints: 'services/endpoints',
    nodes: 'minions',
    replicationcontrollers: 'controllers',
    ingresses: 'ingress',
  };
  const hasGroup = customResourceDefinition !== undefined || group === 'apiregistration.k8s.io';
  const prefix = hasGroup ? `${group}/` : '';
  const namespace = existing?.metadata.namespace;
  const path = namespace === undefined ? name : `${namespace}/${name}`;
  return `/${prefix}${special[resource] ?? resource}/${path}`;
}

function checkResourceVersion({ rules, name }: Update, object: ApiObject, existing: ApiObject): void {
  const given = object.metadata.resourceVersion ?? '';
  const { resource, strategy } = rules;
  if (!/^\d*$/.test(given))
    throw unknownError(`strconv.ParseUint: parsing ${goQuote(given)}: invalid syntax`);
  if (given === '' || given === '0') {
    if (strategy.allowUnconditionalUpdate === false) {
      const kind = { group: resource.group, kind: resource.resource };
      throw invalidError(kind, name, [
        invalid('metadata.resourceVersion', 0, 'must be specified for an update'),
      ]);
    }
    object.metadata.resourceVersion = existing.metadata.resourceVersion ?? '';
  } else if (given !== existing.metadata.resourceVersion) throw conflict(resource, name, OPTIMISTIC_LOCK);
}

/** apiserver pkg/registry/rest/update.go, BeforeUpdate. Changes the object. */
function beforeUpdate(update: Update, object: ApiObject, existing: ApiObject): void {
  const { rules, context, aspect } = update;
  const { metadata } = object;
  const old = existing.metadata;
  ensureNamespace(object, rules.resource.namespaced ? context.namespace : '');
  if (old.generation === undefined) delete metadata.generation;
  else metadata.generation = old.generation;
  prepare(update, object, existing);
  if ((metadata.uid ?? '') === '' && old.uid !== undefined) metadata.uid = old.uid;
  if (old.creationTimestamp) metadata.creationTimestamp = old.creationTimestamp;
  if (old.deletionTimestamp !== undefined) metadata.deletionTimestamp = old.deletionTimestamp;
  if (old.deletionGracePeriodSeconds !== undefined && metadata.deletionGracePeriodSeconds === undefined) {
    metadata.deletionGracePeriodSeconds = old.deletionGracePeriodSeconds;
  }
  const { validator } = rules;
  const validate =
    aspect === ''
      ? validator.validateUpdate
      : (validator.validateSubresourceUpdate?.[aspect] ?? validator.validateUpdate);
  const errors = validate?.call(validator, object, existing, context) ?? [];
  if (errors.length > 0) throw invalidObject(rules, object, errors);
  for (const warning of validator.warnings?.(object, existing, context) ?? []) context.warn(warning);
}

function prepare({ rules, context, aspect }: Update, object: ApiObject, existing: ApiObject): void {
  const { strategy } = rules;
  if (aspect === '') {
    strategy.prepareForUpdate?.(object, existing, context);
    return;
  }
  const prepareAspect = strategy.prepareForSubresourceUpdate?.[aspect];
  if (prepareAspect !== undefined) prepareAspect(object, existing, context);
  // Of a status without rules of its own, all but the status stays.
  else if (aspect === 'status') keepAllBut(object, existing, 'status');
}

function keepAllBut(object: ApiObject, existing: ApiObject, field: string): void {
  for (const key of Object.keys(object)) {
    if (key !== field && key !== 'metadata') delete object[key];
  }
  for (const key of Object.keys(existing)) {
    if (key !== field && key !== 'metadata') object[key] = cloneJson(existing[key] ?? null);
  }
  const { managedFields, resourceVersion } = object.metadata;
  object.metadata = cloneJson(existing.metadata);
  if (managedFields === undefined) delete object.metadata.managedFields;
  else object.metadata.managedFields = managedFields;
  if (resourceVersion !== undefined) object.metadata.resourceVersion = resourceVersion;
}

/** Whether an update takes the last finalizer from an object that is being deleted. */
function isDeletedByUpdate({ rules }: Update, object: ApiObject, existing: ApiObject): boolean {
  if ((object.metadata.finalizers ?? []).length > 0) return false;
  if (existing.metadata.deletionTimestamp === undefined) return false;
  if (hasNamespaceFinalizers(rules, object)) return false;
  return (existing.metadata.deletionGracePeriodSeconds ?? 0) === 0;
}

/** Namespaces have finalizers in their spec too. */
function hasNamespaceFinalizers({ resource }: Write['rules'], { spec }: ApiObject): boolean {
  if (resource.group !== '' || resource.resource !== 'namespaces') return false;
  const finalizers = typeof spec === 'object' && spec !== null && 'finalizers' in spec ? spec.finalizers : [];
  return Array.isArray(finalizers) && finalizers.length > 0;
}
