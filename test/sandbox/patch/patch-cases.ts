/** A patch of the Deployment of `DOCUMENT`. */
export interface PatchCase {
  name: string;
  type: 'json-patch' | 'merge-patch' | 'strategic-merge-patch';
  /** Text is sent as it is. */
  patch: unknown;
  /** `Warn` is what the server takes where nothing is said. */
  fieldValidation?: 'Strict' | 'Ignore';
}

export const DOCUMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'patched',
    namespace: 'default',
    finalizers: ['t/a', 't/b'],
    annotations: { html: '<&>' },
  },
  spec: {
    replicas: 2,
    selector: { matchLabels: { a: 'b' } },
    template: {
      metadata: { labels: { a: 'b' } },
      spec: {
        containers: [
          {
            name: 'c',
            image: 'i',
            args: ['1', '2'],
            ports: [{ containerPort: 80 }],
            env: [
              { name: 'A', value: '1' },
              { name: 'B', value: '2' },
            ],
          },
          { name: 'd', image: 'i' },
        ],
        nodeSelector: { x: 'y' },
        tolerations: [{ key: 'a', operator: 'Exists' }],
        volumes: [
          { name: 'v1', emptyDir: {} },
          { name: 'v2', emptyDir: {} },
        ],
        imagePullSecrets: [{ name: 's1' }, { name: 's2' }],
      },
    },
  },
} as const;

const pod = (spec: object) => ({ spec: { template: { spec } } });
const container = (fields: object) => pod({ containers: [{ name: 'c', ...fields }] });
const first = '/spec/template/spec/containers/0';

