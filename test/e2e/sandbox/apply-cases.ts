import type { Json, JsonObject } from '../../../src/sandbox/model/json.ts';
import type { RawRequest } from './raw-api.ts';

/** What is sent, one request after the other, to an object of its own in each of the servers. */
export interface ApplyCase {
  name: string;
  steps: readonly CaseStep[];
}

/** `path` is what follows the object's own path. */
export type CaseStep = (object: CaseObject) => RawRequest;

export interface CaseObject {
  /** `/apis/apps/v1/namespaces/n` */
  root(apiVersion: string): string;
  name: string;
}

const configMap = (data: JsonObject, metadata: JsonObject = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  resource: 'configmaps',
  metadata,
  content: { data },
});

const deployment = (spec: JsonObject, metadata: JsonObject = {}): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  resource: 'deployments',
  metadata,
  content: {
    spec: {
      selector: { matchLabels: { app: 'x' } },
      template: {
        metadata: { labels: { app: 'x' } },
        spec: { containers: [{ name: 'main', image: 'nginx' }] },
      },
      ...spec,
    },
  },
});

const podTemplate = (spec: JsonObject): JsonObject => ({
  template: { metadata: { labels: { app: 'x' } }, spec },
});

const containers = (...list: JsonObject[]): JsonObject => podTemplate({ containers: list });

const service = (ports: Json): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  resource: 'services',
  metadata: {},
  content: { spec: { clusterIP: 'None', ports } },
});

const scaler = (apiVersion: string, spec: JsonObject): Manifest => ({
  apiVersion,
  kind: 'HorizontalPodAutoscaler',
  resource: 'horizontalpodautoscalers',
  metadata: {},
  content: {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x' },
      maxReplicas: 5,
      ...spec,
    },
  },
});

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const main = { name: 'main', image: 'nginx' };
const port = (number: number, protocol?: string): JsonObject => ({
  containerPort: number,
  ...(protocol === undefined ? {} : { protocol }),
});

