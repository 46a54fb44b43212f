import type { SchemasData } from '../../src/sandbox/catalog/merge-types.ts';

interface Schema {
  'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string }[];
}

/** The schemas of all documents of OpenAPI v3 together, without descriptions. */
export function takeSchemas(documents: ReadonlyMap<string, Buffer>): SchemasData {
  const kinds = new Map<string, string>();
  const definitions = new Map<string, string>();
  for (const content of documents.values()) {
    const { components } = JSON.parse(content.toString()) as {
      components?: { schemas?: Record<string, Schema> };
    };
    for (const [name, schema] of Object.entries(components?.schemas ?? {})) {
      const text = JSON.stringify(schema, withoutWords);
      const known = definitions.get(name);
      if (known !== undefined && known !== text) throw new Error(`two definitions of ${name}`);
      definitions.set(name, text);
      for (const { group, version, kind } of schema['x-kubernetes-group-version-kind'] ?? []) {
        kinds.set(`${group}/${version}/${kind}`, name);
      }
    }
  }
  return { kinds: sorted(kinds), definitions: sorted(definitions) };
}

/** A property may have one of these names: there the value is a schema. */
const WORDS: ReadonlySet<string> = new Set(['description', 'required', 'enum', 'x-kubernetes-validations']);

function withoutWords(key: string, value: unknown): unknown {
  const isWord = WORDS.has(key) && (typeof value !== 'object' || Array.isArray(value));
  return isWord || key === 'x-kubernetes-group-version-kind' ? undefined : value;
}

function sorted(map: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}
