import { isObject, type Json, type JsonObject, listAt, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { humanAge } from '../human-duration.ts';

// How rows read objects: what is not there is the zero value of its Go type, for bookmarks are objects without content.

export function nameOf(object: ApiObject): string {
  return stringAt(object.metadata, 'name');
}

export function ageOf(object: ApiObject, now: Date): string {
  return humanAge(object.metadata.creationTimestamp, now);
}

/** RFC 3339, as cells of the type `date` have it; Go's zero time where there is none. */
export function createdAt(object: ApiObject): string {
  return stringAt(object.metadata, 'creationTimestamp') || '0001-01-01T00:00:00Z';
}

export function isDeleting(object: ApiObject): boolean {
  return typeof object.metadata.deletionTimestamp === 'string';
}

export function specOf(object: ApiObject): JsonObject {
  return objectAt(object, 'spec');
}

export function statusOf(object: ApiObject): JsonObject {
  return objectAt(object, 'status');
}

export function annotationOf(object: ApiObject, key: string): string | undefined {
  const value = own(objectAt(object.metadata, 'annotations'), key);
  return typeof value === 'string' ? value : undefined;
}

export function numberAt(object: JsonObject, key: string): number {
  const value = own(object, key);
  return typeof value === 'number' ? value : 0;
}

export function isTrueAt(object: JsonObject, key: string): boolean {
  return own(object, key) === true;
}

/** The string at `key`, or what stands for none. */
export function textAt(object: JsonObject, key: string, none: string): string {
  return stringAt(object, key) || none;
}

/** A pointer to a string: only where the key is missing is there none. */
export function pointedAt(object: JsonObject, key: string, none: string): string {
  const value = own(object, key);
  return typeof value === 'string' ? value : none;
}

/** A quantity or an int-or-string as Go prints it. */
export function printedAt(object: JsonObject, key: string, none: string): string {
  const value = own(object, key);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : none;
}

export function objectsAt(object: JsonObject, key: string): JsonObject[] {
  return listAt(object, key).filter(isObject);
}

export function stringsAt(object: JsonObject, key: string): string[] {
  return listAt(object, key).filter((item): item is string => typeof item === 'string');
}

export function sizeAt(object: JsonObject, key: string): number {
  return Object.keys(objectAt(object, key)).length;
}

/** The first condition of the type. */
export function conditionOf(conditions: readonly JsonObject[], type: string): JsonObject | undefined {
  return conditions.find((condition) => condition.type === type);
}

export function isConditionTrue(conditions: readonly JsonObject[], type: string): boolean {
  return conditionOf(conditions, type)?.status === 'True';
}

export function has(object: JsonObject, key: string): boolean {
  return isPresent(own(object, key));
}

function isPresent(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}

/** Up to `max` of the list, with how many more there are; `<unset>` for none (listWithMoreString). */
export function listWithMore(list: readonly string[], max: number): string {
  const shown = list.slice(0, max).join(',');
  if (list.length > max) return `${shown} + ${list.length - max} more...`;
  return shown === '' ? '<unset>' : shown;
}
