import { equalJson, type Json, type JsonObject } from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';

/**
 * The object with the stored times of managedFields where it is otherwise what is stored: so that a write that changes
 * nothing else does not count as one (apiserver pkg/endpoints/handlers/fieldmanager/equality.go). `object` is what
 * would be stored.
 */
export function keepTimes(object: ApiObject, stored: ApiObject): ApiObject {
  const entries = object.metadata.managedFields ?? [];
  const before = stored.metadata.managedFields ?? [];
  if (entries.length === 0 || entries.length !== before.length) return object;
  if (entries.every((entry, index) => entry.time === before[index]?.time)) return object;
  if (!equalJson(entries.map(withoutTime), before.map(withoutTime))) return object;
  const kept = { ...object, metadata: { ...object.metadata, managedFields: before } };
  return equalJson(kept, stored) ? kept : object;
}

function withoutTime({ time: _, ...entry }: JsonObject): Json {
  return entry;
}
