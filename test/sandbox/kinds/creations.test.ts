import { readFileSync } from 'node:fs';
import { loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import type { ApiObject } from '../../../src/sandbox/model/object.ts';
import { comparable, createObject } from './creation.ts';

/** What a real server has answered to each of the manifests: test/sandbox/kinds/record-creations.ts. */
const answers = read('creations.txt').trimEnd().split('\n');
const manifests = loadAll(read('manifests.yaml')) as ApiObject[];
const cases = manifests.map((manifest, index) => ({
  name: `${manifest.kind} ${manifest.metadata.name} (${manifest.apiVersion})`,
  manifest,
  answer: answers[index],
}));

describe('the creation of', () => {
  test.each(cases)('$name is answered as by a real server', ({ manifest, answer }) => {
    expect(comparable(createObject(manifest))).toBe(answer);
  });
});

test('each manifest has an answer', () => {
  expect(answers).toHaveLength(manifests.length);
});

function read(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}
