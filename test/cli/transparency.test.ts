import { readFileSync, symlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, BIG_LINES, startApiServer, writeKubeconfig } from './api-server.ts';
import { createFakeKubectl, kubectlVersions, needsKubectl, newestKubectl } from './kubectls.ts';
import { createWorkspace, PROGRAM, type Workspace } from './program.ts';

const O_NONBLOCK = 0o4000;
const hasProc = process.platform === 'linux';

let server: ApiServer;
let workspace: Workspace;
let env: Record<string, string>;

beforeAll(async () => {
  server = await startApiServer();
  workspace = createWorkspace();
  env = {
    KUBECONFIG: writeKubeconfig(workspace.path('kubeconfig'), server),
    KUBECTL: newestKubectl?.path ?? '',
    TRACE: `'${process.execPath}' '${PROGRAM}'`,
  };
});
afterAll(async () => {
  workspace.remove();
  await server.close();
});

const shell = (script: string, more: Record<string, string> = {}) =>
  workspace.runOther('bash', ['-c', script], { env: { ...env, ...more } });
const fake = (commands: string) => createFakeKubectl(workspace, commands);

describe('the exit code', () => {
  it.each([0, 1, 2, 3, 126, 137, 255])('%i is passed on', async (code) => {
    const { code: ours } = await workspace.run(['get', 'x'], {
      env: { ...env, KUBECTL: fake(`exit ${code}`) },
    });
    expect(ours).toBe(code);
  });

  it.each(['TERM', 'KILL', 'HUP', 'SEGV', 'PIPE', 'USR1'])('death by SIG%s is ours, too', async (name) => {
    const KUBECTL = fake(`kill -${name} $$; sleep 1`);
    const { code, signal } = await workspace.run(['get', 'x'], { env: { ...env, KUBECTL } });
    expect({ code, signal }).toEqual({ code: null, signal: `SIG${name}` });
    const number = constants.signals[`SIG${name}` as NodeJS.Signals];
    expect(
      (await shell(`$TRACE get x; exit $?`.replace('$TRACE', env['TRACE'] ?? ''), { KUBECTL })).code,
    ).toBe(128 + number);
  });
});

describe.skipIf(newestKubectl === undefined)(`stdin, stdout and descriptors${needsKubectl}`, () => {
  const trace = (args: string, rest = '') => `eval "$TRACE ${args}" ${rest}`;

  it('pipes stdin through', async () => {
    const { stdout, code } = await shell(trace('create --raw /echo -f -', '<<< from-stdin'));
    expect({ stdout, code }).toEqual({ stdout: 'from-stdin\n', code: 0 });
  });

  it.each([3, 7, 10, 15, 16, 40, 63])('passes descriptor %i on', async (descriptor) => {
    const { stdout, stderr } = await shell(
      `exec ${descriptor}<<< 'by descriptor'; ${trace(`create --raw /echo -f /dev/fd/${descriptor}`)}`,
    );
    expect(stdout, stderr).toBe('by descriptor\n');
  });

  it('takes what the shell substitutes for a process', async () => {
    const { stdout, stderr } = await shell('eval "$TRACE" create --raw /echo -f <(echo substituted)');
    expect(stdout, stderr).toBe('substituted\n');
  });

  it("leaves a descriptor that is not open to kubectl's own words", async () => {
    const args = ['apply', '-f', '/dev/fd/61'];
    const { code, stderr } = await workspace.run(args, { env });
    const untraced = await workspace.runOther(env['KUBECTL'] ?? '', args, { env });
    expect(untraced.stderr).toMatch('/dev/fd/61');
    expect(code).toBe(untraced.code);
    expect(stderr).toContain(untraced.stderr);
  });

  it('writes stdout to a file as kubectl alone does', async () => {
    await shell(`${trace('get --raw /big', '> traced 2> trace.txt')}; "$KUBECTL" get --raw /big > untraced`);
    const traced = readFileSync(workspace.path('traced'));
    expect(traced.equals(readFileSync(workspace.path('untraced')))).toBe(true);
    expect(traced.length).toBe(BIG_LINES * 16);
  });
});

/** Reads 64 KiB, then waits, for a while; then everything. Prints what `count` makes of it. */
const slowReader = (count: string) =>
  `python3 -c 'import os,time
data=b""
for _ in range(20):
    data+=os.read(0,65536); time.sleep(0.02)
while True:
    more=os.read(0,1<<20)
    if not more: break
    data+=more
${count}'`;

