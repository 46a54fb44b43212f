import {
  boolYaml11Tag,
  defineScalarTag,
  FAILSAFE_SCHEMA,
  loadAll,
  mergeTag,
  NOT_RESOLVED,
  nullYaml11Tag,
} from 'js-yaml';

/**
 * The first document of a YAML text as plain JSON-like data, read as kubectl reads it (sigs.k8s.io/yaml on top of
 * goyaml v2): YAML 1.1 booleans, Go's forms of numbers, merge keys, no timestamps, the last of two equal keys.
 * Throws an Error on what is no YAML.
 */
export function parseYaml(text: string): unknown {
  // goyaml stops at the end of the first document and never sees what is wrong behind it.
  const documents = loadAll(firstDocument(text), { schema: SCHEMA, json: true });
  return documents[0] ?? null;
}

const INT = defineScalarTag<number>('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: [...'+-0123456789'],
  resolve: (source) => parseGoInt(source) ?? NOT_RESOLVED,
  identify: () => false,
});

const FLOAT = defineScalarTag<number>('tag:yaml.org,2002:float', {
  implicit: true,
  implicitFirstChars: [...'+-.0123456789'],
  resolve: (source) => parseGoFloat(source) ?? NOT_RESOLVED,
  identify: () => false,
});

const BINARY = defineScalarTag<string>('tag:yaml.org,2002:binary', {
  resolve: (source) => Buffer.from(source, 'base64').toString('utf8'),
  identify: () => false,
});

/** Tags of applications say nothing to goyaml. */
const FOREIGN = defineScalarTag<string>('!', {
  matchByTagPrefix: true,
  resolve: (source) => source,
  identify: () => false,
});

/** goyaml v2 `resolve.go`. */
const SCHEMA = FAILSAFE_SCHEMA.withTags(nullYaml11Tag, boolYaml11Tag, INT, FLOAT, mergeTag, BINARY, FOREIGN);

function firstDocument(text: string): string {
  const body = text.search(/^(?!---(?:\s|$)|%|\s*(?:#.*)?$)/m);
  if (body < 0) return text;
  const end = text.slice(body).search(/^(?:---|\.\.\.)(?:\s|$)/m);
  return end < 0 ? text : text.slice(0, body + end);
}

/** Go's strconv.ParseInt with base 0, after goyaml took the underscores out. */
function parseGoInt(source: string): number | undefined {
  const match = /^([-+]?)(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9]\d*)$/.exec(
    source.replaceAll('_', ''),
  );
  const digits = match?.[2];
  if (digits === undefined || source.startsWith('_')) return undefined;
  const octal = /^0[oO]?([0-7]+)$/.exec(digits)?.[1];
  const value = Number(octal === undefined ? digits : `0o${octal}`);
  // Never -0, which JSON would keep.
  return match?.[1] === '-' ? 0 - value : value;
}

function parseGoFloat(source: string): number | undefined {
  const text = source.replaceAll('_', '');
  return /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(text) ? Number(text) : undefined;
}
