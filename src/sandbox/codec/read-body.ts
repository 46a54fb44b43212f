import type { Catalog } from '../model/catalog.ts';
import { type GroupVersionKind, parseApiVersion } from '../model/object.ts';
import { failure } from '../model/status.ts';
import { DecodeError } from './canonical.ts';
import { entriesOf, isParsedObject, JsonSyntaxError, type Parsed, parseJson } from './json-parser.ts';
import { decodeProtobuf } from './protobuf/decode.ts';
import { kindOf } from './special-types.ts';
import { parseYaml } from './yaml.ts';

/** What an object may be sent as; the names of the answer 415, in its order. */
const MEDIA_TYPES = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'] as const;

/** @throws StatusError 415 */
export function mediaTypeOf(contentType: string | undefined): string {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() || 'application/json';
  if (MEDIA_TYPES.some((known) => known === type)) return type;
  const message = `the body of the request was in an unknown format - accepted media types include: ${MEDIA_TYPES.join(', ')}`;
  throw failure(415, 'UnsupportedMediaType', message);
}

/** A body before it is known what it is to become. */
export interface ReadBody {
  kind(): GroupVersionKind;
  /** Faults that are told before the object's own. */
  strictErrors: readonly string[];
  /** Protobuf needs to know the kind's Go type; without a catalog it is empty. */
  value(kind: GroupVersionKind, catalog?: Catalog): Parsed;
}

/** @throws DecodeError or YamlError in Go's words */
export function readBody(body: Buffer, type: string): ReadBody {
  if (type === 'application/vnd.kubernetes.protobuf') {
    const { kind, decode } = decodeProtobuf(body);
    return {
      kind: () => kind,
      strictErrors: [],
      value: (actual, catalog) => (catalog === undefined ? {} : (decode(catalog, actual) as Parsed)),
    };
  }
  if (type === 'application/yaml') {
    const { value, strictErrors } = parseYaml(body);
    return { kind: () => interpretKind(value), strictErrors, value: () => value };
  }
  let value: Parsed;
  try {
    value = parseJson(body);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new DecodeError(`${NO_KIND}${error.message}`);
    throw error;
  }
  return { kind: () => interpretKind(value), strictErrors: [], value: () => value };
}

const NO_KIND = "couldn't get version/kind; json parse error: ";

/** SimpleMetaFactory.Interpret, which reads with encoding/json and so takes `Kind` for `kind`. */
export function interpretKind(value: Parsed): GroupVersionKind {
  const found = { apiversion: '', kind: '' };
  if (value !== null && !isParsedObject(value)) {
    const target =
      'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
    throw new DecodeError(
      `${NO_KIND}json: cannot unmarshal ${kindOf(value)} into Go value of type ${target}`,
    );
  }
  for (const [key, item] of value === null ? [] : entriesOf(value)) {
    const name = key.toLowerCase();
    if ((name !== 'apiversion' && name !== 'kind') || item === null) continue;
    if (typeof item !== 'string') {
      const field = name === 'kind' ? 'kind' : 'apiVersion';
      throw new DecodeError(
        `${NO_KIND}json: cannot unmarshal ${kindOf(item)} into Go struct field .${field} of type string`,
      );
    }
    found[name] = item;
  }
  if (found.apiversion.split('/').length > 2) {
    throw new DecodeError(`unexpected GroupVersion string: ${found.apiversion}`);
  }
  return { ...parseApiVersion(found.apiversion), kind: found.kind };
}
