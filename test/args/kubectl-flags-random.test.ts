import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scanKubectlFlags } from '../../src/args/kubectl-flags.ts';
import { resolveUpstream } from '../../src/kubeconfig/resolve.ts';
import { needsKubectl, newestKubectl, runKubectl } from '../kubeconfig/kubectls.ts';
import { startRecordingServer } from '../kubeconfig/recording-server.ts';

/** A run of kubectl takes 50 ms of processor: a few hundred here, thousands with LINES=5000 in the environment. */
const LINES = Number(process.env.LINES ?? 150);
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const WORKERS = 4;

const folder = mkdtempSync(join(tmpdir(), 'kubectl-flags-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Random = () => number;

/** mulberry32. */
function createRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;

/** Commands that ask a server soon after they are started, with arguments of theirs that look like others. */
const COMMANDS: readonly (readonly string[])[] = [
  ['get', '--raw', '/'],
  ['get', 'x'],
  ['get', 'x', '-w'],
  ['get', 'x', '-l', '--context=c'],
  ['get', 'x', '-o', 'json'],
  ['logs', 'x', '-fp'],
  ['logs', 'x', '--prefix'],
  ['patch', 'x', 'y', '-p', '{}'],
  ['delete', '--raw', '/'],
  ['create', 'rolebinding', 'x', '--clusterrole', 'y', '--user', 'b'],
  ['create', 'clusterrolebinding', 'x', '--clusterrole=y', '--user=b'],
  ['rollout', 'status', '-w', 'deploy/x'],
  ['top', 'pod', '--containers'],
  ['describe', 'x', '-A'],
  ['exec', 'x', '--', 'ls', '--context', 'c'],
  ['cluster-info'],
  ['version'],
  ['auth', 'can-i', 'get', 'pods'],
  ['label', 'x', 'y', 'a=b'],
  ['set', 'image', 'deploy/x', 'a=b'],
  ['api-versions'],
];

const DECIDING_FLAGS: readonly ((random: Random) => string[])[] = [
  (random) => valueFlag(random, 'context', 'bc'),
  (random) => valueFlag(random, 'cluster', 'bc'),
];

/** One flag in one of its forms; URL stands for the server's. */
const FLAGS: readonly ((random: Random) => string[])[] = [
  ...['context', 'cluster', 'user'].map((name) => (random: Random) => valueFlag(random, name, 'abc')),
  (random) => valueFlag(random, 'context', 'abc'),
  (random) => valueFlag(random, 'server', ['URL/s', 'URL/t', '']),
  (random) => pick(random, [['-s', 'URL/u'], ['-sURL/v'], ['-s=URL/w']]),
  (random) => pick(random, [['-n', '--context'], ['-nb'], ['-n=b'], ['--namespace', 'c'], ['--namespace=']]),
  (random) => valueFlag(random, 'kubeconfig', ['DIR/one', 'DIR/two']),
  (random) => valueFlag(random, 'request-timeout', ['9s', '0']),
  (random) => valueFlag(random, 'as', ['x', '--context']),
  (random) => valueFlag(random, 'as-group', ['x', '--cluster']),
  (random) => valueFlag(random, 'cache-dir', ['DIR/cache']),
  (random) => valueFlag(random, 'tls-server-name', ['x', '-s']),
  (random) => valueFlag(random, 'token', ['t', '--', '--context']),
  (random) => pick(random, [['--insecure-skip-tls-verify'], ['--insecure_skip_tls_verify=true']]),
  (random) => pick(random, [['--disable-compression'], ['--match-server-version=false']]),
  (random) => pick(random, [['-v', '0'], ['-v0'], ['--v=0']]),
  (random) => pick(random, [['--'], [''], ['-'], ['x'], ['--nonsense'], ['--context']]),
];

function valueFlag(random: Random, name: string, values: string | readonly string[]): string[] {
  const written = random() < 0.2 ? name.replaceAll('-', '_') : name;
  const value = pick(random, [...values]);
  return random() < 0.5 ? [`--${written}=${value}`] : [`--${written}`, value];
}

/** A command with one to four flags, each anywhere, or right behind a flag that it may be taken for the value of. */
function createLine(random: Random): string[] {
  const line = [...pick(random, COMMANDS)];
  for (let count = 1 + Math.floor(random() * 4); count > 0; count--) {
    const behindFlags = line.flatMap((word, index) => (word.startsWith('-') ? [index + 1] : []));
    const anywhere = Math.floor(random() * (line.length + 1));
    const place = random() < 0.5 ? pick(random, [...behindFlags, anywhere]) : anywhere;
    line.splice(place, 0, ...pick(random, random() < 0.4 ? DECIDING_FLAGS : FLAGS)(random));
  }
  return line;
}

/** Asks kubectl and us about each line; gives the lines about which we differ, and how many were sent at all. */
async function compare(lines: readonly string[][], kubectl: string, own: string) {
  const server = await startRecordingServer();
  const base = `http://127.0.0.1:${server.port}`;
  writeKubeconfigs(own, base);
  const environment = { KUBECONFIG: join(own, 'one'), HOME: own };
  const differences: object[] = [];
  let sent = 0;
  for (const line of lines) {
    const args = line.map((word) => word.replace('URL', base).replace('DIR', own));
    server.requests.length = 0;
    await runKubectl(kubectl, args, environment, own);
    const [request] = server.requests;
    // What kubectl refuses it refuses under us, too: there is nothing to compare.
    if (request === undefined) continue;
    sent += 1;
    const asked = /^\/[^/?]*/.exec(request.url)?.[0];
    const resolution = await resolveUpstream(scanKubectlFlags(args).connection, environment);
    const ours = resolution.kind === 'resolved' ? resolution.upstream.server.pathname : resolution;
    if (ours !== asked) differences.push({ line: line.join(' '), asked, ours });
  }
  await server.close();
  return { differences, sent };
}

/** Two files with the contexts a, b and c, each with a server of its own. */
function writeKubeconfigs(own: string, base: string): void {
  for (const file of ['one', 'two']) {
    const names = ['a', 'b', 'c'];
    const config = {
      'current-context': 'a',
      clusters: names.map((name) => ({ name, cluster: { server: `${base}/${file}-${name}` } })),
      contexts: names.map((name) => ({ name, context: { cluster: name, user: name } })),
      users: names.map((name) => ({ name, user: {} })),
    };
    writeFileSync(join(own, file), JSON.stringify(config));
  }
}

describe.skipIf(newestKubectl === undefined)(`generated command lines${needsKubectl}`, () => {
  it(`the scanner and kubectl agree about the server of ${LINES} (SEED=${SEED})`, {
    timeout: LINES * 2000,
  }, async () => {
    const random = createRandom(SEED);
    const lines = Array.from({ length: LINES }, () => createLine(random));
    const results = await Promise.all(
      Array.from({ length: WORKERS }, (_, worker) => {
        const share = lines.filter((_line, index) => index % WORKERS === worker);
        return compare(share, newestKubectl?.path ?? '', mkdtempSync(join(folder, 'worker-')));
      }),
    );
    expect(results.flatMap(({ differences }) => differences)).toEqual([]);
    const sent = results.reduce((sum, result) => sum + result.sent, 0);
    expect(sent).toBeGreaterThan(LINES / 3);
  });
});
