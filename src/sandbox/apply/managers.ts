import { compareGoStrings } from '../model/go-format.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject, stringAt } from '../model/json.ts';
import type { ManagedFieldsEntry } from '../model/object.ts';
import type { FieldSet } from './field-set.ts';
import { fromFieldsV1, toFieldsV1 } from './fields-v1.ts';

/** Who owns fields: one entry of managedFields without what it owns. */
export interface Manager {
  manager: string;
  operation: 'Apply' | 'Update';
  /** The version that the paths of the set are of. */
  apiVersion: string;
  subresource: string;
}

export interface Ownership extends Manager {
  set: FieldSet;
  /** RFC 3339, in seconds; undefined where the entry has none. */
  time: string | undefined;
}

/** By `managerId`. */
export type Managers = Map<string, Ownership>;

/**
 * What makes a manager the same manager, as the server writes it: who applies does so in whatever version
 * (managedfields internal/managedfields.go, BuildManagerIdentifier).
 */
export function managerId({ manager, operation, apiVersion, subresource }: Manager): string {
  return JSON.stringify({
    ...(manager === '' ? {} : { manager }),
    operation,
    ...(operation === 'Apply' ? {} : { apiVersion }),
    ...(subresource === '' ? {} : { subresource }),
  });
}

/** @throws Error, in the server's words, when an entry cannot be read. */
export function readManagers(entries: Json | undefined): Managers {
  const managers: Managers = new Map();
  if (!Array.isArray(entries)) return managers;
  for (const [index, entry] of entries.entries()) {
    const ownership = readEntry(isObject(entry) ? entry : {}, index);
    managers.set(managerId(ownership), ownership);
  }
  return managers;
}

/** The entries in the server's order; undefined where nobody owns anything. */
export function writeManagers(managers: Managers): ManagedFieldsEntry[] | undefined {
  if (managers.size === 0) return undefined;
  return [...managers.values()].sort(compareOwnerships).map((ownership) => ({
    ...(ownership.manager === '' ? {} : { manager: ownership.manager }),
    operation: ownership.operation,
    ...(ownership.apiVersion === '' ? {} : { apiVersion: ownership.apiVersion }),
    ...(ownership.time === undefined ? {} : { time: ownership.time }),
    fieldsType: 'FieldsV1',
    fieldsV1: toFieldsV1(ownership.set),
    ...(ownership.subresource === '' ? {} : { subresource: ownership.subresource }),
  }));
}

/** Seconds since 1970; 0 where there is no time. */
export function secondsOf(time: string | undefined): number {
  return time === undefined ? 0 : Math.floor(Date.parse(time) / 1000);
}

function readEntry(entry: JsonObject, index: number): Ownership {
  const operation = stringAt(entry, 'operation');
  if (operation !== 'Apply' && operation !== 'Update') {
    throw new Error('operation must be `Apply` or `Update`');
  }
  const apiVersion = stringAt(entry, 'apiVersion');
  if (apiVersion === '') throw new Error('apiVersion must not be empty');
  const fieldsType = stringAt(entry, 'fieldsType');
  if (fieldsType === '') throw new Error(`missing fieldsType in managed fields entry ${index}`);
  if (fieldsType !== 'FieldsV1') {
    throw new Error(`invalid fieldsType ${JSON.stringify(fieldsType)} in managed fields entry ${index}`);
  }
  return {
    manager: stringAt(entry, 'manager'),
    operation,
    apiVersion,
    subresource: stringAt(entry, 'subresource'),
    set: fromFieldsV1(entry.fieldsV1 ?? {}),
    time: stringAt(entry, 'time') || undefined,
  };
}

function compareOwnerships(a: Ownership, b: Ownership): number {
  return (
    compareGoStrings(a.operation, b.operation) ||
    secondsOf(a.time) - secondsOf(b.time) ||
    compareGoStrings(a.manager, b.manager) ||
    compareGoStrings(a.apiVersion, b.apiVersion) ||
    compareGoStrings(a.subresource, b.subresource)
  );
}