export const APPLY_CASES: readonly ApplyCase[] = [
  { name: 'creates what is not there', steps: [apply('a', configMap({ x: '1' }))] },
  {
    name: 'says nothing twice',
    steps: [apply('a', configMap({ x: '1' })), apply('a', configMap({ x: '1' }))],
  },
  {
    name: 'conflicts with another manager',
    steps: [apply('a', configMap({ x: '1' })), apply('b', configMap({ x: '2' }))],
  },
  {
    name: 'takes by force',
    steps: [apply('a', configMap({ x: '1', y: '1' })), apply('b', configMap({ x: '2' }), { force: true })],
  },
  {
    name: 'conflicts with several fields of several managers',
    steps: [
      apply('a', configMap({ x: '1', y: '1' })),
      apply('b', configMap({ y: '1', z: '1' })),
      apply('c', configMap({ x: '2', y: '2', z: '2' })),
    ],
  },
  {
    name: 'conflicts with what an update has set',
    steps: [create('a', deployment({})), apply('b', deployment({ replicas: 3 }))],
  },
  {
    name: 'conflicts with a scale',
    steps: [
      apply('a', deployment({ replicas: 1 })),
      scale('scaler', 4),
      apply('a', deployment({ replicas: 2 })),
      apply('a', deployment({ replicas: 2 }), { force: true }),
      scale('scaler', 2),
      apply('a', deployment({})),
    ],
  },
  {
    name: 'shares what is equal',
    steps: [
      apply('a', configMap({ x: '1' })),
      apply('b', configMap({ x: '1' })),
      apply('a', configMap({})),
      apply('b', configMap({})),
    ],
  },
  {
    name: 'shares, then one changes it',
    steps: [
      apply('a', configMap({ x: '1' })),
      apply('b', configMap({ x: '1' })),
      apply('a', configMap({ x: '2' })),
      apply('a', configMap({ x: '2' }), { force: true }),
      apply('b', configMap({ x: '1' })),
    ],
  },
  {
    name: 'removes what is not applied any more',
    steps: [
      apply('a', deployment({ replicas: 2, paused: true, minReadySeconds: 3 })),
      apply('a', deployment({ paused: true })),
      apply('a', deployment({})),
    ],
  },
  {
    name: 'keeps what an updater owns',
    steps: [
      apply('a', configMap({ x: '1', y: '1' })),
      merge('u', configMap({}), { data: { x: '2', z: '1' } }),
      apply('a', configMap({ y: '2' })),
      apply('a', configMap({})),
    ],
  },
  {
    name: 'gives up a whole struct',
    steps: [
      apply(
        'a',
        deployment(podTemplate({ containers: [main], securityContext: { runAsUser: 1, fsGroup: 2 } })),
      ),
      apply('a', deployment(podTemplate({ containers: [main], securityContext: { fsGroup: 2 } }))),
      apply('a', deployment({})),
    ],
  },
  {
    name: 'merges a list by its keys',
    steps: [
      apply('a', deployment(containers(main))),
      apply('b', deployment(containers(main, { name: 'side', image: 'busybox' }))),
      apply('a', deployment(containers({ ...main, args: ['x'] }))),
      apply('b', deployment(containers(main))),
    ],
  },
  {
    name: 'orders a list as it is applied',
    steps: [
      apply(
        'a',
        deployment(
          containers({ name: 'a', image: 'i' }, { name: 'b', image: 'i' }, { name: 'c', image: 'i' }),
        ),
      ),
      apply(
        'b',
        deployment(
          containers({ name: 'c', image: 'i' }, { name: 'd', image: 'i' }, { name: 'a', image: 'i' }),
        ),
      ),
      apply('a', deployment(containers({ name: 'b', image: 'i' }))),
    ],
  },
  {
    name: 'keys with defaults: ports without protocol',
    steps: [
      apply('a', deployment(containers({ ...main, ports: [port(80)] }))),
      apply(
        'b',
        deployment(containers({ name: 'main', image: 'nginx', ports: [port(80, 'TCP'), port(80, 'UDP')] })),
      ),
      apply('a', deployment(containers({ ...main, ports: [port(80, 'UDP')] }))),
    ],
  },
  {
    name: 'two items of one key are refused',
    steps: [apply('a', deployment(containers({ ...main, ports: [port(80), port(80, 'TCP')] })))],
  },
  {
    name: 'items that are there twice by an update',
    steps: [
      create(
        'u',
        deployment(
          containers({
            ...main,
            env: [
              { name: 'A', value: '1' },
              { name: 'A', value: '2' },
            ],
          }),
        ),
      ),
      apply('a', deployment(containers({ ...main, env: [{ name: 'B', value: '1' }] }))),
      apply('a', deployment(containers({ ...main, env: [{ name: 'A', value: '3' }] })), { force: true }),
    ],
  },
  {
    name: 'sets: finalizers',
    steps: [
      apply('a', configMap({}, { finalizers: ['t/a', 't/b'] })),
      apply('b', configMap({}, { finalizers: ['t/b', 't/c'] })),
      apply('a', configMap({}, { finalizers: ['t/a'] })),
      apply('b', configMap({})),
      apply('a', configMap({}, { finalizers: ['t/a', 't/a'] })),
    ],
  },
  {
    name: 'atomic lists are owned as one',
    steps: [
      apply('a', deployment(containers({ ...main, args: ['a', 'b'] }))),
      apply('b', deployment(containers({ name: 'main', image: 'nginx', args: ['a'] }))),
      apply('b', deployment(containers({ name: 'main', image: 'nginx', args: ['a'] })), { force: true }),
      apply('b', deployment(containers({ name: 'main', image: 'nginx' }))),
    ],
  },
  {
    name: 'atomic maps are owned as one',
    steps: [
      apply('a', deployment(podTemplate({ containers: [main], nodeSelector: { a: '1' } }))),
      apply('b', deployment(podTemplate({ containers: [main], nodeSelector: { b: '1' } }))),
      apply('b', deployment(podTemplate({ containers: [main], nodeSelector: { a: '1', b: '1' } })), {
        force: true,
      }),
    ],
  },
  {
    name: 'ports of a Service',
    steps: [
      apply('a', service([{ name: 'a', port: 80 }])),
      apply('b', service([{ name: 'b', port: 443 }])),
      apply('a', service([{ name: 'a', port: 80, targetPort: 'http' }])),
      apply('a', service([{ name: 'dns', port: 53, protocol: 'UDP' }])),
    ],
  },
  {
    name: 'nulls',
    steps: [
      apply('a', deployment({ replicas: null, paused: true })),
      apply('a', deployment({ paused: null })),
      apply('a', configMap({ x: null })),
    ],
  },
  {
    name: 'empty maps and lists',
    steps: [
      apply('a', configMap({}, { labels: {}, annotations: {} })),
      apply('a', configMap({ x: '1' }, { labels: { a: 'b' } })),
      apply('a', deployment(podTemplate({ containers: [main], volumes: [], tolerations: [] }))),
    ],
  },
  {
    name: 'several versions of one kind',
    steps: [
      apply('a', scaler('autoscaling/v2', { minReplicas: 2 })),
      apply('b', scaler('autoscaling/v1', { minReplicas: 2 })),
      apply('b', scaler('autoscaling/v1', { minReplicas: 3 })),
      apply('a', scaler('autoscaling/v1', {})),
      apply('b', scaler('autoscaling/v1', {})),
    ],
  },
  {
    name: 'from client-side apply to server-side apply',
    steps: [
      create('kubectl-client-side-apply', withLastApplied(deployment({ replicas: 1 }))),
      apply('kubectl', deployment({ replicas: 2 })),
      merge('other', deployment({}), { spec: { replicas: 5 } }),
      apply('kubectl', deployment({ replicas: 3 })),
      apply('other-than-kubectl', deployment({ minReadySeconds: 2, paused: true })),
    ],
  },
  {
    name: 'an object that nobody owns',
    steps: [
      create('u', configMap({ x: '1' })),
      json('u', configMap({}), [{ op: 'replace', path: '/metadata/managedFields', value: [{}] }]),
      merge('u', configMap({}), { data: { y: '1' } }),
      apply('a', configMap({ x: '2' })),
      apply('a', configMap({ x: '2' }), { force: true }),
      json('u', configMap({}), [{ op: 'replace', path: '/metadata/managedFields', value: [] }]),
      apply('a', configMap({ z: '2' })),
    ],
  },
  {
    name: 'managedFields that cannot be read',
    steps: [
      apply('a', configMap({ x: '1' })),
      json('u', configMap({}), [{ op: 'replace', path: '/metadata/managedFields/0/operation', value: 'x' }]),
      json('u', configMap({}), [
        { op: 'add', path: '/metadata/managedFields/0/fieldsV1/f:data/f:gone', value: {} },
      ]),
      json('u', configMap({}), [{ op: 'remove', path: '/metadata/managedFields/0' }]),
    ],
  },
  {
    name: 'status through its subresource',
    steps: [
      apply('a', deployment({})),
      apply('s', deployment({}), { subresource: '/status', add: { status: { replicas: 3 } } }),
      apply('t', deployment({}), {
        subresource: '/status',
        add: { status: { replicas: 4, readyReplicas: 1 } },
      }),
      apply('s', deployment({}), { subresource: '/status', add: { status: {} } }),
      apply('a', deployment({}), { add: { status: { replicas: 7 } } }),
    ],
  },
  {
    name: 'what does not fit the schema',
    steps: [
      apply('a', deployment({ unknown: 1 })),
      apply('a', deployment({ replicas: 'two' })),
      apply('a', deployment({ paused: 1 })),
      apply('a', deployment(containers({ name: 'main', image: 5 }))),
      apply('a', deployment(podTemplate({ containers: { a: 1 } }))),
      apply('a', deployment({ template: [] })),
      apply('a', deployment({ replicas: 1.5 })),
      apply('a', deployment(containers({ ...main, resources: { limits: { cpu: 'much' } } }))),
      apply('a', deployment(containers({ image: 'nginx' }))),
      apply('a', deployment(podTemplate({ containers: [null] }))),
    ],
  },
  {
    name: 'what is no configuration',
    steps: [
      apply('a', configMap({}), { add: { kind: 'Secret' } }),
      apply('a', configMap({}), { add: { apiVersion: 'v2' } }),
      apply('a', configMap({}, { managedFields: [] })),
      apply('a', configMap({}, { name: 'other' })),
      apply('a', configMap({}, { namespace: 'other' })),
      apply('a', configMap({}, { uid: 'x' })),
      apply('a', configMap({}, { resourceVersion: '1' })),
      apply('', configMap({})),
      apply('x'.repeat(200), configMap({})),
      text('a: b: c'),
      text('[1]'),
      text('{"a":'),
      text(''),
    ],
  },
  {
    name: 'keys that stand twice',
    steps: ['Strict', 'Warn', 'Ignore'].map((validation) => ({ name, root }: CaseObject) => ({
      method: 'PATCH',
      path: `${root('v1')}/configmaps/${name}?fieldManager=a&fieldValidation=${validation}`,
      contentType: 'application/apply-patch+yaml',
      body: `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  a: "1"\n  a: "2"\n`,
    })),
  },
  {
    name: 'many updaters become one',
    steps: Array.from({ length: 13 }, (_, index) => index).map((index) =>
      index === 0
        ? create('u0', configMap({ x: '1' }))
        : merge(`u${String(index).padStart(2, '0')}`, configMap({}), { data: { [`k${index}`]: '1' } }),
    ),
  },
  {
    name: 'a dry run',
    steps: [
      apply('a', configMap({ x: '1' }), { query: '&dryRun=All' }),
      apply('a', configMap({ x: '1' })),
      apply('b', configMap({ x: '2' }), { query: '&dryRun=All', force: true }),
      apply('b', configMap({ x: '2' })),
    ],
  },
];

