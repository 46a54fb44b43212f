import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadAll } from 'js-yaml';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeCluster, type RunResult, run, runOrThrow, waitUntil } from './harness/index.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/kubectl-trace', import.meta.url));

interface Rule {
  verbs: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}

interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string };
  rules?: Rule[];
  roleRef?: { name: string };
  subjects?: { name: string }[];
}

interface Case {
  args: readonly string[];
  /** Run by the administrator before each time: makes what the command finds. */
  before?: readonly (readonly string[])[];
  rules: number;
  /** What the fake kubelet does not serve fails for everybody: then it counts that nothing was forbidden. */
  fails?: boolean;
}

const SOON = { timeoutMs: 10_000 };

const WEB = ['create', 'deployment', 'web', '--image=web:1'];
const GONE = ['delete', 'deployment,configmap', '--all', '--ignore-not-found'];
const POD = [
  ['delete', 'pod', 'p', '--ignore-not-found', '--now'],
  ['run', 'p', '--image=p:1'],
  ['wait', '--for=condition=Ready', 'pod/p'],
];

/** `@` stands for the folder of the manifests. */
const CASES: readonly Case[] = [
  { args: ['get', 'configmaps,serviceaccounts'], rules: 1 },
  { args: ['apply', '-f', '@/web.json'], before: [GONE], rules: 2 },
  { args: ['apply', '-f', '@/web.json'], before: [GONE, ['apply', '-f', '@/old.json']], rules: 1 },
  { args: ['apply', '--server-side', '-f', '@/map.json'], before: [GONE], rules: 1 },
  {
    args: ['delete', 'configmap', 'a', 'b'],
    before: [GONE, ['create', 'configmap', 'a'], ['create', 'configmap', 'b']],
    rules: 1,
  },
  { args: ['scale', 'deployment/web', '--replicas=2'], before: [GONE, WEB], rules: 2 },
  { args: ['rollout', 'status', 'deployment/web', '--timeout=20s'], before: [GONE, WEB], rules: 1 },
  {
    args: ['describe', 'deployment', 'web'],
    before: [GONE, WEB, ['rollout', 'status', 'deployment/web']],
    rules: 3,
  },
  { args: ['label', 'node', 'node-1', 'rbac-test=1', '--overwrite'], rules: 1 },
  { args: ['create', 'token', 'default'], rules: 1 },
  { args: ['get', '--raw', '/metrics/slis'], rules: 1 },
  { args: ['exec', 'p', '--', 'ls'], before: POD, rules: 2, fails: true },
  { args: ['auth', 'can-i', 'get', 'pods'], rules: 0, fails: true },
];

