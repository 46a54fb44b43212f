import { checkEscalation } from '../../access/index.ts';
import type { FieldError } from '../../model/field-error.ts';
import type { ApiObject } from '../../model/object.ts';
import type { WriteContext } from '../../model/rules.ts';
import type { Transaction } from '../../model/state.ts';
import {
  alreadyExists,
  failure,
  generateNameConflict,
  invalidError,
  StatusError,
} from '../../model/status.ts';
import type { KindRules } from '../kind-rules.ts';
import { storeCompanions } from './companions.ts';
import { generateName } from './generate-name.ts';
import { checkKey } from './object-key.ts';
import { ensureNamespace, fillSystemFields } from './object-meta.ts';

/** So many names are tried for a generateName. */
const MAX_ATTEMPTS = 8;

/** A write in the making: `transaction` is the context's view. */
export interface Write {
  rules: KindRules;
  context: WriteContext;
  transaction: Transaction;
}

/**
 * Stores a new object, which has defaults and has passed admission, and is in the version in which it is kept
 * (apiserver pkg/registry/generic/registry/store.go, Create). `object` is changed.
 */
export function createObject(write: Write, object: ApiObject): ApiObject {
  checkEscalation(object, undefined, write.context);
  const { generateName: base = '', name = '' } = object.metadata;
  if (base === '' || name !== '') return createOnce(write, object);
  for (let attempt = 1; ; attempt++) {
    try {
      // Go's maps that are one stay one, as in the first copy.
      const named = structuredClone(object);
      named.metadata.name = generateName(base);
      return createOnce(write, named);
    } catch (error) {
      const isTaken = error instanceof StatusError && error.status.reason === 'AlreadyExists';
      if (!isTaken || attempt >= MAX_ATTEMPTS) throw error;
    }
  }
}

function createOnce(write: Write, object: ApiObject): ApiObject {
  fillSystemFields(object, write.context.now);
  beforeCreate(write, object);
  write.rules.validateAdmission(object, undefined, write.context);
  return put(write, object);
}

/** apiserver pkg/registry/rest/create.go, BeforeCreate. */
export function beforeCreate({ rules, context }: Write, object: ApiObject): void {
  ensureNamespace(object, rules.resource.namespaced ? context.namespace : '');
  rules.strategy.prepareForCreate?.(object, context);
  const errors = rules.validator.validateCreate(object, context);
  if (errors.length > 0) throw invalidObject(rules, object, errors);
  for (const warning of rules.validator.warnings?.(object, undefined, context) ?? []) context.warn(warning);
}

/** 422, of the kind that the object says it is, in the group in which it is kept: Events are of the core group always. */
export function invalidObject({ resource }: KindRules, object: ApiObject, errors: FieldError[]): StatusError {
  return invalidError(
    { group: resource.storageVersion.group, kind: object.kind },
    object.metadata.name ?? '',
    errors,
  );
}

function put(write: Write, object: ApiObject): ApiObject {
  const { rules, context, transaction } = write;
  const { resource } = rules;
  const { name = '', namespace = '' } = object.metadata;
  checkKey(resource.namespaced, context.namespace, name);
  const existing = transaction.get(resource.storage, namespace, name);
  if (existing !== undefined) throw taken(rules, object, existing);
  return storeNew(write, object);
}

export function storeNew(write: Write, object: ApiObject): ApiObject {
  const { rules, context, transaction } = write;
  const { resource } = rules;
  if (context.dryRun) return rules.stored(object);
  if ((object.metadata.resourceVersion ?? '') !== '') {
    throw unknownError('resourceVersion should not be set on objects to be created');
  }
  storeCompanions(write, object, undefined);
  return transaction.put(resource.storage, rules.stored(object));
}

/** An error of Go that is no Status: the server answers 500 with its words and no reason. */
export function unknownError(message: string): StatusError {
  return failure(500, '', message);
}

function taken({ resource }: KindRules, { metadata }: ApiObject, existing: ApiObject): StatusError {
  const name = metadata.name ?? '';
  const error =
    (metadata.generateName ?? '') === ''
      ? alreadyExists(resource, name)
      : generateNameConflict(resource, name);
  if (existing.metadata.deletionTimestamp === undefined) return error;
  const message = `object is being deleted: ${error.message}`;
  return new StatusError({ ...error.status, message }, error.headers);
}