const strategic: Record<string, unknown> = {
  'merges by name': container({ image: 'new' }),
  'adds by name, in front': pod({ containers: [{ name: 'e', image: 'x' }] }),
  'deletes by name': pod({ containers: [{ name: 'd', $patch: 'delete' }] }),
  'deletes and adds': pod({
    containers: [
      { name: 'e', image: 'x' },
      { name: 'c', $patch: 'delete' },
    ],
    '$setElementOrder/containers': [{ name: 'e' }],
  }),
  'replaces a list': pod({ containers: [{ name: 'z', image: 'z' }, { $patch: 'replace' }] }),
  'replaces a map': pod({ nodeSelector: { $patch: 'replace', new: '1' } }),
  'deletes a map': pod({ nodeSelector: { $patch: 'delete' } }),
  'orders a list': pod({ '$setElementOrder/containers': [{ name: 'd' }, { name: 'c' }] }),
  'orders a part of a list': pod({
    '$setElementOrder/volumes': [{ name: 'v3' }, { name: 'v2' }],
    volumes: [{ name: 'v3', emptyDir: {} }],
  }),
  'orders a set': { metadata: { '$setElementOrder/finalizers': ['t/c', 't/a'], finalizers: ['t/c'] } },
  'deletes from a set': { metadata: { '$deleteFromPrimitiveList/finalizers': ['t/a', 't/z'] } },
  'adds to a set what is there': { metadata: { finalizers: ['t/b', 't/c', 't/a'] } },
  'a null field': pod({ nodeSelector: null }),
  'null in what is new': pod({ affinity: { nodeAffinity: null, podAffinity: {} } }),
  'an atomic list': container({ args: ['3'] }),
  'retained keys': { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
  'changes the type of a volume': pod({
    volumes: [{ name: 'v1', $retainKeys: ['name', 'hostPath'], hostPath: { path: '/x' } }],
  }),
  'an item without its key': pod({ containers: [{ image: 'x' }] }),
  'a string for a number': { spec: { replicas: 'x' } },
  'a number for a string': container({ image: 5 }),
  'a bool for a string': container({ image: true }),
  'a map for a list': pod({ containers: { a: 1 } }),
  'a number for a struct': { spec: { template: 5 } },
  'a string for a bool': { spec: { paused: 'x' } },
  'a fraction for an integer': { spec: { replicas: 1.5 } },
  'a number for a label': { metadata: { labels: { a: 1 } } },
  'a list for a map': { metadata: { labels: ['a'] } },
  'a quantity that is none': container({ resources: { limits: { cpu: 'abc' } } }),
  'a bool for a port': container({ livenessProbe: { httpGet: { port: true } } }),
  'an unknown directive': { spec: { template: { $patch: 'foo' } } },
  'merge as a directive of an item': container({ $patch: 'merge' }),
  'a deletion without key': pod({ containers: [{ $patch: 'delete' }] }),
  'an order without what is added': pod({
    containers: [{ name: 'e', image: 'x' }],
    '$setElementOrder/containers': [{ name: 'c' }],
  }),
  'an order that is no list': pod({ '$setElementOrder/containers': 'x' }),
  'an order of nothing': pod({ $setElementOrder: [] }),
  'an order of an unknown list': pod({ '$setElementOrder/nope': [{ name: 'c' }] }),
  'an order of items without key': pod({
    containers: [{ name: 'c' }],
    '$setElementOrder/containers': [{ x: 'c' }],
  }),
  'retained keys without one': {
    spec: { strategy: { $retainKeys: ['type'], type: 'Recreate', rollingUpdate: {} } },
  },
  'retained keys that are no list': { spec: { strategy: { $retainKeys: 'x' } } },
  'items of two types': { metadata: { finalizers: ['a', 1] } },
  'an unknown field': { spec: { foo: 1 } },
  'a key that stands twice': '{"spec":{"replicas":1,"replicas":3}}',
  'a list': [1],
  'a string': '"x"',
  'no JSON': '{',
  nothing: '',
};

const merge: Record<string, unknown> = {
  'replaces a list': container({ image: 'new' }),
  'removes by null': pod({ nodeSelector: null, volumes: null }),
  'null in items of a list': pod({ tolerations: [{ key: null, operator: 'Exists' }] }),
  'null in what is new': pod({ affinity: { nodeAffinity: null, podAffinity: {} } }),
  'a string for a number': { spec: { replicas: 'x' } },
  'a number for a struct': { spec: 5 },
  'a number for a label': { metadata: { labels: { a: 5 } } },
  'an unknown field': { spec: { foo: 1 } },
  'a key that stands twice': '{"spec":{"replicas":1,"replicas":3}}',
  'a list': [1],
  null: 'null',
  'a string': '"x"',
  'no JSON': '{"a"',
};

const operations: Record<string, unknown> = {
  adds: [{ op: 'add', path: '/metadata/labels', value: { 'a/b': 'c' } }],
  'adds with an escaped key': [
    { op: 'add', path: '/metadata/labels', value: {} },
    { op: 'add', path: '/metadata/labels/x~1y', value: 'z' },
  ],
  'adds into a list': [
    { op: 'add', path: `${first}/args/1`, value: 'x' },
    { op: 'add', path: `${first}/args/-`, value: 'y' },
  ],
  'adds behind a list': [{ op: 'add', path: `${first}/args/9`, value: 'x' }],
  'adds where nothing is': [{ op: 'add', path: '/metadata/annotations/x', value: 'y' }],
  removes: [{ op: 'remove', path: '/spec/template/spec/nodeSelector' }],
  'removes the last': [{ op: 'remove', path: `${first}/args/-1` }],
  'removes what is not there': [{ op: 'remove', path: '/spec/foo' }],
  replaces: [{ op: 'replace', path: '/spec/replicas', value: 7 }],
  'replaces what is not there': [{ op: 'replace', path: '/spec/minReadySeconds', value: 7 }],
  'replaces a list': [{ op: 'replace', path: `${first}/args`, value: ['x'] }],
  copies: [{ op: 'copy', from: '/spec/template/metadata/labels', path: '/metadata/labels' }],
  moves: [{ op: 'move', from: `${first}/args/0`, path: `${first}/args/1` }],
  'tests well': [
    { op: 'test', path: '/spec/replicas', value: 2 },
    { op: 'test', path: '/spec/foo', value: null },
    { op: 'replace', path: '/spec/replicas', value: 3 },
  ],
  'tests a text that Go escapes': JSON.stringify([
    { op: 'add', path: '/metadata/labels', value: { x: 'y' } },
    { op: 'test', path: '/metadata/annotations/html', value: '<&>' },
  ]).replace('<&>', String.raw`\u003c\u0026\u003e`),
  'tests the same unescaped': [{ op: 'test', path: '/metadata/annotations/html', value: '<&>' }],
  'tests in vain': [{ op: 'test', path: '/spec/replicas', value: 3 }],
  'an unknown operation': [{ op: 'foo', path: '/a' }],
  'no path': [{ op: 'add', value: 1 }],
  'an object': { a: 1 },
  'items that are none': [1],
  'a number for the path': [{ op: 'add', path: 5 }],
  'an unknown key': [{ op: 'add', path: '/metadata/labels', value: {}, foo: 1 }],
  'a key that stands twice': '[{"op":"add","op":"add","path":"/metadata/labels","value":{}}]',
  'a string for a number': [{ op: 'replace', path: '/spec/replicas', value: 'x' }],
  'an unknown field': [{ op: 'add', path: '/spec/foo', value: 1 }],
  'a list for the object': [{ op: 'replace', path: '', value: [1] }],
  'a number for the object': [{ op: 'replace', path: '', value: 5 }],
  null: 'null',
};

/** What fieldValidation makes a difference for. */
const VALIDATED = /unknown|twice|^a (list|string)$|^an object$|^items that|for the path$/;

const cases = (type: PatchCase['type'], patches: Record<string, unknown>): PatchCase[] =>
  Object.entries(patches).flatMap(([name, patch]): PatchCase[] => {
    const warned: PatchCase = { name, type, patch };
    if (!VALIDATED.test(name)) return [warned];
    return [
      warned,
      { name: `${name}, strictly`, type, patch, fieldValidation: 'Strict' },
      { name: `${name}, ignored`, type, patch, fieldValidation: 'Ignore' },
    ];
  });

export const PATCH_CASES: readonly PatchCase[] = [
  ...cases('strategic-merge-patch', strategic),
  ...cases('merge-patch', merge),
  ...cases('json-patch', operations),
];
