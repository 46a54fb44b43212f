import { isObject, type Json, type JsonObject } from '../../../../src/sandbox/model/json.ts';
import type { RawResponse } from '../raw-api.ts';

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g;
const UID = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g;
const RESOURCE_VERSION = /(?<key>"resourceVersion\\?":\\?")\d+/g;

/**
 * Makes the answers of one server comparable: uids, times and resourceVersions are replaced, the latter by the number
 * of the object's state, so that it shows whether something has been stored. managedFields are put into an order that
 * no time decides, after their own has been checked.
 */
export class Normalizer {
  readonly #states = new Map<string, string[]>();

  /** `object` is the one that the request was about. */
  normalize(object: string, { status, warnings, body }: RawResponse): string {
    const json = body === '' ? null : (JSON.parse(body) as Json);
    return JSON.stringify({ status, warnings, body: this.#visit(json, '', object) }, null, 1);
  }

  #visit(value: Json, key: string, object: string): Json {
    if (Array.isArray(value)) {
      const items =
        key === 'managedFields' ? sortEntries(value) : key === 'causes' ? sortConflicts(value) : value;
      return items.map((item) => this.#visit(item, '', object));
    }
    if (isObject(value)) {
      const entries = Object.entries(value).map(([name, item]): [string, Json] => [
        name,
        this.#visit(item, name, object),
      ]);
      return Object.fromEntries(entries);
    }
    if (typeof value !== 'string') return value;
    if (key === 'uid') return '<uid>';
    if (key === 'resourceVersion') return this.#stateOf(object, value);
    return withoutChance(value);
  }

  #stateOf(object: string, resourceVersion: string): string {
    const states = this.#states.get(object) ?? [];
    if (!states.includes(resourceVersion)) states.push(resourceVersion);
    this.#states.set(object, states);
    return `<state ${states.indexOf(resourceVersion)}>`;
  }
}

function sortEntries(entries: Json[]): Json[] {
  const objects = entries.filter(isObject);
  const orders = objects.map(orderOf);
  const sorted = [...orders].sort();
  if (orders.some((order, index) => order !== sorted[index])) {
    return [{ unsorted: JSON.stringify(orders) }, ...entries];
  }
  const identity = (entry: JsonObject) => JSON.stringify({ ...entry, time: undefined });
  return [...objects].sort((a, b) => (identity(a) < identity(b) ? -1 : 1));
}

/** Messages may have whole objects in them. */
function withoutChance(text: string): string {
  return text
    .replaceAll(TIME, '<time>')
    .replaceAll(UID, '<uid>')
    .replaceAll(RESOURCE_VERSION, '$<key><state>');
}

/** The server tells the conflicts with several managers in any order. */
function sortConflicts(causes: Json[]): Json[] {
  const isConflict = causes.some((cause) => isObject(cause) && cause.reason === 'FieldManagerConflict');
  return isConflict ? causes.map((cause) => JSON.stringify(cause)).sort() : causes;
}

/** The server's order: by operation, time, manager, version, subresource. */
function orderOf({ operation, time, manager, apiVersion, subresource }: JsonObject): string {
  return [operation, time ?? '', manager, apiVersion, subresource ?? ''].join('\0');
}
