import type { Json, JsonObject } from '../../../../src/sandbox/model/json.ts';

/** An object that is good, and what is done to it to make it a bad one. */
export interface Scenario {
  /** Where such objects are: `/api/v1/namespaces/{ns}/pods`. */
  path: string;
  good: JsonObject;
  /** Paths and the values there; undefined takes a key away. The faults of new objects. */
  create?: Readonly<Record<string, Changes>>;
  /** The same for objects that are there as `good` is: a PUT of the whole object. */
  update?: Readonly<Record<string, Changes>>;
  /** By the subresource: a PUT there. */
  subresources?: Readonly<Record<string, Readonly<Record<string, Changes>>>>;
}

/** By the path with dots: `spec.containers.0.image`; a dot in a key is written as `~`. */
export type Changes = Readonly<Record<string, Json | undefined>>;

/** A copy of the object with the changes. */
export function changed(object: JsonObject, changes: Changes): JsonObject {
  const copy = structuredClone(object);
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('.').map((key) => key.replaceAll('~', '.'));
    const last = keys.pop() ?? '';
    let holder = copy as Record<string, Json>;
    for (const key of keys) {
      holder[key] ??= {};
      holder = holder[key] as Record<string, Json>;
    }
    if (value === undefined) delete holder[last];
    else holder[last] = value;
  }
  return copy;
}