describe.skipIf(newestKubectl === undefined)(`20 MB and slow readers${needsKubectl}`, () => {
  const lines = 'import re\nprint(len(re.findall(rb"^\\d{15}$",data,re.M)))';

  it.each(kubectlVersions)('arrive whole through 2>&1 | slow reader: $label', async ({ path }) => {
    const script = `set -o pipefail; eval "$TRACE get --raw /big" 2>&1 | ${slowReader(lines)}; echo "exit $?"`;
    const { stdout } = await shell(script, { KUBECTL: path });
    // The trace cuts in once between two of kubectl's writes, which need not end with a line.
    const [found, exit] = stdout.trim().split('\n');
    expect(exit).toBe('exit 0');
    expect(Number(found)).toBeGreaterThanOrEqual(BIG_LINES - 3);
  });

  it('a reader of stderr that stalls does not hold up stdout', async () => {
    // The trace of -v 10 is larger than a pipe holds, and nobody reads it until all of stdout has been counted.
    const script = `exec 5> >(until [ -s count ]; do sleep 0.05; done; cat > trace.txt; echo > done)
      eval "$TRACE -v 10 get --raw /big" 2>&5 5>&- | { head -c ${BIG_LINES * 16} | wc -c > count; cat; }; exec 5>&-
      for i in $(seq 200); do [ -s done ] && break; sleep 0.05; done; cat count; grep -c '^#  VERB' trace.txt`;
    const { stdout } = await shell(script);
    expect(stdout.trim().split(/\s+/)).toEqual([String(BIG_LINES * 16), '1']);
  });

  it.runIf(hasProc)('the descriptions shared with kubectl stay blocking', async () => {
    // cat holds the other ends; fdinfo shows the flags of what this process handed out.
    const script = `exec 3> >(cat > /dev/null) 4> >(cat > /dev/null)
      eval "$TRACE get --raw /big" >&3 2>&4
      grep -h flags /proc/self/fdinfo/3 /proc/$$/fdinfo/3 /proc/$$/fdinfo/4`;
    const { stdout } = await shell(script);
    const flags = stdout.trim().split('\n');
    expect(flags).toHaveLength(3);
    for (const line of flags) expect(Number.parseInt(line.split(/\s+/)[1] ?? '', 8) & O_NONBLOCK).toBe(0);
  });

  it('also while kubectl runs', async () => {
    const KUBECTL = fake('sleep 0.5; cat /proc/$$/fdinfo/0 /proc/$$/fdinfo/1 /proc/$$/fdinfo/2 > flags');
    await shell('exec 3> >(cat >/dev/null); eval "$TRACE get x" < <(echo) >&3 2>&3', { KUBECTL });
    const flags = [...readFileSync(workspace.path('flags'), 'utf8').matchAll(/flags:\s+(\d+)/g)];
    expect(flags).toHaveLength(3);
    for (const [, value] of flags) expect(Number.parseInt(value ?? '', 8) & O_NONBLOCK).toBe(0);
  });
});

describe('the arguments and the environment', () => {
  it('reach kubectl byte for byte, but for --kubeconfig', async () => {
    const KUBECTL = fake(
      `for a in "$@"; do printf '<%s>' "$a"; done; printf '%s' "\${KUBECONFIG#*:}|$ODD|$NODE_OPTIONS"`,
    );
    const args = [
      'get',
      '',
      ' a b ',
      '--kubeconfig',
      env['KUBECONFIG'] ?? '',
      '$HOME',
      '"',
      'ü\n',
      '--',
      '-v',
    ];
    const { stdout } = await workspace.run(args, {
      env: { ...env, KUBECTL, ODD: 'ä=\n', KUBECONFIG: '/nonexistent' },
    });
    expect(stdout).toBe(`<get><>< a b ><$HOME><"><ü\n><--><-v>${env['KUBECONFIG']}|ä=\n|`);
  });

  it('a closed stdin, stdout or stderr is no fault of ours', async () => {
    const KUBECTL = fake('echo out; exit 4');
    for (const closing of ['<&-', '2>&-', '<&- 2>&-']) {
      const { code, stdout } = await shell(`eval "$TRACE get x" ${closing}`, { KUBECTL });
      expect({ closing, code, stdout }).toEqual({ closing, code: 4, stdout: 'out\n' });
    }
    expect((await shell(`eval "$TRACE get x" >&-`, { KUBECTL: fake('exit 5') })).code).toBe(5);
  });
});

describe.skipIf(newestKubectl === undefined)(`what Node has to say${needsKubectl}`, () => {
  it("is kept off the stderr that is kubectl's", async () => {
    const loud = { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_DEBUG: 'net,tls,http' };
    const { code, stderr } = await workspace.run(['-v', '6', 'get', '--raw', '/echo'], {
      env: { ...env, ...loud },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^GET .*echo 200 OK/m) });
    expect(stderr).not.toMatch(/warning|fault|^(NET|TLS|HTTP) /im);
  });

  it('does not make a server trusted', async () => {
    const stranger = await startApiServer();
    const kubeconfig = writeKubeconfig(workspace.path('stranger'), { ...server, url: stranger.url });
    const { code, stderr } = await workspace.run(['get', '--raw', '/echo'], {
      env: { ...env, KUBECONFIG: kubeconfig, NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    });
    await stranger.close();
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('x509: ') });
  });

  it.each([
    [
      'later',
      `const fs = require('node:fs');
       const { closeSync } = fs;
       fs.closeSync = (descriptor) => {
         process.nextTick(() => { throw new Error('planted'); });
         closeSync(descriptor);
       };`,
    ],
    ['at once', `require('node:net').Server.prototype.close = () => { throw new Error('planted'); };`],
  ])('a fault after the end, thrown %s, does not change how kubectl has ended', async (_when, code) => {
    const plant = workspace.write('plant.cjs', code);
    const ended = await workspace.run(['-w', workspace.path('trace.jsonl'), 'get', 'x'], {
      env: { ...env, KUBECTL: fake('exit 3'), NODE_OPTIONS: `--require=${plant}` },
    });
    expect(ended).toMatchObject({ code: 3, stderr: expect.stringMatching(/a fault of ours: .*planted/) });
  });

  it('a kuberc where nobody can look costs nothing', async () => {
    const loop = workspace.path('loop');
    symlinkSync(loop, loop);
    const { code, stdout } = await workspace.run(['get', '--raw', '/api'], {
      env: { ...env, KUBECTL: fake('echo out'), KUBERC: loop },
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'out\n' });
  });
});
