import { expect, test } from 'vitest';
import {
  keepTimes,
  managerName,
  readManagers,
  replicasEntries,
  scaleEntries,
} from '../../../src/sandbox/apply/index.ts';
import type { JsonObject } from '../../../src/sandbox/model/json.ts';
import type { ApiObject, ManagedFieldsEntry } from '../../../src/sandbox/model/object.ts';

test.each([
  ['given', 'kubectl/v1', 'given'],
  ['', 'kubectl/v1.35.0 (linux/amd64)', 'kubectl'],
  ['', 'Mozilla 5.0', 'Mozilla 5.0'],
  ['', 'a\tb\u0000c/1', 'abc'],
  ['', '', ''],
  ['', 'é'.repeat(100), 'é'.repeat(64)],
])('the manager of %j with the User-Agent %j', (fieldManager, userAgent, manager) => {
  expect(managerName(fieldManager, userAgent)).toBe(manager);
});

const entry = (
  manager: string,
  fields: JsonObject,
  more: Partial<ManagedFieldsEntry> = {},
): ManagedFieldsEntry => ({
  manager,
  operation: 'Update',
  apiVersion: 'apps/v1',
  time: '2026-01-02T03:04:05Z',
  fieldsType: 'FieldsV1',
  fieldsV1: fields,
  ...more,
});

test.each<[string, JsonObject, string]>([
  ['no operation', { manager: 'a', apiVersion: 'v1', fieldsType: 'FieldsV1' }, 'operation must be'],
  ['no version', { operation: 'Update', fieldsType: 'FieldsV1' }, 'apiVersion must not be empty'],
  ['no type', { operation: 'Update', apiVersion: 'v1' }, 'missing fieldsType in managed fields entry 0'],
  ['another type', { operation: 'Update', apiVersion: 'v1', fieldsType: 'x' }, 'invalid fieldsType "x"'],
])('managedFields with %s cannot be read', (_, unreadable, words) => {
  expect(() => readManagers([unreadable])).toThrow(words);
});

const replicas = { 'f:spec': { 'f:replicas': {} } };
const paths = new Map([['apps/v1', 'spec.replicas']]);

test('who owns the replicas owns them in the Scale', () => {
  const entries = [entry('a', { ...replicas, 'f:data': {} }), entry('b', { 'f:data': {} })];
  const expected = [entry('a', replicas, { apiVersion: 'autoscaling/v1' })];
  expect(scaleEntries(entries, paths)).toEqual(expected);
});

test('a write of the Scale takes the replicas from who owned them', () => {
  const entries = [entry('a', { 'f:spec': { 'f:paused': {}, 'f:replicas': {} } }), entry('b', replicas)];
  const scale = [entry('c', replicas, { apiVersion: 'autoscaling/v1', subresource: 'scale' })];
  const { time: _, ...taken } = entry('c', replicas, { subresource: 'scale' });
  // As the server has it: what came through the Scale has no time.
  expect(replicasEntries(entries, scale, 'apps/v1', paths)).toEqual([
    taken,
    entry('a', { 'f:spec': { 'f:paused': {} } }),
  ]);
});

test('a write of the Scale leaves all fields sorted by characters, as the server does', () => {
  const ports = { 'k:{"port":80}': {}, 'k:{"port":443}': {} };
  const [written] = replicasEntries([entry('a', { 'f:ports': ports })], [], 'apps/v1', paths) ?? [];
  expect(JSON.stringify(written?.fieldsV1)).toBe(
    JSON.stringify({ 'f:ports': { 'k:{"port":443}': {}, 'k:{"port":80}': {} } }),
  );
});

test('an apply that owns the replicas keeps them where the Scale still says so', () => {
  const applied = entry('a', replicas, { operation: 'Apply' });
  const scale = [entry('a', replicas, { operation: 'Apply', apiVersion: 'autoscaling/v1' })];
  expect(replicasEntries([applied], scale, 'apps/v1', paths)).toEqual([applied]);
});

test('a new time alone is no change', () => {
  const object = (time: string, data: string): ApiObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'x', managedFields: [entry('a', { 'f:data': {} }, { time })] },
    data: { data },
  });
  const stored = object('2026-01-01T00:00:00Z', '1');
  expect(keepTimes(object('2026-01-02T00:00:00Z', '1'), stored)).toEqual(stored);
  const changed = object('2026-01-02T00:00:00Z', '2');
  expect(keepTimes(changed, stored)).toBe(changed);
});