interface Manifest {
  apiVersion: string;
  kind: string;
  resource: string;
  metadata: JsonObject;
  content: JsonObject;
}

interface ApplyOptions {
  force?: boolean;
  subresource?: string;
  /** More top-level fields. */
  add?: JsonObject;
  query?: string;
}

function apply(manager: string, manifest: Manifest, options: ApplyOptions = {}): CaseStep {
  const { force, subresource = '', add = {}, query = '' } = options;
  return (object) => ({
    method: 'PATCH',
    path: `${pathOf(manifest, object)}${subresource}?fieldManager=${manager}${force ? '&force=true' : ''}${query}`,
    contentType: 'application/apply-patch+yaml',
    body: { ...bodyOf(manifest, object), ...add },
  });
}

function create(manager: string, manifest: Manifest): CaseStep {
  return (object) => ({
    method: 'POST',
    path: `${object.root(manifest.apiVersion)}/${manifest.resource}?fieldManager=${manager}`,
    body: bodyOf(manifest, object),
  });
}

function merge(manager: string, manifest: Manifest, patch: JsonObject): CaseStep {
  return patchWith('merge', manager, manifest, patch);
}

function json(manager: string, manifest: Manifest, patch: Json): CaseStep {
  return patchWith('json', manager, manifest, patch);
}

