import type { Catalog } from '../model/catalog.ts';
import { goQuote } from '../model/field-error.ts';
import { type JsonObject, setOwn, stringAt } from '../model/json.ts';
import { type ApiObject, apiVersionOf, type GroupVersionKind, parseApiVersion } from '../model/object.ts';
import { badRequest, type StatusError } from '../model/status.ts';
import { canonicalize, DecodeError } from './canonical.ts';
import { mediaTypeOf, type ReadBody, readBody } from './read-body.ts';
import { YamlError } from './yaml.ts';

/** `fieldValidation` of the request. */
export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

export interface DecodedBody {
  /** In Go's canonical form, with the apiVersion and kind that the body has, or those that were expected. */
  object: ApiObject;
  /** For `Warn`: each of them is a Warning header. */
  strictErrors: string[];
}

/**
 * Decodes the object of a create or an update as the server's handlers do (apiserver pkg/endpoints/handlers/create.go,
 * apimachinery pkg/runtime/serializer/json/json.go). `mediaType` is the Content-Type; none at all is JSON.
 * @throws StatusError 400 in Go's words; 415 for other media types
 */
export function decodeBody(
  catalog: Catalog,
  body: Buffer,
  mediaType: string | undefined,
  expected: GroupVersionKind,
  fieldValidation: FieldValidation = 'Ignore',
): DecodedBody {
  const type = mediaTypeOf(mediaType);
  let found: GroupVersionKind | undefined;
  try {
    const read = readBody(body, type);
    found = { ...expected, ...withDefaults(read.kind(), expected) };
    const { object, strictErrors } = toObject(catalog, read, found, expected);
    if (fieldValidation === 'Strict') refuseStrictErrors(strictErrors);
    if (apiVersionOf(found) !== apiVersionOf(expected)) {
      throw otherVersion(found, expected);
    }
    return { object, strictErrors };
  } catch (error) {
    if (!isDecodingFault(error)) throw error;
    throw undecodable(error.message, body, found, expected);
  }
}

function otherVersion(found: GroupVersionKind, expected: GroupVersionKind): StatusError {
  return badRequest(
    `the API version in the data (${apiVersionOf(found)}) does not match the expected API version (${apiVersionOf(expected)})`,
  );
}

function unknownConversion(found: GroupVersionKind, expected: GroupVersionKind): DecodeError {
  return new DecodeError(
    `converting (${found.version}.${found.kind}) to (${internalPackage(expected.group)}.${expected.kind}): unknown conversion`,
  );
}

/** The message for what `fieldValidation: Strict` refuses. */
export function refuseStrictErrors(strictErrors: readonly string[]): void {
  if (strictErrors.length > 0) throw new DecodeError(`strict decoding error: ${strictErrors.join(', ')}`);
}

/** transformDecodeError of apiserver pkg/endpoints/handlers/rest.go. */
export function undecodable(
  why: string,
  body: Buffer,
  found: GroupVersionKind | undefined,
  expected: GroupVersionKind,
): StatusError {
  if (found !== undefined) {
    return badRequest(
      `${found.kind} in version ${goQuote(found.version)} cannot be handled as a ${expected.kind}: ${why}`,
    );
  }
  return badRequest(
    `the object provided is unrecognized (must be of type ${expected.kind}): ${why} (${summarize(body)})`,
  );
}

function toObject(
  catalog: Catalog,
  read: ReadBody,
  found: GroupVersionKind,
  expected: GroupVersionKind,
): DecodedBody {
  const struct = catalog.goTypeOf(found.group, found.version, found.kind);
  if (struct === undefined) {
    if (!catalog.isRetired(found.group, found.version, found.kind)) {
      throw new DecodeError(notRegistered(found));
    }
    // The version is refused in any case: what else the object has does not matter.
    if (found.kind === expected.kind) throw otherVersion(found, expected);
    throw unknownConversion(found, expected);
  }
  const { object, strictErrors } = canonicalize(struct, read.value(found, catalog));
  if (found.kind !== expected.kind) {
    throw unknownConversion(found, expected);
  }
  const typed = withTypeMeta(object, found);
  return { object: typed, strictErrors: [...read.strictErrors, ...strictErrors] };
}

/**
 * Checks that an object that says of itself what it is can be decoded as another kind.
 * @throws DecodeError
 */
export function checkKind(catalog: Catalog, object: JsonObject, expected: GroupVersionKind): void {
  const given = { ...parseApiVersion(stringAt(object, 'apiVersion')), kind: stringAt(object, 'kind') };
  const found = withDefaults(given, expected);
  if (catalog.goTypeOf(found.group, found.version, found.kind) === undefined) {
    throw new DecodeError(notRegistered(found));
  }
  if (found.kind !== expected.kind) throw unknownConversion(found, expected);
}

/** The type, also where the body left it out. */
function withTypeMeta(object: JsonObject, { group, version, kind }: GroupVersionKind): ApiObject {
  const typed: JsonObject = { kind, apiVersion: apiVersionOf({ group, version }) };
  for (const [key, value] of Object.entries(object)) {
    if (key !== 'kind' && key !== 'apiVersion') setOwn(typed, key, value);
  }
  return typed as ApiObject;
}

function withDefaults(found: GroupVersionKind, expected: GroupVersionKind): GroupVersionKind {
  const kind = found.kind === '' ? expected.kind : found.kind;
  if (found.version !== '') return { ...found, kind };
  if (found.group === '' || found.group === expected.group) return { ...expected, kind };
  return { ...found, kind };
}

function notRegistered(kind: GroupVersionKind): string {
  return `no kind ${goQuote(kind.kind)} is registered for version ${goQuote(apiVersionOf(kind))} in scheme "pkg/runtime/scheme.go:111"`;
}

/** The Go package of a group's internal types: pkg/apis/<name>. */
function internalPackage(group: string): string {
  if (group === '' || group === 'events.k8s.io') return 'core';
  return group === 'internal.apiserver.k8s.io' ? 'apiserverinternal' : (group.split('.')[0] ?? group);
}

function summarize(body: Buffer): string {
  if (body.length === 0) return '<empty>';
  const start = body.subarray(0, 30);
  return `${body[0] === 0x7b ? start.toString() : start.toString('hex')}${body.length > 30 ? ' ...' : ''}`;
}

export function isDecodingFault(error: unknown): error is Error {
  return error instanceof DecodeError || error instanceof YamlError;
}
