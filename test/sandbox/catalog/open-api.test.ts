import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { customVersionsOf } from '../../../src/sandbox/catalog/custom-versions.ts';
import { builtInV2, builtInV3 } from '../../../src/sandbox/catalog/openapi/built-in-documents.ts';
import {
  customListSchema,
  customSchema,
  modelName,
} from '../../../src/sandbox/catalog/openapi/custom-schema.ts';
import { encodeOpenApi } from '../../../src/sandbox/catalog/openapi/encode.ts';
import type { JsonObject } from '../../../src/sandbox/model/json.ts';
import { readDefinitions } from './read-definitions.ts';

describe('OpenAPI in protobuf', () => {
  // The protobuf of the built-in documents is the server's own.
  it.each([...builtInV3()])('is for %s what the server makes of its JSON', (_, document) => {
    const json = JSON.parse(document.read('json').toString()) as JsonObject;
    expect(encodeOpenApi(json, 'v3').equals(document.read('protobuf'))).toBe(true);
  });

  it('is for v2 what the server makes of its JSON', () => {
    const document = builtInV2();
    const json = JSON.parse(document.read('json').toString()) as JsonObject;
    expect(encodeOpenApi(json, 'v2').equals(document.read('protobuf'))).toBe(true);
  });
});

describe.each(['v2', 'v3'] as const)('the published schema of a custom resource in %s', (version) => {
  const file = new URL(`fixtures/definitions-${version}.json`, import.meta.url);
  const expected = JSON.parse(readFileSync(file, 'utf8')) as Record<string, JsonObject>;
  const published = customVersionsOf(readDefinitions()).flatMap(({ resources }) =>
    resources.flatMap((resource): [string, JsonObject][] => [
      [modelName(resource, resource.kind), customSchema(resource, version)],
      [modelName(resource, resource.listKind), customListSchema(resource, version)],
    ]),
  );

  it('is there for all', () => {
    expect(published.map(([name]) => name).sort()).toEqual(Object.keys(expected).sort());
  });

  it.each(published)('%s', (name, schema) => {
    // With the order of the keys.
    expect(JSON.stringify(schema, undefined, 1)).toBe(JSON.stringify(expected[name], undefined, 1));
  });
});
