import {
  entriesOf,
  isParsedObject,
  JsonSyntaxError,
  type Parsed,
  parseJson,
  toJson,
} from '../codec/json-parser.ts';
import { kindOf } from '../codec/special-types.ts';
import { parseYaml, YamlError } from '../codec/yaml.ts';
import type { JsonObject } from '../model/json.ts';
import { badRequest, type StatusError } from '../model/status.ts';
import { duplicateFields } from './patch-text.ts';

export interface Configuration {
  configuration: JsonObject;
  /** What `fieldValidation` refuses or warns of: keys that stand twice. */
  strictError: string | undefined;
}

/**
 * Reads the body of a server-side apply, which is YAML or JSON.
 * @throws StatusError 400
 */
export function readConfiguration(body: Buffer): Configuration {
  const { value, strictErrors } = read(body);
  if (value !== null && !isParsedObject(value)) {
    throw badRequest(
      `error decoding patch: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kindOf(value)} into Go value of type map[string]interface {}`,
    );
  }
  return { configuration: (toJson(value) ?? {}) as JsonObject, strictError: strictErrors[0] };
}

/** What `fieldValidation: Strict` answers, after the apply has gone well. */
export function strictApplyError(strictError: string): StatusError {
  return badRequest(`error strict decoding patch: ${strictError}`);
}

/** The Warning headers of a strict error: one for each line that it consists of (handlers/rest.go, parseYAMLWarnings). */
export function strictApplyWarnings(strictError: string): string[] {
  const prefix = /^(error converting YAML to JSON: )?yaml: unmarshal errors:\n/;
  if (!prefix.test(strictError)) return [strictError];
  return strictError
    .replace(prefix, '')
    .split('\n')
    .map((line) => line.trim());
}

function read(body: Buffer): { value: Parsed; strictErrors: string[] } {
  const isJson = /^\s*\{/.test(body.subarray(0, 1024).toString());
  try {
    if (isJson) {
      const value = parseJson(body);
      return { value, strictErrors: strictErrorsOfJson(value) };
    }
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    if (error.message.includes('exceeded max depth')) {
      throw badRequest(`${NOT_JSON}: yaml: exceeded max depth of 10000`);
    }
  }
  try {
    const { value, strictErrors } = parseYaml(body);
    return { value, strictErrors: strictErrors.map((error) => `error converting YAML to JSON: ${error}`) };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const what = isJson ? NOT_JSON : 'error encoding patch';
    throw badRequest(`${what}: ${error.message}`);
  }
}

const NOT_JSON = 'error decoding patch: error converting YAML to JSON';

/** Also JSON is read as YAML, where only the line and the key are told. */
function strictErrorsOfJson(value: Parsed): string[] {
  if (duplicateFields(value).length === 0) return [];
  const lines = duplicateKeys(value).map((key) => `  line 1: key ${JSON.stringify(key)} already set in map`);
  return [`error converting YAML to JSON: yaml: unmarshal errors:\n${lines.join('\n')}`];
}

function duplicateKeys(value: Parsed): string[] {
  if (Array.isArray(value)) return value.flatMap(duplicateKeys);
  if (!isParsedObject(value)) return [];
  const seen = new Set<string>();
  return entriesOf(value).flatMap(([key, item]) => {
    const twice = seen.has(key) ? [key] : [];
    seen.add(key);
    return [...twice, ...duplicateKeys(item)];
  });
}
