import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeBinary } from '../../../src/decode/decode-binary.ts';
import { binaryFormOf } from '../../../src/exchange/binary-body.ts';
import type { Body, Exchange } from '../../../src/exchange/exchange.ts';
import { createCertificateAuthority } from '../harness/certificates.ts';
import { type Cluster, describeCluster, run, runOrThrow, startCluster } from '../harness/index.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/kubectl-trace', import.meta.url));
const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const CBOR = { KUBE_FEATURE_ClientsAllowCBOR: 'true', KUBE_FEATURE_ClientsPreferCBOR: 'true' };

/** kubectl's generators send protobuf; `@` stands for the folder of the files. */
const GENERATORS: readonly string[] = [
  'secret generic s --from-literal=a=planted-literal',
  'secret docker-registry r --docker-server=x --docker-username=u --docker-password=planted-docker',
  'secret tls t --cert=@/tls.crt --key=@/tls.key',
  'configmap c --from-literal=a=b',
  'role reader --verb=get,list --resource=pods,deployments.apps',
  'clusterrole all --verb=get --non-resource-url=/healthz',
  'rolebinding b --role=reader --user=jane',
  'clusterrolebinding cb --clusterrole=all --group=devs',
  'deployment web --image=nginx:1.27 --replicas=2 --port=80',
  'job once --image=busybox -- echo hello',
  'cronjob nightly --image=busybox --schedule=0\u00a00\u00a0*\u00a0*\u00a0* -- date',
  'ingress i --rule=example.com/path*=web:80,tls=t',
  'quota q --hard=cpu=1500m,pods=3',
  'serviceaccount robot',
  'token robot --duration=1h',
  'service clusterip web --tcp=80:8080',
  'service nodeport np --tcp=80',
  'service externalname en --external-name=example.com',
  'poddisruptionbudget p --selector=app=web --min-available=50%',
  'priorityclass high --value=1000 --description=high',
  'namespace other',
];

const OTHERS: readonly string[] = [
  'run p --image=nginx',
  'describe secret s',
  'describe deployment web',
  'describe quota q',
  'describe serviceaccount robot',
  'describe node',
  'set image deployment/web nginx=nginx:1.28',
  'scale deployment web --replicas=1',
  'autoscale deployment web --max=3',
  'expose deployment web --name=exposed --port=80',
  'rollout history deployment web',
  'auth can-i --list',
  'auth whoami',
  'label configmap c x=y',
  'get events',
  'delete secret s',
];

interface Answer {
  status: number;
  type: string;
  body: Buffer;
}

