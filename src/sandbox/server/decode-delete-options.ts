import { canonicalize, DecodeError } from '../codec/canonical.ts';
import { JsonSyntaxError, type Parsed, parseJson } from '../codec/json-parser.ts';
import { decodeProtobuf } from '../codec/protobuf/decode.ts';
import { interpretKind } from '../codec/read-body.ts';
import { parseYaml, YamlError } from '../codec/yaml.ts';
import type { Catalog } from '../model/catalog.ts';
import { goQuote } from '../model/field-error.ts';
import type { JsonObject } from '../model/json.ts';
import { apiVersionOf } from '../model/object.ts';
import { badRequest } from '../model/status.ts';
import { ALL_TYPES, JSON_TYPE, PROTOBUF_TYPE, unsupportedMediaType, YAML_TYPE } from './media-types.ts';

const KIND = { group: '', version: 'v1', kind: 'DeleteOptions' };

/**
 * The DeleteOptions of a body, in whatever group and version a client has them (pkg/endpoints/handlers/delete.go).
 * @throws StatusError 400, 415
 */
export function decodeDeleteOptions(
  catalog: Catalog,
  body: Buffer,
  contentType: string | undefined,
): JsonObject {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() || JSON_TYPE;
  if (!ALL_TYPES.includes(type)) throw unsupportedMediaType(ALL_TYPES);
  const struct = catalog.goTypeOf(KIND.group, KIND.version, KIND.kind);
  if (struct === undefined) return {};
  try {
    const value = type === PROTOBUF_TYPE ? decodeProtobuf(body).decode(catalog, KIND) : readText(body, type);
    return canonicalize(struct, value).object;
  } catch (error) {
    const isFault =
      error instanceof DecodeError || error instanceof JsonSyntaxError || error instanceof YamlError;
    if (!isFault) throw error;
    const isSyntax = error instanceof JsonSyntaxError;
    throw badRequest(
      isSyntax ? `couldn't get version/kind; json parse error: ${error.message}` : error.message,
    );
  }
}

function readText(body: Buffer, type: string): Parsed {
  const value = type === YAML_TYPE ? parseYaml(body).value : parseJson(body);
  const { group, version, kind } = interpretKind(value);
  if (kind !== '' && kind !== KIND.kind) {
    const apiVersion = version === '' ? 'meta.k8s.io/v1' : apiVersionOf({ group, version });
    throw new DecodeError(
      `no kind ${goQuote(kind)} is registered for version ${goQuote(apiVersion)} in scheme "pkg/runtime/scheme.go:111"`,
    );
  }
  return value;
}
