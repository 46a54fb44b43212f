import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AuditEvent, describeCluster, run, runOrThrow, waitUntil } from '../harness/index.ts';
import { binaryOf } from '../harness/server-build.ts';
import { createWebPod } from '../harness/web-pod.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/kubectl-trace', import.meta.url));

/** Its own requests; the URL tells those apart that have no Audit-Id. */
const COMMANDS: readonly (readonly string[])[] = [
  ['get', 'configmaps'],
  ['apply', '-f', '@/map.json'],
  ['apply', '-f', '@/changed.json'],
  ['apply', '--server-side', '-f', '@/side.json'],
  ['create', '-f', '@/other.json'],
  ['get', 'configmap', 'map', 'other'],
  ['get', 'configmap', 'nope'],
  ['patch', 'configmap', 'map', '-p', '{"data":{"a":"d"}}'],
  ['label', 'configmap', 'map', 'a=b'],
  ['get', 'pods', '-w', '--request-timeout=1s'],
  ['exec', 'web', '-c', 'sidecar', '--', 'true'],
  ['logs', 'web', '-c', 'app'],
  ['get', '--raw', '/metrics'],
  ['get', '--raw', '/version'],
  ['delete', 'configmap', 'map', '--wait=false'],
  ['delete', 'configmaps', '--all', '--wait=false'],
];

describeCluster('-o audit, beside the audit log of the server', (cluster) => {
  let kubectl: string;
  let folder: string;
  let namespace: string;
  beforeAll(async () => {
    kubectl = await cluster.kubectl('v1.35');
    folder = mkdtempSync(join(tmpdir(), 'audit-'));
    for (const [file, name, a] of [
      ['map', 'map', 'b'],
      ['changed', 'map', 'c'],
      ['side', 'side', 'b'],
      ['other', 'other', 'b'],
    ])
      writeFileSync(
        join(folder, `${file}.json`),
        JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a } }),
      );
    namespace = await cluster.createNamespace('audit');
    await createWebPod(cluster, { namespace });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const environment = (kubeconfig: string) => ({
    cwd: folder,
    env: { HOME: folder, KUBECONFIG: kubeconfig, KUBECTL: kubectl, NODE_EXTRA_CA_CERTS: undefined },
  });

  async function trace(args: readonly string[], kubeconfig: string, options: readonly string[] = []) {
    const file = join(folder, 'audit.jsonl');
    const words = args.map((word) => word.replace('@', folder));
    await run(
      process.execPath,
      [PROGRAM, ...options, '-w', `audit:${file}`, ...words.slice(0, 1), '-n', namespace, ...words.slice(1)],
      environment(kubeconfig),
    );
    const events = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    return events.map((line) => JSON.parse(line) as AuditEvent);
  }

  /** The server's event of the same request and stage. */
  async function serverEvent(ours: AuditEvent): Promise<AuditEvent> {
    const { annotations } = ours as { annotations?: object };
    return cluster.auditLog.waitFor(
      (theirs) =>
        theirs.stage === ours.stage &&
        (annotations === undefined
          ? theirs.auditID === ours.auditID
          : theirs.requestURI === ours.requestURI && isSoonAfter(ours, theirs)),
    );
  }

  const kubeconfigs: [string, () => Promise<string> | string][] = [
    ['a client certificate', () => cluster.kubeconfigs.admin],
    ["a service account's token", serviceAccount],
  ];

  async function serviceAccount() {
    const admin = environment(cluster.kubeconfigs.admin);
    await runOrThrow(kubectl, ['create', 'serviceaccount', 'robot', '-n', namespace], admin);
    const binding = ['create', 'clusterrolebinding', namespace, '--clusterrole=cluster-admin'];
    await runOrThrow(kubectl, [...binding, `--serviceaccount=${namespace}:robot`], admin);
    const { stdout } = await runOrThrow(kubectl, ['create', 'token', 'robot', '-n', namespace], admin);
    const kubeconfig = await cluster.writeKubeconfig({ user: { token: stdout.trim() } });
    const canList = async () =>
      (await run(kubectl, ['auth', 'can-i', 'list', 'pods'], environment(kubeconfig))).code === 0;
    await waitUntil('the rights of the service account', canList, { timeoutMs: 10_000 });
    return kubeconfig;
  }

  it.each(kubeconfigs)(
    'as %s: the same events, field by field, and the same roles',
    { timeout: 120_000 },
    async (_name, find) => {
      const kubeconfig = await find();
      const ours: AuditEvent[] = [];
      for (const args of COMMANDS) ours.push(...(await trace(args, kubeconfig)));
      expect(ours.length).toBeGreaterThan(20);
      const theirs: AuditEvent[] = [];
      for (const event of ours) theirs.push(await serverEvent(event));
      for (const [index, event] of ours.entries()) expect(compared(event)).toEqual(compared(theirs[index]));
      expect(await rolesOf(ours)).toEqual(await rolesOf(theirs));
      expect(JSON.stringify(await rolesOf(ours))).toContain('configmaps');
    },
  );

  it('impersonation, which the server grants or not, and credentials that it does not know', async () => {
    const { admin, limited } = cluster.kubeconfigs;
    const nobody = await cluster.writeKubeconfig({ user: { token: 'wrong' } });
    const as = ['get', 'pods', '--as=jane'];
    const robot = '--as=system:serviceaccount:default:robot';
    const withExtra = [...as, '--as-group=a', '--as-group=b', '--as-uid=7', '--as-user-extra=x=y'];
    const traces: [args: readonly string[], kubeconfig: string, options?: readonly string[]][] = [
      // An extra may be a secret.
      [withExtra, admin, ['--show-secrets=all']],
      [as, admin],
      [['get', 'pods', robot], admin],
      [['get', 'pods', '--as=system:anonymous'], admin],
      [as, cluster.kubeconfigs.developer],
      [['get', 'pods'], nobody],
    ];
    for (const [args, kubeconfig, options] of traces) {
      const events = await trace(args, kubeconfig, options);
      expect(events.length).toBeGreaterThan(0);
      for (const event of events)
        expect({ args, ...compared(event) }).toEqual({ args, ...compared(await serverEvent(event)) });
      await rolesOf(events);
    }
    const masked = (await trace(withExtra, admin)).map(({ impersonatedUser }) => impersonatedUser);
    for (const user of masked) expect(user).toMatchObject({ uid: '7', extra: { x: ['<masked:1>'] } });
    // A token that says nothing: the server knows whose it is, and nobody else.
    expect((await trace(['get', 'pods'], limited)).map(({ user }) => user)).toEqual([{}]);
  });

  it('-v 8: with the bodies, as the server decodes them', async () => {
    const events = await trace(['create', '-f', '@/map.json'], cluster.kubeconfigs.admin, ['-v', '8']);
    const event = events.find(({ verb }) => verb === 'create');
    expect(event).toMatchObject({ level: 'RequestResponse', responseObject: { metadata: { namespace } } });
    const theirs = event && (await serverEvent(event));
    // What the server logs of a request has its defaults: here the namespace's field, and no empty one.
    expect(theirs?.requestObject).toMatchObject(event?.requestObject as object);
    expect(theirs?.responseObject).toEqual(event?.responseObject);
  });

  it('the reader refuses what is no event', async () => {
    const [event] = await trace(['get', 'pods'], cluster.kubeconfigs.admin);
    for (const [broken, why] of [
      [{ ...event, unknown: 1 }, 'unknown field'],
      [{ ...event, auditID: '' }, 'no auditID'],
      [{ ...event, stageTimestamp: 'now' }, 'parsing time'],
    ] as const)
      await expect(rolesOf([broken as AuditEvent])).rejects.toThrow(why);
  });
});

