import { sortedKeys } from '../model/go-format.ts';
import { isObject, type Json, type JsonObject, objectAt, own, setOwn, stringAt } from '../model/json.ts';
import { type ApiObject, apiVersionOf } from '../model/object.ts';
import { compareTyped } from './compare-typed.ts';
import type { FieldManagerScope } from './field-manager.ts';
import type { FieldSet } from './field-set.ts';
import { toFieldSet } from './to-field-set.ts';
import { validateTyped } from './validate-typed.ts';

/** Where `kubectl apply` keeps what it applied last. */
const ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';

/** The sum of all keys and values, in bytes (apimachinery pkg/api/validation, TotalAnnotationSizeLimitB). */
const MAX_ANNOTATIONS_SIZE = 256 * 1024;

export function hasLastApplied(object: ApiObject): boolean {
  return stringAt(objectAt(object.metadata, 'annotations'), ANNOTATION) !== '';
}

/** The object with the annotation up to date with what was applied now (internal/lastappliedupdater.go). */
export function setLastApplied(object: ApiObject, configuration: JsonObject): ApiObject {
  const { [ANNOTATION]: _, ...others } = objectAt(object.metadata, 'annotations');
  const annotations: Record<string, string> = {};
  const lastApplied = buildLastApplied(configuration);
  const all: Record<string, Json> = { ...others, [ANNOTATION]: lastApplied };
  for (const key of sortedKeys(all)) setOwn(annotations, key, all[key] as Json);
  const size = Object.entries(annotations)
    .flat()
    .reduce<number>((sum, text) => sum + Buffer.byteLength(String(text)), 0);
  if (size > MAX_ANNOTATIONS_SIZE) delete annotations[ANNOTATION];
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/**
 * What the last client-side apply set and the object still has: kubectl may take it over. Undefined where there is no
 * annotation that tells.
 */
export function allowedByLastApplied(
  scope: FieldManagerScope,
  live: ApiObject | undefined,
): FieldSet | undefined {
  const text = stringAt(objectAt(live?.metadata, 'annotations'), ANNOTATION);
  const apiVersion = apiVersionOf(scope.kind);
  const type = scope.typeOf(apiVersion);
  if (live === undefined || text === '' || type === undefined) return undefined;
  try {
    const lastApplied = JSON.parse(text) as Json;
    if (!isObject(lastApplied) || stringAt(lastApplied, 'apiVersion') !== apiVersion) return undefined;
    if (stringAt(lastApplied, 'kind') === '') return undefined;
    validateTyped(live, type, false);
    validateTyped(lastApplied, type, false);
    const typed = { value: lastApplied, type };
    const { modified, added, removed } = compareTyped(typed, { value: live, type });
    return toFieldSet(typed).difference(modified).difference(added).difference(removed);
  } catch {
    return undefined;
  }
}

/** The configuration as Go encodes a map, without the annotation itself. */
function buildLastApplied(configuration: JsonObject): string {
  const metadata = objectAt(configuration, 'metadata');
  const annotations = own(metadata, 'annotations');
  let applied = configuration;
  if (isObject(annotations)) {
    const { [ANNOTATION]: _, ...others } = annotations;
    applied = { ...configuration, metadata: { ...metadata, annotations: others } };
  }
  return `${encodeGo(applied)}\n`;
}

/** encoding/json: keys sorted, and what HTML could trip over escaped. */
function encodeGo(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(encodeGo).join(',')}]`;
  if (isObject(value)) {
    const entries = sortedKeys(value).map((key) => `${encodeString(key)}:${encodeGo(value[key] as Json)}`);
    return `{${entries.join(',')}}`;
  }
  return typeof value === 'string' ? encodeString(value) : JSON.stringify(value);
}

function encodeString(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[<>&\u2028\u2029]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
