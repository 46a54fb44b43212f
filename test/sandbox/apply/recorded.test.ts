import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { applyConfiguration, managerName, updateManagedFields } from '../../../src/sandbox/apply/index.ts';
import { loadCatalog } from '../../../src/sandbox/catalog/catalog.ts';
import { canonicalize } from '../../../src/sandbox/codec/canonical.ts';
import type { GoStruct } from '../../../src/sandbox/model/catalog.ts';
import { type Json, type JsonObject, listAt, objectAt } from '../../../src/sandbox/model/json.ts';
import type { ApiObject } from '../../../src/sandbox/model/object.ts';
import { StatusError } from '../../../src/sandbox/model/status.ts';
import {
  applyPatch,
  type PatchType,
  readConfiguration,
  strictApplyError,
} from '../../../src/sandbox/patch/index.ts';

/** What a real server has answered: test/sandbox/apply/record-applies.ts. */
interface Recorded {
  title: string;
  requests: Array<{
    method: string;
    path: string;
    contentType?: string;
    body: Json;
    status: number;
    answer: ApiObject;
  }>;
}

const cases = readFileSync(new URL('applies.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);

const catalog = loadCatalog();
const struct = catalog.goTypeOf('', 'v1', 'ConfigMap') as GoStruct;

test.each(cases)('$title', ({ requests }) => {
  let live: ApiObject | undefined;
  for (const request of requests) {
    const { status, answer, path } = request;
    // What another part of the server refuses says nothing here.
    const isOurs =
      status < 300 ||
      /^Apply failed|^failed to|decoding patch|encoding patch|metadata\.managedFields|^invalid object/.test(
        messageOf(answer),
      );
    if (!isOurs) continue;
    expect(answerTo(request, live)).toEqual(comparable(answer));
    if (status < 300 && !path.includes('dryRun')) live = answer;
  }
});

function answerTo(
  { method, path, contentType, body }: Recorded['requests'][number],
  live: ApiObject | undefined,
): JsonObject {
  const query = new URL(path, 'https://server').searchParams;
  const scope = {
    kind: { group: '', version: 'v1', kind: 'ConfigMap' },
    subresource: '',
    typeOf: () => catalog.mergeTypeOf('', 'v1', 'ConfigMap'),
    convert: (object: ApiObject) => object,
    resetFields: [],
    empty: complete({}),
    live,
    manager: managerName(query.get('fieldManager') ?? '', 'apply-cases/1'),
    time: '2099-01-02T03:04:05Z',
  };
  try {
    if (contentType === 'application/apply-patch+yaml') {
      const { configuration, strictError } = readConfiguration(bytesOf(body));
      const force = query.get('force') === 'true';
      const applied = applyConfiguration({ ...scope, configuration, force, complete });
      const isStrict = query.get('fieldValidation') === 'Strict';
      if (isStrict && strictError !== undefined) throw strictApplyError(strictError);
      return comparable(applied);
    }
    if (method === 'POST') {
      return comparable(updateManagedFields({ ...scope, object: complete(body as JsonObject) }));
    }
    const { object, resetsManagedFields } = applyPatch({
      patchType: contentType as PatchType,
      patch: bytesOf(body),
      fieldValidation: 'Warn',
      document: live as ApiObject,
      struct,
      decode: (patched) => canonicalize(struct, patched),
    });
    return comparable(updateManagedFields({ ...scope, object, resetsManagedFields }));
  } catch (error) {
    if (error instanceof StatusError) return comparable(error.status);
    throw error;
  }
}

function complete(object: JsonObject): ApiObject {
  return { ...canonicalize(struct, object).object, apiVersion: 'v1', kind: 'ConfigMap' } as ApiObject;
}

/** What is decided here: the content and who owns it. Entries are ordered without their times. */
function comparable(answer: ApiObject | JsonObject): JsonObject {
  if (answer.kind === 'Status') return withSortedCauses(answer);
  const { data, metadata } = answer as ApiObject;
  const { labels, annotations, finalizers, managedFields = [] } = metadata;
  const owners = managedFields
    .map((entry) => ({ ...entry, time: entry.time === undefined ? 'none' : 'some' }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return JSON.parse(JSON.stringify({ data, labels, annotations, finalizers, owners })) as JsonObject;
}

/** The server tells the conflicts with several managers in any order. */
function withSortedCauses(status: JsonObject): JsonObject {
  const details = objectAt(status, 'details');
  const causes = listAt(details, 'causes')
    .map((cause) => JSON.stringify(cause))
    .sort();
  return causes.length === 0 ? status : { ...status, details: { ...details, causes } };
}

function bytesOf(body: Json): Buffer {
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function messageOf(answer: JsonObject): string {
  return typeof answer.message === 'string' ? answer.message : '';
}
