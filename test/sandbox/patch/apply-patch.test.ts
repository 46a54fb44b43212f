import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadCatalog } from '../../../src/sandbox/catalog/catalog.ts';
import { canonicalize } from '../../../src/sandbox/codec/canonical.ts';
import { setDefaults } from '../../../src/sandbox/kinds/defaults/index.ts';
import type { GoStruct } from '../../../src/sandbox/model/catalog.ts';
import type { JsonObject } from '../../../src/sandbox/model/json.ts';
import type { ApiObject } from '../../../src/sandbox/model/object.ts';
import { StatusError } from '../../../src/sandbox/model/status.ts';
import { applyPatch, type PatchRequest } from '../../../src/sandbox/patch/index.ts';
import { PATCH_CASES, type PatchCase } from './patch-cases.ts';

/** What a real server has answered: test/sandbox/patch/record-patches.ts. */
interface Recorded extends Pick<PatchCase, 'type' | 'name'> {
  status: number;
  warnings: string[];
  answer: JsonObject;
}

const [document = '', ...lines] = readFileSync(new URL('patches.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n');
const recorded = lines.map((line) => JSON.parse(line) as Recorded);
const struct = loadCatalog().goTypeOf('apps', 'v1', 'Deployment') as GoStruct;

test.each(PATCH_CASES.map((each) => ({ ...each, live: JSON.parse(document) as ApiObject })))(
  '$type: $name',
  ({ name, type, patch, fieldValidation, live }) => {
    const expected = recorded.find((each) => each.name === name && each.type === type);
    const before = structuredClone(live);
    const answer = answerTo({
      patchType: `application/${type}+json` as PatchRequest['patchType'],
      patch: Buffer.from(typeof patch === 'string' ? patch : JSON.stringify(patch)),
      fieldValidation: fieldValidation ?? 'Warn',
      document: live,
      struct,
      decode: (patched) => canonicalize(struct, patched),
    });
    const { status, warnings, answer: said } = expected ?? {};
    expect(answer).toEqual({ status, warnings, answer: said });
    // What is stored is never changed.
    expect(live).toEqual(before);
  },
);

test('a patch of a custom resource is never strategic', () => {
  const request = { patch: Buffer.from('{}'), struct: undefined, decode: (object: JsonObject) => object };
  const patchType = 'application/strategic-merge-patch+json';
  const live = JSON.parse(document) as ApiObject;
  const patch = () =>
    applyPatch({ ...request, patchType, fieldValidation: 'Warn', document: live } as unknown as PatchRequest);
  expect(patch).toThrow('strategic merge patch format is not supported');
});

test('an empty list of managedFields is told, as the object does not have it', () => {
  const live = JSON.parse(document) as ApiObject;
  const patched = applyPatch({
    patchType: 'application/merge-patch+json',
    patch: Buffer.from('{"metadata":{"managedFields":[]}}'),
    fieldValidation: 'Warn',
    document: live,
    struct,
    decode: (object) => canonicalize(struct, object),
  });
  expect(patched.resetsManagedFields).toBe(true);
});

function answerTo(request: PatchRequest) {
  try {
    const { object, warnings } = applyPatch(request);
    setDefaults(object);
    const { spec, metadata } = canonicalize(struct, object).object as ApiObject;
    const { labels, finalizers } = metadata;
    const answer = JSON.parse(JSON.stringify({ spec, labels, finalizers })) as JsonObject;
    return { status: 200, warnings: warnings.map((text) => `299 - ${JSON.stringify(text)}`), answer };
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return { status: error.status.code, warnings: [], answer: error.status };
  }
}
