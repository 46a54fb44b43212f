import { isParsedObject, type Parsed, toJson } from '../codec/json-parser.ts';
import { kindOf } from '../codec/special-types.ts';
import { goQuote } from '../model/field-error.ts';
import { isObject, type Json, type JsonObject, own } from '../model/json.ts';
import { badRequest, requestEntityTooLarge, type StatusError } from '../model/status.ts';
import { duplicateFields } from './patch-text.ts';

/** One operation of a JSON patch (RFC 6902), as it was sent. */
export interface Operation {
  op: string;
  path: string | undefined;
  from: string | undefined;
  value: Json;
}

/**
 * Reads a patch.
 *
 * @param isStrict whether it is also looked at for fieldValidation, which tells other words
 * @throws StatusError 400 for what is no list of operations, 413 for too many
 */
export function readJsonPatch(patch: Parsed, isStrict: boolean): Operation[] {
  const words = isStrict ? STRICT_WORDS : WORDS;
  if (patch === null) return [];
  if (!Array.isArray(patch)) throw undecodable(words, patch, `value of type ${words.list}`);
  const operations = patch.map((operation) => {
    if (!isParsedObject(operation) && operation !== null) {
      throw undecodable(words, operation, `value of type ${words.item}`);
    }
    const fields = toObject(operation);
    for (const name of ['op', 'path', 'from']) {
      const value = own(fields, name) ?? null;
      if (words.field !== undefined && value !== null && typeof value !== 'string') {
        throw undecodable(words, value, `struct field ${words.field}.${name} of type string`);
      }
    }
    return {
      op: textOf(fields, 'op') ?? 'unknown',
      path: textOf(fields, 'path'),
      from: textOf(fields, 'from'),
      value: own(fields, 'value') ?? null,
    };
  });
  if (operations.length > MAX_OPERATIONS) {
    throw requestEntityTooLarge(
      `The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${operations.length}`,
    );
  }
  return operations;
}

/** `json patch unknown field "[0].foo"`: what `fieldValidation` tells of. */
export function strictErrorsOfJsonPatch(patch: Parsed): string[] {
  const operations = Array.isArray(patch) ? patch : [];
  const unknown = operations.flatMap((operation, index) =>
    Object.keys(toObject(operation))
      .filter((key) => !FIELDS.has(key))
      .map((key) => `unknown field ${goQuote(`[${index}].${key}`)}`),
  );
  return [...duplicateFields(patch), ...unknown].map((error) => `json patch ${error}`);
}

/** apiserver pkg/endpoints/handlers/patch.go, maxJSONPatchOperations. */
const MAX_OPERATIONS = 10_000;

const FIELDS: ReadonlySet<string> = new Set(['op', 'path', 'from', 'value']);

/** How the server calls what it decodes a patch into. */
interface Words {
  prefix: string;
  list: string;
  item: string;
  field: string | undefined;
}

const WORDS: Words = { prefix: '', list: 'jsonpatch.Patch', item: 'jsonpatch.Operation', field: undefined };
const STRICT_WORDS: Words = {
  prefix: 'error decoding patch: ',
  list: '[]handlers.jsonPatchOp',
  item: 'handlers.jsonPatchOp',
  field: 'jsonPatchOp',
};

function toObject(value: Parsed): JsonObject {
  const json = toJson(value);
  return isObject(json) ? json : {};
}

function textOf(fields: JsonObject, name: string): string | undefined {
  const value = own(fields, name);
  return typeof value === 'string' ? value : undefined;
}

function undecodable({ prefix }: Words, value: Parsed, into: string): StatusError {
  return badRequest(`${prefix}json: cannot unmarshal ${kindOf(value)} into Go ${into}`);
}
