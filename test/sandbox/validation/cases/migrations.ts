import type { Scenario } from './case.ts';

const now = '2026-01-01T00:00:00Z';
const condition = (type: string) => ({
  type,
  status: 'True',
  reason: 'a',
  message: '',
  lastTransitionTime: now,
});

export const storageVersionMigrations: Scenario = {
  path: '/apis/storagemigration.k8s.io/v1/storageversionmigrations',
  good: {
    apiVersion: 'storagemigration.k8s.io/v1',
    kind: 'StorageVersionMigration',
    metadata: { name: 'validation-migration' },
    spec: { resource: { group: 'example.com', resource: 'things' } },
  },
  create: {
    empty: { spec: {} },
    'bad names': { 'metadata.name': 'A', 'spec.resource': { group: 'A', resource: 'B' } },
  },
  update: { resource: { 'spec.resource.resource': 'others' }, label: { 'metadata.labels': { a: 'b c' } } },
  subresources: {
    status: {
      both: { 'status.conditions': [condition('Succeeded'), condition('Failed')] },
      'bad condition': { 'status.conditions': [{ type: '' }] },
      'bad version': { 'status.resourceVersion': 'x' },
      'version 0': { 'status.resourceVersion': '0' },
      'long version': { 'status.resourceVersion': '12345678901234567890123' },
      'leading zero': { 'status.resourceVersion': '012' },
    },
  },
};
