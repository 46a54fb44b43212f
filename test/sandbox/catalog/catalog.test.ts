import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../src/sandbox/catalog/catalog.ts';
import type { GoField, GoType } from '../../../src/sandbox/model/catalog.ts';

const catalog = loadCatalog();

describe('resources', () => {
  it('are those of the server, in the order of its discovery', () => {
    expect(catalog.version.gitVersion).toBe('v1.37.2');
    expect(catalog.resources.slice(0, 3).map(({ resource }) => resource)).toEqual([
      'bindings',
      'componentstatuses',
      'configmaps',
    ]);
    expect(catalog.findResource('apps', 'v1', 'deployments')).toMatchObject({
      kind: 'Deployment',
      singular: 'deployment',
      namespaced: true,
      shortNames: ['deploy'],
      categories: ['all'],
      storage: 'apps/deployments',
      storageVersion: { group: 'apps', version: 'v1' },
    });
    expect(catalog.findResource('apps', 'v2', 'deployments')).toBeUndefined();
  });

  it.each([
    ['', 'v1', 'events', 'events', 'v1'],
    ['events.k8s.io', 'v1', 'events', 'events', 'v1'],
    [
      'autoscaling',
      'v1',
      'horizontalpodautoscalers',
      'autoscaling/horizontalpodautoscalers',
      'autoscaling/v2',
    ],
    [
      'autoscaling',
      'v2',
      'horizontalpodautoscalers',
      'autoscaling/horizontalpodautoscalers',
      'autoscaling/v2',
    ],
    ['', 'v1', 'pods', 'pods', 'v1'],
  ])('keep %s/%s %s as %s in %s', (group, version, name, storage, storageVersion) => {
    const resource = catalog.findResource(group, version, name);
    expect(resource?.storage).toBe(storage);
    const { group: inGroup, version: inVersion } = resource?.storageVersion ?? { group: '', version: '' };
    expect(inGroup === '' ? inVersion : `${inGroup}/${inVersion}`).toBe(storageVersion);
  });

  it.each([
    ['apps', 'deployments', 'scale', 'autoscaling', 'v1', 'Scale'],
    ['apps', 'deployments', 'status', 'apps', 'v1', 'Deployment'],
    ['', 'pods', 'eviction', 'policy', 'v1', 'Eviction'],
    ['', 'serviceaccounts', 'token', 'authentication.k8s.io', 'v1', 'TokenRequest'],
  ])('%s %s/%s is of %s/%s %s', (inGroup, name, subresource, group, version, kind) => {
    const found = catalog.findResource(inGroup, 'v1', name)?.subresources.get(subresource);
    expect(found).toMatchObject({ group, version, kind });
  });

  it('have the columns of their tables', () => {
    const pods = catalog.findResource('', 'v1', 'pods');
    const columns = pods === undefined ? [] : catalog.columnsOf(pods);
    expect(columns.slice(0, 5).map(({ name }) => name)).toEqual([
      'Name',
      'Ready',
      'Status',
      'Restarts',
      'Age',
    ]);
    for (const resource of catalog.resources.filter(({ verbs }) => verbs.includes('list'))) {
      expect(catalog.columnsOf(resource).length, resource.resource).toBeGreaterThan(0);
    }
  });
});

