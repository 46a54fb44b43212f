import { boolYaml11Tag, CORE_SCHEMA, loadAll, mergeTag, nullYaml11Tag, YAMLException } from 'js-yaml';
import type { Json } from '../model/json.ts';
import { goYaml } from './go-yaml.ts';
import type { Parsed } from './json-parser.ts';
import { sortKeys } from './key-order.ts';
import { findAliasFault } from './yaml-aliases.ts';

/** What is no YAML. The message begins as goyaml's does; the words after the line are not always its own. */
export class YamlError extends Error {
  override readonly name = 'YamlError';
}

/**
 * The first document as sigs.k8s.io/yaml turns it into JSON: YAML 1.1 booleans, the last of equal keys.
 * `strictErrors` has what its strict form refuses: keys that stand twice.
 * @throws YamlError
 */
export function parseYaml(body: Buffer): { value: Parsed; strictErrors: string[] } {
  const text = body.toString();
  const value = load(text, true);
  try {
    load(text, false);
    return { value, strictErrors: [] };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return { value, strictErrors: [error.message] };
  }
}

/** `application/yaml`: sigs.k8s.io/yaml's JSONToYAML, which sorts all keys. */
export function encodeYaml(value: Json): string {
  return goYaml(sortKeys(value), 'sigs');
}

const SCHEMA = CORE_SCHEMA.withTags(nullYaml11Tag, boolYaml11Tag, mergeTag);

function load(text: string, allowDuplicates: boolean): Parsed {
  try {
    const [document] = loadAll(text, { schema: SCHEMA, json: allowDuplicates });
    refuseAliases(document, text);
    return toParsed(document);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    // goyaml tells no line of the first one, but of the decoder's own errors.
    const isDuplicate = error.reason.toLowerCase().includes('duplicated mapping key');
    const reason = error.reason.toLowerCase();
    const atEnd = reason.startsWith('unexpected end of the stream');
    const number = atEnd ? text.trimEnd().split('\n').length : lineOf(error);
    const line = number === 1 && !isDuplicate && !atEnd ? '' : `line ${number}: `;
    if (isDuplicate) {
      throw new YamlError(`yaml: unmarshal errors:\n  ${line}key ${keyAt(text, error)} already set in map`);
    }
    throw new YamlError(`yaml: ${line}${GO_WORDS.get(reason) ?? reason}`);
  }
}

function refuseAliases(document: unknown, text: string): void {
  const fault = findAliasFault(document);
  if (fault === 'excessive') throw new YamlError('yaml: document contains excessive aliasing');
  if (fault === undefined) return;
  const anchor = /&([\w-]+)/.exec(text)?.[1] ?? '';
  throw new YamlError(`yaml: anchor '${anchor}' value contains itself`);
}

const GO_WORDS: ReadonlyMap<string, string> = new Map([
  ['unexpected end of the stream within a flow collection', 'did not find expected node content'],
  ['bad indentation of a mapping entry', 'mapping values are not allowed in this context'],
  ['tab characters must not be used in indentation', 'found character that cannot start any token'],
]);

function lineOf(error: YAMLException): number {
  const mark = error.mark as { line?: number } | undefined;
  return (mark?.line ?? 0) + 1;
}

/** The key that stands on the line of an error, quoted. */
function keyAt(text: string, error: YAMLException): string {
  const line = text.split('\n')[lineOf(error) - 1] ?? '';
  const key = /^[\s-]*(?:"(?<quoted>[^"]*)"|(?<plain>[^:]*?))\s*:/.exec(line)?.groups;
  return JSON.stringify(key?.quoted ?? key?.plain ?? '');
}

/** Only what JSON knows; keys are strings already. */
function toParsed(value: unknown): Parsed {
  return JSON.parse(JSON.stringify(value ?? null)) as Parsed;
}
