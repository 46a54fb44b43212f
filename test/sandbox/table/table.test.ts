import { describe, expect, test } from 'vitest';
import type { TableColumn } from '../../../src/sandbox/model/catalog.ts';
import type { ApiObject } from '../../../src/sandbox/model/object.ts';
import type { ResourceInfo } from '../../../src/sandbox/model/resource.ts';
import {
  createPartialMetadata,
  createPartialMetadataList,
  createTable,
  type TableOptions,
} from '../../../src/sandbox/table/index.ts';

// The shapes were taken from kube-apiserver 1.37.2 with `Accept: application/json;as=Table;v=v1;g=meta.k8s.io`.

const column: TableColumn = { name: 'Name', type: 'string', format: 'name', description: 'd', priority: 0 };
const now = new Date('2026-11-22T23:15:04Z');
const metadata = { name: 'default', resourceVersion: '24', creationTimestamp: '2026-11-22T22:50:04Z' };
const namespace: ApiObject = { apiVersion: 'v1', kind: 'Namespace', metadata, status: { phase: 'Active' } };

describe('a Table', () => {
  test('of one object has its resourceVersion and its metadata', () => {
    expect(JSON.stringify(print({ objects: [namespace] }))).toBe(
      JSON.stringify({
        kind: 'Table',
        apiVersion: 'meta.k8s.io/v1',
        metadata: { resourceVersion: '24' },
        columnDefinitions: [column],
        rows: [
          {
            cells: ['default', 'Active', '25m'],
            object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata },
          },
        ],
      }),
    );
  });

  test('of a list has its metadata', () => {
    const list = { resourceVersion: '520', continue: 'token', remainingItemCount: 3 };
    expect(print({ objects: [namespace], list }).metadata).toEqual(list);
  });

  test.each([
    ['None', null],
    ['Object', namespace],
    ['', { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata }],
  ] as const)('with includeObject=%s', (includeObject, object) => {
    expect(print({ objects: [namespace], includeObject }).rows).toMatchObject([{ object }]);
  });

  test('of a later event in a watch has no columns', () => {
    expect(print({ objects: [namespace], headers: false }).columnDefinitions).toBeNull();
  });

  test('of the bookmark after the first events keeps its metadata', () => {
    const annotations = { 'k8s.io/initial-events-end': 'true' };
    const bookmark: ApiObject = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { resourceVersion: '520', annotations, creationTimestamp: null },
    };
    const table = print({ objects: [bookmark], includeObject: 'None', resource: resourceOf('', 'Pod') });
    expect(table).toMatchObject({
      metadata: { resourceVersion: '520' },
      rows: [
        {
          cells: ['', '0/0', '', '0', '<unknown>', '<none>', '<none>', '<none>', '<none>'],
          object: { kind: 'PartialObjectMetadata', metadata: { annotations } },
        },
      ],
    });
  });

  test('of nothing has no rows, and null where the kind has no printer', () => {
    expect(print({ objects: [], list: {} }).rows).toEqual([]);
    expect(print({ objects: [], list: {}, resource: resourceOf('', 'LimitRange') }).rows).toBeNull();
  });
});

describe('partial metadata', () => {
  test('names the version that was asked for', () => {
    expect(createPartialMetadata(namespace, 'v1beta1').apiVersion).toBe('meta.k8s.io/v1beta1');
  });

  test('does not tell of fields that an annotation stands for', () => {
    const generation = { 'deprecated.daemonset.template.generation': '1' };
    const described = (annotations: Record<string, string>) =>
      createPartialMetadata({ ...namespace, metadata: { name: 'a', annotations } }).metadata;
    expect(described(generation)).toEqual({ name: 'a' });
    expect(described({ ...generation, b: 'c' })).toEqual({ name: 'a', annotations: { b: 'c' } });
  });

  test('of an empty list has null for its items', () => {
    expect(createPartialMetadataList([], { resourceVersion: '520' })).toEqual({
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata: { resourceVersion: '520' },
      items: null,
    });
  });
});

function print(options: Partial<TableOptions>) {
  const catalog = { columnsOf: () => [column] };
  return createTable({ catalog, resource: resourceOf('', 'Namespace'), objects: [], now, ...options });
}

function resourceOf(group: string, kind: string): ResourceInfo {
  return { group, version: 'v1', kind, storageVersion: { group, version: 'v1' } } as ResourceInfo;
}