/** The server has a request after us: one of the same URL before that is another's. A millisecond is for rounding. */
function isSoonAfter(ours: AuditEvent, theirs: AuditEvent): boolean {
  const late = Date.parse(theirs.requestReceivedTimestamp) - Date.parse(ours.requestReceivedTimestamp);
  return late >= -1 && late < 5000;
}

/** What a trace can know of a request. */
function compared(event: AuditEvent | undefined): object {
  const { stage, verb, requestURI, user, impersonatedUser, userAgent, objectRef, responseStatus } = {
    ...event,
  };
  const { username, groups } = user ?? {};
  return {
    stage,
    verb,
    requestURI,
    user: { username, groups },
    impersonatedUser,
    userAgent,
    objectRef,
    responseStatus,
  };
}

/**
 * The roles that audit2rbac's rules make of the events (test/e2e/servers/audit-reader), which are read by Kubernetes' own
 * types, strictly.
 */
async function rolesOf(events: readonly AuditEvent[]): Promise<unknown> {
  const { impersonatedUser, user } = events[0] ?? {};
  const input = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  const name = (impersonatedUser ?? user)?.username ?? '';
  const { stdout } = await runOrThrow(binaryOf('audit-reader'), ['-user', name], { input });
  const { requests, roles } = JSON.parse(stdout) as { requests: number; roles: unknown };
  expect(requests).toBeGreaterThan(0);
  return roles;
}
