import { describe, expect, test } from 'vitest';
import { strategyOf } from '../../../src/sandbox/kinds/index.ts';
import { cloneJson, type JsonObject } from '../../../src/sandbox/model/json.ts';
import type { ApiObject } from '../../../src/sandbox/model/object.ts';
import { contextOf, createObject, resourceOf, viewOf } from './creation.ts';

// What is expected is what a real server has answered to the same updates.

const TEMPLATE = {
  metadata: { labels: { app: 'a' } },
  spec: { containers: [{ name: 'c', image: 'nginx' }] },
};

describe('the generation of a', () => {
  const cases: { name: string; kind: string; change(object: JsonObject): void; generation: number }[] = [
    { name: 'Deployment with other replicas', kind: 'Deployment', change: setReplicas, generation: 2 },
    { name: 'Deployment with another annotation', kind: 'Deployment', change: annotate, generation: 2 },
    { name: 'Deployment with another status', kind: 'Deployment', change: setStatus, generation: 1 },
    { name: 'ReplicaSet with another annotation', kind: 'ReplicaSet', change: annotate, generation: 1 },
    { name: 'ReplicaSet with other replicas', kind: 'ReplicaSet', change: setReplicas, generation: 2 },
    { name: 'StatefulSet with other replicas', kind: 'StatefulSet', change: setReplicas, generation: 2 },
  ];
  test.each(cases)('$name is $generation', ({ kind, change, generation }) => {
    const old = created(workload(kind));
    const object = updated(old, change);
    expect(object.metadata.generation ?? 1).toBe(generation);
    expect(object['status']).toEqual(old['status']);
  });
});

test.each([
  {
    name: 'its template',
    change: (object: JsonObject) => setAt(object, ['spec', 'template', 'spec', 'hostPID'], true),
    count: '2',
  },
  {
    name: 'another field',
    change: (object: JsonObject) => setAt(object, ['spec', 'minReadySeconds'], 3),
    count: '1',
  },
])('a DaemonSet counts the changes of $name: $count', ({ change, count }) => {
  const object = updated(created(workload('DaemonSet')), change);
  expect(object.metadata.annotations).toEqual({ 'deprecated.daemonset.template.generation': count });
});

test('only the status is written through the status', () => {
  const old = created(workload('Deployment'));
  const object = cloneJson(old);
  setAt(object, ['spec', 'replicas'], 9);
  setAt(object, ['metadata', 'labels'], { z: 'z' });
  setAt(object, ['status', 'replicas'], 2);
  strategyOf('apps/Deployment').prepareForSubresourceUpdate?.['status']?.(object, old, contextFor(old));
  expect(object).toEqual({ ...old, status: { replicas: 2 } });
});

describe('a Service', () => {
  const ports = [{ name: 'a', port: 80 }];
  const context = contextFor(service({ ports }));

  test('keeps what it was given, when the client does not send it back', () => {
    const old = created(service({ type: 'NodePort', ports }));
    const object = service({ type: 'NodePort', ports: [{ name: 'a', port: 81 }] });
    strategyOf('/Service').prepareForUpdate?.(object, old, context);
    const { clusterIP, clusterIPs, ports: before } = old['spec'] as JsonObject & { ports: JsonObject[] };
    expect(object['spec']).toMatchObject({ clusterIP, clusterIPs });
    expect(object['spec']).toMatchObject({ ports: [{ port: 81, nodePort: before[0]?.['nodePort'] }] });
  });

  test('lets go of its address when it becomes a name', () => {
    const old = created(service({ ports }));
    const object = cloneJson(old);
    Object.assign(object['spec'] as JsonObject, { type: 'ExternalName', externalName: 'a.example' });
    const strategy = strategyOf('/Service');
    strategy.prepareForUpdate?.(object, old, context);
    expect(Object.keys(object['spec'] as JsonObject)).toEqual([
      'ports',
      'type',
      'sessionAffinity',
      'externalName',
    ]);
    expect(strategy.companions?.(object, old, context).put).toEqual([]);
  });

  test('has an IPAddress that says whose the address is', () => {
    const object = created(service({ ports }));
    const { put, remove } = strategyOf('/Service').companions?.(object, undefined, context) ?? {};
    expect(remove).toEqual([]);
    expect(put).toMatchObject([
      { spec: { parentRef: { resource: 'services', namespace: 'default', name: 's' } } },
    ]);
  });
});

describe('a pod is deleted', () => {
  const cases = [
    { name: 'at once where nothing runs it', spec: {}, requested: 30, period: 0 },
    { name: 'after its own time', spec: { nodeName: 'n' }, requested: undefined, period: 30 },
    { name: 'after the time that is asked for', spec: { nodeName: 'n' }, requested: 5, period: 5 },
  ];
  test.each(cases)('$name', ({ spec, requested, period }) => {
    const pod: ApiObject = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { terminationGracePeriodSeconds: 30, ...spec },
    };
    expect(strategyOf('/Pod').gracePeriod?.(pod, requested)).toBe(period);
  });
});

function workload(kind: string): ApiObject {
  const selector = { matchLabels: { app: 'a' } };
  return { apiVersion: 'apps/v1', kind, metadata: { name: 'd' }, spec: { selector, template: TEMPLATE } };
}

function service(spec: JsonObject): ApiObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: 's', namespace: 'default' }, spec };
}

function created(manifest: ApiObject): ApiObject {
  return createObject(manifest).body as ApiObject;
}

/** As the registry does it: the generation begins as it was. */
function updated(old: ApiObject, change: (object: JsonObject) => void): ApiObject {
  const object = cloneJson(old);
  change(object);
  const [, group = ''] = old.apiVersion.split('/').reverse();
  strategyOf(`${group}/${old.kind}`).prepareForUpdate?.(object, old, contextFor(old));
  return object;
}

function contextFor(object: ApiObject) {
  return contextOf(resourceOf(object), viewOf([]), 'default', { verb: 'update' });
}

function setReplicas(object: JsonObject): void {
  setAt(object, ['spec', 'replicas'], 3);
}

function annotate(object: JsonObject): void {
  setAt(object, ['metadata', 'annotations'], { a: 'b' });
}

function setStatus(object: JsonObject): void {
  setAt(object, ['status'], { replicas: 3 });
}

function setAt(object: JsonObject, path: string[], value: JsonObject[string]): void {
  const [key = '', ...rest] = path;
  if (rest.length > 0) object[key] ??= {};
  if (rest.length === 0) object[key] = value;
  else setAt(object[key] as JsonObject, rest, value);
}
