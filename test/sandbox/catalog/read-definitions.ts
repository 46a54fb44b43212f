import { readFileSync } from 'node:fs';
import { loadAll } from 'js-yaml';
import type { JsonObject } from '../../../src/sandbox/model/json.ts';
import type { ApiObject } from '../../../src/sandbox/model/object.ts';

/** The CustomResourceDefinitions of fixtures/definitions.yaml as the server establishes them. */
export function readDefinitions(): ApiObject[] {
  const text = readFileSync(new URL('fixtures/definitions.yaml', import.meta.url), 'utf8');
  return (loadAll(text) as ApiObject[]).map((definition) => {
    const { names } = definition.spec as { names: JsonObject & { kind: string } };
    const acceptedNames = {
      singular: names.kind.toLowerCase(),
      listKind: `${names.kind}List`,
      ...names,
    };
    const conditions = [{ type: 'Established', status: 'True' }];
    return { ...definition, status: { conditions, acceptedNames } };
  });
}