describeCluster('-o rbac', (cluster) => {
  let kubectl: string;
  let folder: string;
  beforeAll(async () => {
    kubectl = await cluster.kubectl('v1.35');
    folder = mkdtempSync(join(tmpdir(), 'rbac-'));
    const labels = { app: 'web' };
    const deployment = (replicas: number) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
      },
    });
    const write = (name: string, object: object) => writeFileSync(join(folder, name), JSON.stringify(object));
    write('old.json', deployment(1));
    write('web.json', deployment(2));
    write('map.json', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: 'b' } });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const options = () => ({
    cwd: folder,
    env: {
      HOME: folder,
      KUBECONFIG: cluster.kubeconfigs.admin,
      KUBECTL: kubectl,
      NODE_EXTRA_CA_CERTS: undefined,
    },
  });

  /** Runs the command as a new user who has these roles and nothing else. */
  async function runWith(
    manifests: readonly Manifest[],
    before: readonly string[][],
    args: readonly string[],
  ): Promise<RunResult> {
    const user = `rbac-${randomBytes(5).toString('hex')}`;
    for (const command of before) await runOrThrow(kubectl, command, options());
    const paths: string[] = [];
    for (const { metadata, subjects, roleRef, ...rest } of manifests) {
      const of = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
      const path = `/apis/rbac.authorization.k8s.io/v1${of}/${rest.kind.toLowerCase()}s`;
      await cluster.api.sendOrThrow('POST', path, {
        ...rest,
        metadata: { ...metadata, name: user },
        ...(roleRef === undefined ? {} : { roleRef: { ...roleRef, name: user } }),
        ...(subjects === undefined ? {} : { subjects: subjects.map((it) => ({ ...it, name: user })) }),
      });
      paths.push(`${path}/${user}`);
    }
    // The server's authorizer learns of roles by a watch.
    for (const { metadata, rules } of manifests) {
      const [rule] = rules ?? [];
      if (rule !== undefined)
        await waitUntil('the roles', () => isAllowed(user, rule, metadata.namespace), SOON);
    }
    try {
      return await run(kubectl, [...args.slice(0, 1), `--as=${user}`, ...args.slice(1)], options());
    } finally {
      for (const path of paths) await cluster.api.sendOrThrow('DELETE', path);
    }
  }

  async function isAllowed(user: string, rule: Rule, namespace?: string): Promise<boolean> {
    const [resource, subresource] = rule.resources?.[0]?.split('/') ?? [];
    const [verb] = rule.verbs;
    const path = rule.nonResourceURLs?.[0];
    const resourceAttributes = {
      verb,
      group: rule.apiGroups?.[0],
      resource,
      subresource,
      name: rule.resourceNames?.[0],
      namespace,
    };
    const review = await cluster.api.sendOrThrow(
      'POST',
      '/apis/authorization.k8s.io/v1/subjectaccessreviews',
      {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: {
          user,
          ...(path === undefined ? { resourceAttributes } : { nonResourceAttributes: { path, verb } }),
        },
      },
    );
    return (review.body as { status?: { allowed?: boolean } }).status?.allowed === true;
  }

  const titled = CASES.map((it, index) => [`${index + 1}: kubectl ${it.args.join(' ')}`, it] as const);

  it.each(titled)('%s', { timeout: 120_000 }, async (_title, { args, before = [], rules, fails = false }) => {
    const namespace = await cluster.createNamespace('rbac');
    const inPlace = (words: readonly string[]) => [
      ...words.slice(0, 1),
      `--namespace=${namespace}`,
      ...words.slice(1).map((word) => word.replace('@', folder)),
    ];
    const command = inPlace(args);
    const preparation = before.map(inPlace);
    for (const words of preparation) await runOrThrow(kubectl, words, options());
    const file = join(folder, `${namespace}.yaml`);
    const traced = await run(process.execPath, [PROGRAM, '-w', file, ...command], options());
    if (!fails) expect(traced).toMatchObject({ code: 0, stderr: '' });
    const documents = loadAll(readFileSync(file, 'utf8')) as (Manifest | null)[];
    const manifests = documents.filter((it) => it !== null);
    const all = manifests.flatMap((manifest) => (manifest.rules ?? []).map((rule) => ({ manifest, rule })));
    expect(all).toHaveLength(rules);

    const allowed = await runWith(manifests, preparation, command);
    expect(isForbidden(allowed)).toBe(false);
    if (!fails) expect(allowed).toMatchObject({ code: 0, stderr: '' });
    const lines = countLines(allowed);
    expect(lines).toBe(countLines(traced));

    for (const { manifest, rule } of all) {
      const without = manifests.map((it) =>
        it === manifest ? { ...it, rules: (it.rules ?? []).filter((other) => other !== rule) } : it,
      );
      const less = await runWith(without, preparation, command);
      const isLess = isForbidden(less) || countLines(less) < lines;
      expect({ without: rule, isLess, stderr: less.stderr }).toMatchObject({ isLess: true });
    }
  });
});

function isForbidden({ stderr }: RunResult): boolean {
  return /forbidden/i.test(stderr);
}

function countLines({ stdout }: RunResult): number {
  return stdout.split('\n').length;
}