describeCluster('bodies in protobuf and CBOR', (shared) => {
  let cluster: Cluster;
  let kubectl: string;
  let folder: string;
  let agent: Agent;
  beforeAll(async () => {
    cluster = await startCluster({
      kind: 'bare',
      apiServerFlags: ['--feature-gates=CBORServingAndStorage=true'],
    });
    kubectl = await shared.kubectl('v1.35');
    folder = mkdtempSync(join(tmpdir(), 'binary-'));
    const { certPem, keyPem } = await (await createCertificateAuthority('planted')).issueServing();
    writeFileSync(join(folder, 'tls.crt'), certPem);
    writeFileSync(join(folder, 'tls.key'), keyPem);
    const { certPem: cert, keyPem: key } = cluster.harnessIdentity;
    agent = new Agent({ keepAlive: true, ca: cluster.caPem, cert, key });
  });
  afterAll(async () => {
    agent.destroy();
    rmSync(folder, { recursive: true, force: true });
    await cluster.stop();
  });

  function get(path: string, accept: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = httpsRequest(
        new URL(path, cluster.server),
        { agent, headers: { accept } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', reject);
          response.once('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              type: response.headers['content-type'] ?? '',
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      asked.once('error', reject);
      asked.end();
    });
  }

  function wordsOf(command: string): string[] {
    return command.split(' ').map((word) => word.replaceAll('\u00a0', ' ').replace('@', folder));
  }

  async function trace(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Exchange[]> {
    const file = join(folder, 'trace.jsonl');
    const done = await run(process.execPath, [PROGRAM, '-w', file, ...words], {
      cwd: folder,
      env: { HOME: folder, KUBECONFIG: cluster.kubeconfigs.admin, KUBECTL: kubectl, ...env },
    });
    expect({ words, code: done.code, stderr: done.code === 0 ? '' : done.stderr }).toMatchObject({ code: 0 });
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line));
  }

  function bodiesOf(exchanges: readonly Exchange[]): Body[] {
    return exchanges.flatMap(({ request, response }) => [request.body, ...(response ? [response.body] : [])]);
  }

  it('kubectl’s generators and others are shown whole, and masked', { timeout: 120_000 }, async () => {
    const all: Exchange[] = [];
    const plain: string[] = [];
    for (const command of [...GENERATORS.map((generator) => `create ${generator}`), ...OTHERS]) {
      const exchanges = await trace(wordsOf(command));
      const bodies = bodiesOf(exchanges);
      const hidden = bodies.filter(({ size, text }) => size > 0 && text === undefined);
      expect({ command, hidden: hidden.map(({ withheld }) => withheld) }).toEqual({ command, hidden: [] });
      if (!bodies.some(({ decodedFrom }) => decodedFrom === 'protobuf')) plain.push(command);
      all.push(...exchanges);
    }
    // The generators and most of the rest are typed clients; if kubectl ever changes this, the test is worth little.
    expect(plain.length).toBeLessThan(12);
    const shown = JSON.stringify(all);
    for (const planted of ['planted-literal', 'planted-docker']) {
      expect(shown).not.toContain(planted);
      expect(shown).not.toContain(Buffer.from(planted).toString('base64'));
    }
    expect(shown).toMatch(/<masked:\d+>/);
  });

  it('dynamic clients get CBOR where they ask for it', async () => {
    await trace(['create', 'secret', 'generic', 'gone', '--from-literal=a=planted-cbor']);
    const exchanges = await trace(['delete', 'secret', 'gone'], CBOR);
    const bodies = bodiesOf(exchanges).filter(({ mediaType }) => mediaType.includes('cbor'));
    expect(bodies.map(({ decodedFrom }) => decodedFrom)).toContain('cbor');
    for (const { text } of bodies) expect(JSON.parse(text ?? '')).toMatchObject({ apiVersion: 'v1' });
  });

  it('each kind reads as the server’s own JSON', { timeout: 60_000 }, async () => {
    await define();
    const different: string[] = [];
    let compared = 0;
    for (const path of await listPaths()) {
      const json = await get(path, 'application/json');
      for (const accept of [PROTOBUF, 'application/cbor']) {
        const answer = await get(path, accept);
        const form = binaryFormOf(answer.type);
        if (form === undefined || answer.status !== json.status) continue;
        const decoded = decodeBinary(answer.body, { ...form, isCut: false });
        if (!('text' in decoded) || normalised(decoded.text) !== normalised(json.body.toString())) {
          different.push(
            `${path} as ${accept}: ${'text' in decoded ? decoded.text.slice(0, 300) : decoded.withheld}`,
          );
        }
        compared += 1;
      }
    }
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(100);
  });

  it('a watch reads as the server’s own JSON', async () => {
    const path = '/api/v1/secrets?watch=1&timeoutSeconds=1';
    const json = await get(path, 'application/json');
    expect(json.body.toString()).toContain('"type":"ADDED"');
    for (const accept of [`${PROTOBUF};stream=watch`, 'application/cbor']) {
      const answer = await get(path, accept);
      const form = binaryFormOf(answer.type);
      expect(form?.isStream).toBe(true);
      const decoded = form && decodeBinary(answer.body, { ...form, isCut: false });
      expect(decoded).toEqual({ text: json.body.toString() });
    }
  });

  it('curl sends it again with the same effect', async () => {
    const words = ['create', 'secret', 'generic', 'again', '--from-literal=a=planted-again', '--type=x/y'];
    const script = join(folder, 'again.sh');
    await trace(words);
    const before = await objectOf('again');
    await kubectlRun(['delete', 'secret', 'again']);
    await runOrThrow(process.execPath, [PROGRAM, '--show-secrets=all', '-w', `curl:${script}`, ...words], {
      env: { HOME: folder, KUBECONFIG: cluster.kubeconfigs.admin, KUBECTL: kubectl },
    });
    await kubectlRun(['delete', 'secret', 'again']);
    const env = { ...process.env, HOME: folder, KUBECONFIG: cluster.kubeconfigs.admin, KUBECTL: kubectl };
    execFileSync('sh', [script], { env, stdio: 'pipe' });
    expect(await objectOf('again')).toEqual(before);
  });

  async function kubectlRun(words: readonly string[]): Promise<void> {
    await runOrThrow(kubectl, [...words], { env: { HOME: folder, KUBECONFIG: cluster.kubeconfigs.admin } });
  }

  async function objectOf(name: string): Promise<object> {
    const { body } = await get(`/api/v1/namespaces/default/secrets/${name}`, 'application/json');
    const { data, type } = JSON.parse(body.toString());
    return { data, type };
  }

  /** A kind of one's own, and objects whose JSON is not that of their fields: quantities, times, schemas. */
  async function define(): Promise<void> {
    const file = join(folder, 'objects.json');
    writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: OBJECTS }));
    await kubectlRun(['create', '-f', file]);
  }

  async function listPaths(): Promise<string[]> {
    const { groups } = JSON.parse((await get('/apis', 'application/json')).body.toString()) as {
      groups: { versions: { groupVersion: string }[] }[];
    };
    const roots = [
      '/api/v1',
      ...groups.flatMap(({ versions }) => versions.map((one) => `/apis/${one.groupVersion}`)),
    ];
    const lists = await Promise.all(
      roots.map(async (root) => {
        const { resources } = JSON.parse((await get(root, 'application/json')).body.toString()) as {
          resources: { name: string; verbs: string[] }[];
        };
        return resources.filter(({ verbs }) => verbs.includes('list')).map(({ name }) => `${root}/${name}`);
      }),
    );
    // Its order is drawn by lot.
    return lists.flat().filter((path) => !path.endsWith('/componentstatuses'));
  }
});