function patchWith(type: 'merge' | 'json', manager: string, manifest: Manifest, body: Json): CaseStep {
  return (object) => ({
    method: 'PATCH',
    path: `${pathOf(manifest, object)}?fieldManager=${manager}`,
    contentType: `application/${type === 'json' ? 'json-patch' : 'merge-patch'}+json`,
    body,
  });
}

function scale(manager: string, replicas: number): CaseStep {
  return (object) => ({
    method: 'PATCH',
    path: `${object.root('apps/v1')}/deployments/${object.name}/scale?fieldManager=${manager}`,
    contentType: 'application/merge-patch+json',
    body: { spec: { replicas } },
  });
}

function text(body: string): CaseStep {
  return ({ name, root }) => ({
    method: 'PATCH',
    path: `${root('v1')}/configmaps/${name}?fieldManager=a`,
    contentType: 'application/apply-patch+yaml',
    body,
  });
}

function withLastApplied(manifest: Manifest): Manifest {
  const { apiVersion, kind, content } = manifest;
  const lastApplied = JSON.stringify({ apiVersion, kind, metadata: { annotations: {} }, ...content });
  return { ...manifest, metadata: { annotations: { [LAST_APPLIED]: lastApplied } } };
}

function bodyOf({ apiVersion, kind, metadata, content }: Manifest, { name }: CaseObject): JsonObject {
  return { apiVersion, kind, metadata: { name, ...metadata }, ...content };
}

function pathOf({ apiVersion, resource }: Manifest, { name, root }: CaseObject): string {
  return `${root(apiVersion)}/${resource}/${name}`;
}
