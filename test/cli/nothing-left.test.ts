import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../e2e/harness/wait-until.ts';
import { type ApiServer, startApiServer, writeKubeconfig } from './api-server.ts';
import { createFakeKubectl, createWitness, needsKubectl, newestKubectl } from './kubectls.ts';
import {
  createWorkspace,
  type Ended,
  isAlive,
  isListening,
  PROGRAM,
  proxyPortOf,
  type StartOptions,
  type Workspace,
} from './program.ts';

/** TRACE_TEST_SEED=… repeats the moments of a run. */
const seed = Number(process.env['TRACE_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

let server: ApiServer;
let workspace: Workspace;
let env: Record<string, string>;

beforeAll(async () => {
  server = await startApiServer();
});
afterAll(() => server.close());
beforeEach(() => {
  workspace = createWorkspace();
  env = {
    KUBECONFIG: writeKubeconfig(workspace.path('kubeconfig'), server, { user: { token: 'planted-token' } }),
    KUBECTL: createWitness(workspace, newestKubectl?.path ?? ''),
  };
});
afterEach(() => workspace.remove());

/** What kubectl has left of itself: its pid and our proxy's port, where it came to run. */
function witness(): { pid: number; port: number } | undefined {
  if (!existsSync(workspace.path('kubectl.pid'))) return undefined;
  const overlay = readFileSync(workspace.path('overlay.json'), 'utf8');
  return { pid: Number(readFileSync(workspace.path('kubectl.pid'), 'utf8')), port: proxyPortOf(overlay) };
}

async function expectNothingLeft(): Promise<void> {
  expect(readdirSync(workspace.temporary)).toEqual([]);
  const seen = witness();
  if (seen === undefined) return;
  expect(isAlive(seen.pid), 'kubectl runs on').toBe(false);
  expect(await isListening(seen.port), 'the proxy listens on').toBe(false);
}

/** Sends a signal to the program alone, as a supervisor would, once `moment` has come. */
async function runUntil(
  args: readonly string[],
  moment: () => Promise<unknown>,
  signal: NodeJS.Signals,
  options: StartOptions = {},
): Promise<Ended> {
  // A group of its own, so that no terminal of ours counts it as its foreground.
  const { child, ended } = workspace.start(args, {
    ...options,
    env: { ...env, ...options.env },
    detached: true,
  });
  await moment();
  child.kill(signal);
  return ended;
}

const QUICKLY = { timeoutMs: 10_000, intervalMs: 2 };

const kubectlRuns = () => waitUntil('kubectl', () => witness(), { timeoutMs: 10_000, intervalMs: 5 });

describe.skipIf(newestKubectl === undefined)(`nothing is left${needsKubectl}`, () => {
  it.each([
    ['success', ['get', '--raw', '/ok'], 0],
    ['failure', ['get', '--raw', '/forbidden'], 1],
    ['a server that breaks off', ['get', '--raw', '/cut'], 1],
    ['a command without requests', ['get', '--no-such-flag'], 1],
  ])('after %s', async (_name, args, code) => {
    expect((await workspace.run(args, { env })).code).toBe(code);
    expect(witness()).toBeDefined();
    await expectNothingLeft();
  });

  describe.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('after %s', (signal) => {
    it('before kubectl is spawned', async () => {
      // Over plain http the server is dialled first, and this one lets nobody in.
      const blackHole = await startBlackHole();
      const KUBECONFIG = writeKubeconfig(workspace.path('far'), {
        url: `http://127.0.0.1:${blackHole.port}`,
      });
      const ended = await runUntil(['get', 'x'], () => sleep(500), signal, { env: { KUBECONFIG } });
      blackHole.end();
      expect(ended).toMatchObject({ code: null, signal });
      expect(witness()).toBeUndefined();
      await expectNothingLeft();
    });

    it('during a request', async () => {
      const ended = await runUntil(['get', '--raw', '/silent'], () => server.seen('/silent'), signal);
      expect(ended).toMatchObject({ code: null, signal });
      await expectNothingLeft();
      expect(ended.stderr).toMatch(/^\s*1\s+get\s+\/silent/m);
    });

    it('during a watch', async () => {
      const args = ['get', 'namespaces', '-w'];
      // A moment later kubectl has its own handler for the end of a watch.
      const watching = async () => {
        await server.seen('watch=');
        await sleep(500);
      };
      const ended = await runUntil(args, watching, signal);
      const untraced = workspace.startOther(newestKubectl?.path ?? '', args, { env });
      await watching();
      untraced.child.kill(signal);
      const { code, signal: by } = await untraced.ended;
      expect({ code: ended.code, signal: ended.signal }).toEqual({ code, signal: by });
      await expectNothingLeft();
      expect(ended.stderr).toMatch(/^\s*\d\s+watch\s+namespaces/m);
    });

    it("after kubectl's end", async () => {
      // Something that outlives kubectl holds a request open, so the program waits for its end.
      const KUBECTL = createFakeKubectl(
        workspace,
        `'${newestKubectl?.path}' "$@" > /dev/null 2>&1 & sleep 0.4; echo $! > left; exit 3`,
      );
      const ending = () => waitUntil('the end', () => existsSync(workspace.path('left')), QUICKLY);
      const options: StartOptions = { env: { KUBECTL }, stdio: ['ignore', 'ignore', 'pipe'] };
      const ended = await runUntil(['get', '--raw', '/endless'], ending, signal, options);
      expect([3, signal], ended.stderr).toContain(ended.code ?? ended.signal);
      await expectNothingLeft();
    });
  });

  it('SIGQUIT makes kubectl tell its stacks', async () => {
    const ended = await runUntil(['get', '--raw', '/silent'], () => server.seen('/silent'), 'SIGQUIT');
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringMatching(/^SIGQUIT: quit/m) });
    await expectNothingLeft();
  });

  it(`after SIGINT and SIGTERM at 20 moments (TRACE_TEST_SEED=${seed})`, async () => {
    const random = createRandom(seed);
    const phases: Record<string, number> = {};
    for (let run = 0; run < 20; run++) {
      rmSync(workspace.path('kubectl.pid'), { force: true });
      const milliseconds = Math.floor(random() * 650);
      const signal = random() < 0.5 ? 'SIGINT' : 'SIGTERM';
      const ended = await runUntil(['get', '--raw', '/slow'], () => sleep(milliseconds), signal);
      const { code, signal: by } = ended;
      // It had ended before, or ends as kubectl does: by the signal.
      expect([0, signal], `${signal} after ${milliseconds} ms: ${ended.stderr}`).toContain(code ?? by);
      await expectNothingLeft();
      const phase = witness() === undefined ? 'before kubectl' : code === 0 ? 'late' : 'during';
      phases[phase] = (phases[phase] ?? 0) + 1;
    }
    process.stderr.write(`nothing-left: seed ${seed}, ${JSON.stringify(phases)}\n`);
  }, 60_000);

  it('kill -9 leaves a kubeconfig that holds nothing but the way to a dead proxy', async () => {
    const { child, ended } = workspace.start(['get', '--raw', '/endless'], { env, stdio: 'ignore' });
    await server.seen('/endless');
    const { pid, port } = await kubectlRuns();
    child.kill('SIGKILL');
    await ended;
    await waitUntil('the end of kubectl', () => !isAlive(pid), { timeoutMs: 5000 });
    expect(await isListening(port)).toBe(false);
    const [left = ''] = readdirSync(workspace.temporary);
    const files = readdirSync(`${workspace.temporary}/${left}`);
    expect(files).toEqual(['kubeconfig']);
    const text = readFileSync(`${workspace.temporary}/${left}/kubeconfig`, 'utf8');
    expect(text).not.toMatch(/planted-token|PRIVATE|users|token/);
    const [{ cluster }] = JSON.parse(text).clusters;
    expect(Object.keys(cluster).sort()).toEqual(['certificate-authority-data', 'proxy-url', 'server']);
    const bundle = Buffer.from(cluster['certificate-authority-data'], 'base64').toString();
    expect(bundle).not.toMatch('PRIVATE');
  });
});