describe('Go types', () => {
  it('have their fields in the order of the JSON', () => {
    const pod = catalog.goTypeOf('', 'v1', 'Pod');
    expect(pod?.name).toBe('k8s.io/api/core/v1.Pod');
    expect(pod?.fields.map(({ json }) => json)).toEqual(['kind', 'apiVersion', 'metadata', 'spec', 'status']);
  });

  it('are there for every kind that the server takes or answers', () => {
    const kinds = catalog.resources.flatMap(({ group, version, kind, subresources }) => [
      { group, version, kind },
      ...subresources.values(),
    ]);
    const missing = kinds.filter(
      ({ group, version, kind }) => catalog.goTypeOf(group, version, kind) === undefined,
    );
    expect(missing).toEqual([]);
    for (const kind of ['DeleteOptions', 'Status', 'List', 'APIGroupList', 'APIResourceList']) {
      expect(catalog.goTypeOf('', 'v1', kind), kind).toBeDefined();
    }
    expect(catalog.goTypeOf('meta.k8s.io', 'v1', 'Table')).toBeDefined();
    expect(catalog.goTypeOf('', 'v1', 'constructor')).toBeUndefined();
  });

  const expected: [string, string, Partial<GoField>][] = [
    ['Pod', 'spec.containers', { omit: '', protobuf: 2, patchStrategy: 'merge', patchMergeKey: 'name' }],
    ['Pod', 'spec.nodeName', { omit: 'empty', wire: 'bytes', protobuf: 10 }],
    // In protobuf VolumeSource is a message of its own, in JSON its fields are the Volume's.
    ['Pod', 'spec.volumes.hostPath', { within: [2], protobuf: 1 }],
    ['Pod', 'spec.volumes', { patchStrategy: 'merge,retainKeys', patchMergeKey: 'name' }],
  ];
  it.each(expected)('%s: %s is %j', (kind, path, field) => {
    expect(fieldAt(kind, path)).toMatchObject(field);
  });

  const types: [string, string, GoType][] = [
    ['Pod', 'spec.hostNetwork', { kind: 'bool', name: 'bool', bits: 0, pointer: false }],
    ['Pod', 'spec.priority', { kind: 'int', name: 'int32', bits: 32, pointer: true }],
    ['Pod', 'spec.restartPolicy', { kind: 'string', name: 'v1.RestartPolicy', bits: 0, pointer: false }],
    ['Secret', 'data', { kind: 'map', key: 'string', name: undefined, element: { kind: 'bytes' } }],
    [
      'Pod',
      'metadata.creationTimestamp',
      { kind: 'special', name: 'Time', pointer: false, struct: undefined },
    ],
    [
      'Pod',
      'spec.overhead',
      {
        kind: 'map',
        key: 'v1.ResourceName',
        name: 'v1.ResourceList',
        element: { kind: 'special', name: 'Quantity', pointer: false, struct: undefined },
      },
    ],
  ];
  it.each(types)('%s: %s', (kind, path, type) => {
    expect(fieldAt(kind, path)?.type).toEqual(type);
  });

  function fieldAt(kind: string, path: string): GoField | undefined {
    let struct = catalog.goTypeOf('', 'v1', kind);
    let field: GoField | undefined;
    for (const key of path.split('.')) {
      field = struct?.fields.find(({ json }) => json === key);
      const type = field?.type.kind === 'list' ? field.type.element : field?.type;
      struct = type?.kind === 'struct' ? type.struct : undefined;
    }
    return field;
  }
});

describe('seed', () => {
  const seed = catalog.seed();
  const named = (kind: string, name: string) =>
    seed.find((object) => object.kind === kind && object.metadata.name === name);

  it('has the objects of a new server and the starter objects, owners before what they own', () => {
    const kinds = seed.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
    expect(kinds.slice(0, 4)).toEqual([
      'Namespace /default',
      'Namespace /kube-node-lease',
      'Namespace /kube-public',
      'Namespace /kube-system',
    ]);
    expect(kinds).toContain('Service default/kubernetes');
    expect(kinds).toContain('ClusterRole /cluster-admin');
    expect(kinds.indexOf('Node /sandbox-1')).toBeLessThan(kinds.indexOf('Namespace /demo'));
    expect(kinds.indexOf('Deployment demo/hello')).toBeLessThan(
      kinds.findIndex((kind) => kind.startsWith('ReplicaSet demo/hello-')),
    );
    expect(kinds.filter((kind) => kind.includes('default/'))).toEqual(['Service default/kubernetes']);
  });

  it('is made anew each time, with uids that agree', () => {
    const replicaSet = seed.find(({ kind }) => kind === 'ReplicaSet');
    const deployment = named('Deployment', 'hello');
    expect(deployment?.metadata.uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    expect(replicaSet?.metadata.ownerReferences?.[0]?.uid).toBe(deployment?.metadata.uid);
    expect(JSON.stringify(replicaSet?.metadata.managedFields)).toContain(
      `k:{\\"uid\\":\\"${deployment?.metadata.uid}\\"}`,
    );
    const again = catalog.seed().find(({ kind }) => kind === 'Deployment');
    expect(again?.metadata.uid).not.toBe(deployment?.metadata.uid);
    expect(new Set(seed.map(({ metadata }) => metadata.uid)).size).toBe(seed.length);
  });

  it('says nothing of the run that it was taken from', () => {
    const text = JSON.stringify(seed);
    expect(text).not.toContain('1970-01-01');
    expect(text).not.toContain('00000000-0000');
    expect(text).not.toContain('resourceVersion"');
    expect(
      Date.now() - Date.parse(named('Node', 'sandbox-1')?.metadata.creationTimestamp ?? ''),
    ).toBeLessThan(60_000);
  });
});
