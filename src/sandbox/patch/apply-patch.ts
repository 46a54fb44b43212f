import { isParsedObject, type Parsed, toJson } from '../codec/json-parser.ts';
import { kindOf } from '../codec/special-types.ts';
import { unstructuredFault } from '../codec/unstructured-fault.ts';
import type { GoStruct } from '../model/catalog.ts';
import { invalid } from '../model/field-error.ts';
import { formatGo } from '../model/go-format.ts';
import { cloneJson, isObject, type Json, type JsonObject, objectAt, own } from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';
import { badRequest, invalidError, StatusError } from '../model/status.ts';
import { applyJsonPatch } from './json-patch.ts';
import { strictErrorsOfJsonPatch } from './json-patch-operations.ts';
import { applyMergePatch } from './merge-patch.ts';
import { duplicateFields, parsePatch } from './patch-text.ts';
import { encodePatched } from './patched.ts';
import { applyStrategicMergePatch } from './strategic-merge-patch.ts';

/** The patches that are no server-side apply, by their Content-Type. */
export type PatchType =
  | 'application/json-patch+json'
  | 'application/merge-patch+json'
  | 'application/strategic-merge-patch+json';

export interface PatchRequest {
  patchType: PatchType;
  /** The body. */
  patch: Buffer;
  fieldValidation: 'Ignore' | 'Warn' | 'Strict';
  /** What is stored, in the version of the request. */
  document: ApiObject;
  /** The Go type of the object; undefined for those of CustomResourceDefinitions. */
  struct: GoStruct | undefined;
  /**
   * Makes a canonical object of what is patched, without defaults; `strictErrors` are those of the object.
   * @throws Error with Go's words where it does not fit; a StatusError is the answer as it is.
   */
  decode(patched: JsonObject): { object: JsonObject; strictErrors: readonly string[] };
}

export interface PatchedObject {
  /** Without defaults. */
  object: ApiObject;
  /** Texts of Warning headers. */
  warnings: readonly string[];
  /** The patch leaves an empty list of managedFields, which `object` does not have any more. */
  resetsManagedFields: boolean;
}

/**
 * Patches an object as apiserver pkg/endpoints/handlers/patch.go does.
 * @throws StatusError 400, 413, 422, 500
 */
export function applyPatch(request: PatchRequest): PatchedObject {
  try {
    return applyParsed(request, parsePatch(request.patch));
  } catch (error) {
    // Nested deeper than the stack is: no type of the API is, and so the server, which can go on, refuses it as well.
    if (!(error instanceof RangeError)) throw error;
    throw invalidPatch('', error.message);
  }
}

function applyParsed(request: PatchRequest, patch: Parsed): PatchedObject {
  if (request.patchType === 'application/strategic-merge-patch+json') {
    return applyStrategic(request, patch);
  }
  const isStrict = request.fieldValidation !== 'Ignore';
  const isJsonPatch = request.patchType === 'application/json-patch+json';
  const patched = isJsonPatch
    ? applyJsonPatch(request.document, patch, { isStrict, text: request.patch })
    : applyMergePatch(request.document, patch, isStrict);
  const own = isJsonPatch ? strictErrorsOfJsonPatch(patch) : duplicateFields(patch);
  return decodePatched(request, patched.value, own, () => encodePatched(patched));
}

function applyStrategic(request: PatchRequest, patch: Parsed): PatchedObject {
  const { struct } = request;
  if (patch !== null && !isParsedObject(patch)) {
    throw badRequest(`json: cannot unmarshal ${kindOf(patch)} into Go value of type map[string]interface {}`);
  }
  if (struct === undefined) throw badRequest('strategic merge patch format is not supported');
  const changes = (toJson(patch) ?? {}) as JsonObject;
  const value = applyStrategicMergePatch(struct, cloneJson(request.document), changes);
  const decode: PatchRequest['decode'] = (patched) => {
    const fault = unstructuredFault(struct, patched);
    if (fault !== undefined) throw new Error(fault);
    const { object, strictErrors } = request.decode(patched);
    return { object, strictErrors: [...strictErrors].sort() };
  };
  return decodePatched({ ...request, decode }, value, duplicateFields(patch), () => formatGo(changes));
}

/** `text` is how the message shows what cannot be decoded. */
function decodePatched(
  request: PatchRequest,
  value: Json,
  patchErrors: readonly string[],
  text: () => string,
): PatchedObject {
  try {
    if (!isObject(value)) throw new Error(NO_KIND);
    const { object, strictErrors } = request.decode(value);
    const errors = request.fieldValidation === 'Ignore' ? [] : [...patchErrors, ...strictErrors];
    if (errors.length > 0 && request.fieldValidation === 'Strict') {
      throw invalidPatch(text(), `strict decoding error: ${errors.join(', ')}`);
    }
    const entries = own(objectAt(value, 'metadata'), 'managedFields');
    const resetsManagedFields = Array.isArray(entries) && entries.length === 0;
    return { object: object as ApiObject, warnings: errors, resetsManagedFields };
  } catch (error) {
    if (error instanceof StatusError || error instanceof RangeError) throw error;
    throw invalidPatch(text(), error instanceof Error ? error.message : String(error));
  }
}

/** `text` is how the message shows the patch or what it made of the object. */
function invalidPatch(text: string, detail: string): StatusError {
  return invalidError({ group: '', kind: '' }, '', [invalid('patch', text, detail)]);
}

/** What has no kind, as it is a list (apimachinery pkg/runtime/serializer/json/meta.go). */
const NO_KIND =
  'couldn\'t get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
