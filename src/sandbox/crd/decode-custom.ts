import { DecodeError } from '../codec/canonical.ts';
import {
  type DecodedBody,
  type FieldValidation,
  isDecodingFault,
  refuseStrictErrors,
  undecodable,
} from '../codec/decode-body.ts';
import { entriesOf, isParsedObject, type Parsed, RawObject, toJson } from '../codec/json-parser.ts';
import { mediaTypeOf, readBody } from '../codec/read-body.ts';
import { goQuote } from '../model/field-error.ts';
import { isObject, type JsonObject, stringAt } from '../model/json.ts';
import { type ApiObject, apiVersionOf, type GroupVersionKind } from '../model/object.ts';
import { badRequest } from '../model/status.ts';

/** What a schema makes of an object: pruned, with defaults. @throws DecodeError */
export type Coerce = (object: JsonObject) => DecodedBody;

/**
 * Decodes a custom object (apiextensions pkg/apiserver/customresource_handler.go, schemaCoercingDecoder).
 * @throws StatusError 400 or 415
 */
export function decodeCustomBody(
  body: Buffer,
  contentType: string | undefined,
  expected: GroupVersionKind,
  fieldValidation: FieldValidation,
  coerce: Coerce,
): DecodedBody {
  const mediaType = mediaTypeOf(contentType);
  let found: GroupVersionKind | undefined;
  try {
    const read = readBody(body, mediaType);
    const kind = read.kind();
    if (kind.kind === '') throw new DecodeError(`Object 'Kind' is missing in '${body.toString()}'`);
    found = kind;
    const value = read.value(kind);
    const object = toJson(value);
    if (!isObject(object)) throw new DecodeError(`Object 'Kind' is missing in '${body.toString()}'`);
    const coerced = coerce(object);
    const strictErrors = [...read.strictErrors, ...repeatedKeys(value), ...coerced.strictErrors];
    if (fieldValidation === 'Strict') refuseStrictErrors(strictErrors);
    if (stringAt(object, 'apiVersion') !== apiVersionOf(expected)) {
      throw badRequest(
        `the API version in the data (${stringAt(object, 'apiVersion')}) does not match the expected API version (${apiVersionOf(expected)})`,
      );
    }
    return { object: coerced.object as ApiObject, strictErrors };
  } catch (error) {
    if (!isDecodingFault(error)) throw error;
    throw undecodable(error.message, body, found, expected);
  }
}

/** Keys that stand twice, anywhere in the body. */
function repeatedKeys(value: Parsed, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => repeatedKeys(item, `${path}[${index}]`));
  if (!isParsedObject(value)) return [];
  const seen = value instanceof RawObject ? new Set<string>() : undefined;
  const errors: string[] = [];
  for (const [key, item] of entriesOf(value)) {
    const at = path === '' ? key : `${path}.${key}`;
    if (seen?.has(key)) errors.push(`duplicate field ${goQuote(at)}`);
    seen?.add(key);
    errors.push(...repeatedKeys(item, at));
  }
  return [...new Set(errors)];
}
