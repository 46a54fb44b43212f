import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inPod, whyNoMounts } from '../../ways/in-pod.ts';
import { describeCluster, run, runOrThrow } from '../harness/index.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/kubectl-trace', import.meta.url));
const DEPLOYMENT = fileURLToPath(new URL('../../../examples/web.yaml', import.meta.url));

const NO_CURL = spawnSync('curl', ['--version']).status === 0 ? '' : ' (skipped: there is no curl on PATH)';

/** Each works on what the earlier ones have left. The curl script of one is as short as its requests. */
const COMMANDS: readonly (readonly string[])[] = [
  ['create', '-f', 'map.json'],
  ['create', '-f', 'map.json'],
  ['apply', '-f', DEPLOYMENT],
  ['apply', '-f', DEPLOYMENT, '--dry-run=server'],
  ['apply', '--server-side', '-f', 'side.json'],
  ['apply', '--server-side', '-f', 'side.json', '--field-manager=another'],
  ['patch', 'cm', 'map', '-p', '{"data":{"quote":"it\'s $HOME `id` \\\\ \\"x\\"\\nEOF\\n"}}'],
  ['patch', 'cm', 'map', '--type=json', '-p', '[{"op":"remove","path":"/data/a"}]'],
  ['label', 'cm', 'map', 'color=blue'],
  ['annotate', 'deployment', 'web', 'note=1'],
  ['scale', 'deployment', 'web', '--replicas=0'],
  ['create', 'role', 'reader', '--verb=get', '--resource=pods'],
  ['create', 'rolebinding', 'reader', '--role=reader', '--user=jane'],
  ['auth', 'can-i', 'get', 'pods', '--as=jane'],
  ['get', 'cm,deployments', '-o', 'wide'],
  ['get', 'cm', 'nope'],
  ['delete', 'cm', 'side', '--wait=false'],
];

const MAP = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'map' }, data: { a: 'ä €', b: '1' } };
const SIDE = { ...MAP, metadata: { name: 'side' }, data: { c: '2' } };

/** Whose credentials the script finds, and where. */
const IN_POD = 'a token in a Pod';
const CALLERS = ['a client certificate', 'a token', ...(whyNoMounts() === '' ? [IN_POD] : [])];

describeCluster('-o curl, run against the server', (cluster) => {
  let folder: string;
  let traced: string;
  /** By command. */
  let scripts: string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'curl-'));
    writeFileSync(join(folder, 'map.json'), JSON.stringify(MAP));
    writeFileSync(join(folder, 'side.json'), JSON.stringify(SIDE));
    mkdirSync(join(folder, 'account'));
    writeFileSync(join(folder, 'account', 'token'), cluster.tokens.admin);
    writeFileSync(join(folder, 'account', 'ca.crt'), cluster.caPem);
    writeFileSync(join(folder, 'account', 'namespace'), 'default');
    traced = await cluster.createNamespace('curl');
    const env = {
      HOME: folder,
      KUBECONFIG: await cluster.writeKubeconfig({ namespace: traced }),
      // Newer ones send some bodies in protobuf, which a script has to say in JSON.
      KUBECTL: await cluster.kubectl('v1.24'),
      NODE_EXTRA_CA_CERTS: undefined,
    };
    scripts = [];
    for (const [index, args] of COMMANDS.entries()) {
      const file = join(folder, `${index}.sh`);
      await run(process.execPath, [PROGRAM, '-w', file, ...args], { cwd: folder, env });
      scripts.push(readFileSync(file, 'utf8'));
    }
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.skipIf(NO_CURL !== '').each(CALLERS)(
    `as %s: the statuses and the objects that kubectl left${NO_CURL}`,
    async (caller) => {
      const replayed = await cluster.createNamespace('curl');
      const environment = {
        HOME: folder,
        KUBECTL: await cluster.kubectl('v1.24'),
        ...(await credentialsOf(caller, replayed)),
      };
      const statuses: string[][] = [];
      for (const script of scripts) {
        const [command, args] = caller === IN_POD ? inPod(['sh']) : (['sh', []] as const);
        const { stderr } = await run(command, args, {
          cwd: folder,
          env: environment,
          input: script.replaceAll(traced, replayed),
        });
        statuses.push(
          stderr
            .trim()
            .replaceAll(/ https:.*/g, '')
            .split('\n'),
        );
      }
      expect(statuses).toEqual(scripts.map(answersOf));
      // Something of each kind: created, read, there already, not there, in conflict.
      expect(new Set(statuses.flat())).toEqual(new Set(['200', '201', '404', '409']));
      expect(await stored(replayed)).toEqual(await stored(traced));
      expect(JSON.stringify(await stored(replayed))).toContain('$HOME `id`');
    },
  );

  if (whyNoMounts() !== '') it.skip(`as ${IN_POD}${whyNoMounts()}`, () => {});

  it('has no credential in it', () => {
    for (const script of scripts) expect(script).not.toContain(cluster.tokens.admin);
  });

  async function credentialsOf(caller: string, namespace: string) {
    const { hostname, port } = new URL(cluster.server);
    if (caller === IN_POD)
      return {
        KUBECONFIG: undefined,
        ACCOUNT: join(folder, 'account'),
        KUBERNETES_SERVICE_HOST: hostname,
        KUBERNETES_SERVICE_PORT: port,
      };
    const user = caller === 'a token' ? { user: { token: cluster.tokens.admin } } : {};
    return { KUBECONFIG: await cluster.writeKubeconfig({ namespace, ...user }) };
  }

  async function stored(namespace: string): Promise<unknown> {
    const kubectl = await cluster.kubectl('v1.35');
    const kinds = 'cm,deployments,services,roles,rolebindings';
    const args = ['get', kinds, '-n', namespace, '-o', 'json'];
    const { stdout } = await runOrThrow(kubectl, args, {
      env: { HOME: folder, KUBECONFIG: cluster.kubeconfigs.admin },
    });
    return JSON.parse(stdout.replaceAll(namespace, 'NAMESPACE'), (key, value) =>
      VARYING.has(key) ? undefined : value,
    );
  }
});

/** The answers that kubectl got. */
function answersOf(script: string): string[] {
  return [...script.matchAll(/^# #.*: answered (\d+)/gm)].map(([, status = '']) => status);
}

/** Clocks, counters, what is drawn by lot, and what a controller writes when it gets to it. */
const VARYING: ReadonlySet<string> = new Set([
  'uid',
  'creationTimestamp',
  'resourceVersion',
  'generation',
  'status',
  'clusterIP',
  'clusterIPs',
  'deployment.kubernetes.io/revision',
]);
