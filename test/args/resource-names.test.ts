import { expect, it } from 'vitest';
import {
  expandResourceName,
  findResourceName,
  formsOf,
  RESOURCE_NAMES,
} from '../../src/args/resource-names.ts';
import { readData } from '../../src/sandbox/data/read-data.ts';

interface Resource {
  resource: string;
  singularResource: string;
  shortNames?: string[];
}

/** Every resource of Kubernetes, as kube-apiserver's discovery names it. */
const { aggregated } = JSON.parse(readData('discovery.json').toString()) as {
  aggregated: Record<string, string>;
};
const resources = Object.values(aggregated).flatMap((text) => [...resourcesIn(JSON.parse(text))]);

it('every short name of the API stands for its resource', () => {
  const shorts = resources.flatMap(({ resource, shortNames = [] }) =>
    shortNames.map((short) => [short, resource]),
  );
  expect(shorts.length).toBeGreaterThan(25);
  for (const [short = '', name = ''] of shorts)
    expect([short, ...expandResourceName(short)]).toEqual([short, short, name]);
});

it('every singular name of the API is a form of its plural', () => {
  expect(resources.length).toBeGreaterThan(60);
  for (const { resource, singularResource } of resources)
    expect(formsOf(resource)).toContain(singularResource);
});

it('knows no resource that there is not', () => {
  const names = new Set(resources.map(({ resource }) => resource));
  expect(RESOURCE_NAMES.filter((name) => !names.has(name))).toEqual([]);
});

it.each([
  ['pod', 'pods'],
  ['Deploy', 'deployments'],
  ['constructor', undefined],
])('%s is %s', (word, plural) => expect(findResourceName(word)).toBe(plural));

function* resourcesIn(value: unknown): Generator<Resource> {
  if (typeof value !== 'object' || value === null) return;
  if ('resource' in value && 'singularResource' in value) yield value as Resource;
  for (const inner of Object.values(value)) yield* resourcesIn(inner);
}