/** What protobuf cannot tell is left out: that a template in an object said its own kind; and the order of its field sets. */
function normalised(text: string): string {
  const sort = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sort);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, item]) => [key, key === 'volumeClaimTemplates' ? withoutKind(item) : sort(item)]),
    );
  };
  const withoutKind = (templates: unknown) =>
    sort(
      Array.isArray(templates) ? templates.map(({ kind: _, apiVersion: __, ...rest }) => rest) : templates,
    );
  return JSON.stringify(sort(JSON.parse(text)));
}

const labels = { app: 'x' };
const template = {
  metadata: { labels },
  spec: {
    containers: [
      {
        name: 'c',
        image: 'i',
        resources: { limits: { cpu: '1500m', memory: '1.5Gi' } },
        livenessProbe: { httpGet: { port: 'http', path: '/' } },
        readinessProbe: { tcpSocket: { port: 80 } },
        env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'a' } } }],
        volumeMounts: [{ name: 'v', mountPath: '/v' }],
      },
    ],
    tolerations: [{ operator: 'Exists' }],
    volumes: [{ name: 'v', projected: { sources: [{ configMap: { name: 'c' } }] } }],
  },
};

const OBJECTS: readonly object[] = [
  { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'typed' }, spec: template.spec },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'typed' },
    spec: {
      serviceName: 'x',
      selector: { matchLabels: labels },
      template,
      volumeClaimTemplates: [
        {
          metadata: { name: 'v' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
    },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'typed' },
    spec: {
      selector: { matchLabels: labels },
      strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } },
      template,
    },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: { name: 'typed' },
    data: { spec: { b: 1, a: [null, 1.5] } },
    revision: 1,
  },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'typed' },
    data: { binary: 'AAECgICA/w==', text: 'eA==' },
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'typed' },
    data: { '80': '<&>', u: '猫\u2028' },
    binaryData: { b: 'AP8=' },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'typed' },
    spec: { podSelector: {}, ingress: [{}, { ports: [{ port: 80, endPort: 90 }, { port: 'http' }] }] },
  },
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'typed' },
    spec: {
      maxReplicas: 3,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'typed' },
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 5 } },
        },
      ],
    },
  },
  {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'typed', namespace: 'default' },
    spec: { renewTime: '2026-01-02T03:04:05.678901Z', holderIdentity: 'x' },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'typed' },
    webhooks: [
      {
        name: 'a.example.com',
        clientConfig: { url: 'https://127.0.0.1:1/x' },
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        failurePolicy: 'Ignore',
        rules: [
          { apiGroups: ['none.example.com'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['x'] },
        ],
      },
    ],
  },
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                number: { type: 'number', default: 1.5, enum: [1.5, 2] },
                map: { type: 'object', additionalProperties: { type: 'string' } },
                list: { type: 'array', items: { 'x-kubernetes-int-or-string': true } },
                any: { 'x-kubernetes-preserve-unknown-fields': true },
              },
            },
          },
        },
      ],
    },
  },
];