describe.skipIf(newestKubectl === undefined)(
  `a trace that cannot be written costs the trace${needsKubectl}`,
  () => {
    const shell = (redirections: string) =>
      workspace.runOther(
        'bash',
        ['-c', `'${process.execPath}' '${PROGRAM}' ${redirections}; echo "exit \${PIPESTATUS[0]}"`],
        { env },
      );

    it.each([
      ['a closed stderr', 'get --raw /ok 2>&-'],
      ['a full disk at stderr', 'get --raw /ok 2>/dev/full'],
      ['a full disk at --write', '-w /dev/full get --raw /ok 2>/dev/null'],
      ['a reader that has gone', 'get --raw /ok 2> >(true)'],
      ['a closed stdin', 'get --raw /ok <&- 2>/dev/null'],
    ])('%s', async (_name, redirections) => {
      const { stdout } = await shell(redirections);
      expect(stdout).toBe('ok\nexit 0\n');
      await expectNothingLeft();
    });

    it('2>&1 | head -1', async () => {
      const { stdout } = await shell('get --raw /ok 2>&1 > /dev/null | head -1');
      expect(stdout).toMatch(/^kubectl v1[^\n]*\nexit 0\n$/);
      await expectNothingLeft();
    });

    it('a full disk is said once, at the end', async () => {
      const { code, stderr } = await workspace.run(['-w', '/dev/full', 'get', '--raw', '/ok'], { env });
      expect({ code, stderr }).toEqual({
        code: 0,
        stderr: expect.stringMatching(
          /^kubectl trace: the trace is incomplete: writing to \/dev\/full failed: ENOSPC[^\n]*\n$/,
        ),
      });
    });

    it('a reader of stderr that stalls for good: a second Ctrl-C ends us', async () => {
      const { child, ended } = workspace.startOther(
        process.execPath,
        [PROGRAM, '-v', '10', 'get', '--raw', '/big'],
        {
          env,
          stdio: ['ignore', 'ignore', 'pipe'],
          detached: true,
        },
      );
      child.stderr?.pause();
      const { pid } = await kubectlRuns();
      await waitUntil('the end of kubectl', () => !isAlive(pid), { timeoutMs: 15_000 });
      await sleep(500);
      expect(child.exitCode).toBeNull();
      child.kill('SIGINT');
      const exit = await new Promise((resolve) =>
        child.once('exit', (code, signal) => resolve(signal ?? code)),
      );
      expect(exit).toBe('SIGINT');
      child.stderr?.destroy();
      await ended;
      await expectNothingLeft();
    });
  },
);

/** A port whose queue is full, so that a dial hangs. node:net would accept by itself. */
async function startBlackHole(): Promise<{ port: number; end(): void }> {
  const script = `import socket,sys
s=socket.socket(); s.bind(("127.0.0.1",0)); s.listen(0)
held=[]
for _ in range(3):
    c=socket.socket(); c.setblocking(False); c.connect_ex(s.getsockname()); held.append(c)
print(s.getsockname()[1],flush=True); sys.stdin.read()`;
  const python = spawn('python3', ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(python.stdout, 'data');
  return { port: Number(String(line)), end: () => python.stdin.end() };
}

/** mulberry32: small, and the same everywhere. */
function createRandom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
