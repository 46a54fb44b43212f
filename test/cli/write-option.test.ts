import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, startApiServer, writeKubeconfig } from './api-server.ts';
import { needsKubectl, newestKubectl } from './kubectls.ts';
import { createWorkspace, PROGRAM, type Workspace } from './program.ts';

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
    KUBECONFIG: writeKubeconfig(workspace.path('kubeconfig'), server),
    KUBECTL: newestKubectl?.path ?? '',
    TRACE: `'${process.execPath}' '${PROGRAM}'`,
  };
});
afterEach(() => workspace.remove());

const GET = ['get', '--raw', '/ok'];
const run = (...options: string[]) => workspace.run([...options, ...GET], { env });
const read = (name: string) => readFileSync(workspace.path(name), 'utf8');
const shell = (script: string) => workspace.runOther('bash', ['-c', script], { env });
const SUMMARY = /^1\s+get\s+\/ok\s+200 OK/m;
const TEXT = /^kubectl v1[^\n]*\n\n#1 {2}GET [\s\S]*\n1 +get +\/ok +200 OK[^\n]*\n$/;

describe.skipIf(newestKubectl === undefined)(`--write${needsKubectl}`, () => {
  it('writes the trace to a file for its owner alone, and nothing to stderr', async () => {
    expect(await run('-w', 'new.txt')).toEqual({ code: 0, signal: null, stdout: 'ok\n', stderr: '' });
    expect(read('new.txt')).toMatch(TEXT);
    expect(statSync(workspace.path('new.txt')).mode & 0o777).toBe(0o600);
  });

  it('makes a file that was there before private, and empties it', async () => {
    workspace.write('old.txt', 'x'.repeat(100_000), 0o644);
    await run('--write=old.txt');
    expect(statSync(workspace.path('old.txt')).mode & 0o777).toBe(0o600);
    expect(read('old.txt')).toMatch(TEXT);
  });

  it.each([
    ['the ending chooses jsonl', ['-w', 'run.jsonl'], 'run.jsonl', true],
    ['in any case of letters', ['-w', 'RUN.JSONL'], 'RUN.JSONL', true],
    ['before its name', ['-w', 'jsonl:run.txt'], 'run.txt', true],
    ['over the ending', ['-w', 'text:run.jsonl'], 'run.jsonl', false],
    ['--output jsonl for any name', ['-w', 'run.txt', '-o', 'jsonl'], 'run.txt', true],
  ])('%s', async (_name, options, file, isJson) => {
    const { stderr } = await run(...options);
    expect(stderr).toBe('');
    if (!isJson) return expect(read(file)).toMatch(TEXT);
    const [line = '', ...more] = read(file).split('\n');
    expect(more).toEqual(['']);
    expect(JSON.parse(line)).toMatchObject({ id: 1, request: { method: 'GET' }, response: { status: 200 } });
  });

  it('with a machine format stderr holds our notes and nothing else', async () => {
    const { stderr } = await run('-w', 'run.jsonl', '--hide', 'reads');
    expect(stderr).toBe('kubectl trace: 1 of 1 requests not shown (--only, --hide)\n');
    expect(read('run.jsonl')).toBe('');
  });

  describe('into a FIFO', () => {
    beforeEach(() => {
      execFileSync('mkfifo', [workspace.path('fifo')]);
    });

    it('that is being read', async () => {
      const { stdout } = await shell(
        'cat fifo > copy & eval "$TRACE -w fifo get --raw /ok"; echo "exit $?"; wait',
      );
      expect(stdout).toBe('ok\nexit 0\n');
      expect(read('copy')).toMatch(TEXT);
    });

    it('that is read later', async () => {
      await shell('(sleep 0.4; cat fifo > copy) & eval "$TRACE -w fifo get --raw /slow"; wait');
      expect(read('copy')).toMatch(/\/slow[\s\S]*Response Body:\n {4}slow/);
    });

    it('that nobody reads', async () => {
      const { code, stdout, stderr } = await run('-w', 'fifo');
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'ok\n' });
      expect(stderr).toBe('kubectl trace: nobody has read fifo: the trace is lost\n');
    });

    it('whose reader goes', async () => {
      const { stdout, stderr } = await shell(
        'head -c 1 fifo > copy & eval "$TRACE -w fifo get --raw /slow"; echo "exit $?"',
      );
      expect(stdout).toBe('slow\nexit 0\n');
      expect(stderr).toMatch(/^kubectl trace: the trace is incomplete: writing to fifo failed: EPIPE/);
    });
  });

  it.each([3, 9, 20])('to descriptor %i of the shell', async (descriptor) => {
    const { stderr } = await shell(
      `eval "$TRACE -w /dev/fd/${descriptor} get --raw /ok" ${descriptor}> copy`,
    );
    expect(stderr).toBe('');
    expect(read('copy')).toMatch(TEXT);
  });

  it('writes several files, and prints what none is written in', async () => {
    const { stderr } = await run('-o', 'table', '-w', 'run.jsonl', '-w', 'run.har', '-w', 'curl:script');
    expect(stderr).toMatch(/^1 +get +\/ok +200 OK/m);
    expect(stderr).not.toContain('{');
    expect(JSON.parse(read('run.jsonl'))).toMatchObject({ id: 1 });
    expect(JSON.parse(read('run.har')).log.entries).toHaveLength(1);
    expect(read('script')).toMatch(/^#!\/bin\/sh/);
    for (const name of ['run.jsonl', 'run.har', 'script'])
      expect(statSync(workspace.path(name)).mode & 0o777).toBe(0o600);
  });

  it('runs nothing where one of them cannot be written, or is named twice', async () => {
    const missing = await run('-w', 'run.jsonl', '-w', 'no/such/run.har');
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    expect(missing.stderr).toContain('cannot write the trace to no/such/run.har: no such folder');
    const twice = await run('-w', 'run.jsonl', '-w', 'har:./run.jsonl');
    expect(twice).toMatchObject({ code: 2, stdout: '' });
    expect(twice.stderr).toContain('--write names ./run.jsonl twice');
  });

  it('masks files also with --show-secrets, unless that is said', async () => {
    const masked = await run('--show-secrets', '-w', 'run.jsonl');
    expect(masked.stderr).toContain('secrets stay masked: stderr is no terminal; --show-secrets=all');
    expect(read('run.jsonl')).toMatch(/Authorization","Bearer <masked/);
    const shown = await run('--show-secrets=all', '-w', 'run.jsonl');
    expect(shown.stderr).toContain('secrets are shown');
    expect(read('run.jsonl')).toMatch(/Authorization","Bearer [^<]/);
  });

  it('to what the shell substitutes for a process', async () => {
    await shell(
      'eval "$TRACE" -w >(cat > copy) get --raw /ok; for i in $(seq 100); do grep -q /ok copy && break; sleep 0.05; done',
    );
    expect(read('copy')).toMatch(TEXT);
  });

  it('to /dev/stdout, where it is asked for', async () => {
    expect((await run('-w', '/dev/stdout')).stdout).toMatch(SUMMARY);
  });
});

describe.skipIf(newestKubectl === undefined)(`the other options${needsKubectl}`, () => {
  const NAMESPACES = ['get', 'namespaces'];
  const shows = async (options: string[], args = NAMESPACES) => {
    const { stderr } = await workspace.run([...options, ...args], { env });
    return {
      discovery: /GET \S*\/api\?/.test(stderr),
      reads: /GET \S*\/api\/v1\/namespaces|list +namespaces/.test(stderr),
      summary: /^ *# {2}VERB/m.test(stderr),
      note: /^kubectl trace: (.*)$/m.exec(stderr)?.[1],
    };
  };

  it.each([
    [[], { discovery: true, reads: true, summary: true, note: undefined }],
    [['--no-summary'], { discovery: true, reads: true, summary: false, note: undefined }],
    [['--discovery', 'hide'], { discovery: false, reads: true, summary: true }],
    [
      ['--hide', 'discovery'],
      { discovery: false, reads: true, note: expect.stringMatching(/^3 of \d+ requests not shown/) },
    ],
    [['--only', 'discovery'], { discovery: true, reads: false }],
    [['--only', 'reads,discovery', '--hide=discovery'], { discovery: false, reads: true }],
    [['--only', 'writes'], { discovery: false, reads: false }],
    [['--only', 'errors'], { discovery: false, reads: false }],
    [['-o', 'table'], { summary: true, reads: true }],
    [['-v', '6'], { discovery: true, reads: true, summary: true }],
  ])('%j', async (options, expected) => {
    expect(await shows(options)).toMatchObject(expected);
  });

  it('--only errors shows a 403, and a POST is a write', async () => {
    const forbidden = await workspace.run(['--only', 'errors', 'get', '--raw', '/forbidden'], { env });
    expect(forbidden.stderr).toMatch(/\/forbidden[\s\S]*403/);
    const create = ['create', '--raw', '/echo', '-f', '-'];
    const write = await workspace.run(['--only', 'writes', ...create], { env, input: '{}' });
    expect(write.stderr).toMatch(/POST \S*\/echo/);
  });

  const COLOUR = `${String.fromCharCode(27)}[`;
  it.each([
    [[], {}, false],
    [['--color', 'always'], {}, true],
    [['--color=always'], { NO_COLOR: '1' }, true],
    [['--color', 'never'], {}, false],
  ])('%j with %j in a pipe: coloured %s', async (options, more, coloured) => {
    const { stderr } = await workspace.run([...options, ...GET], { env: { ...env, ...more } });
    expect(stderr.includes(COLOUR)).toBe(coloured);
  });

  it.each([
    ['', '', true],
    ['', 'NO_COLOR=1', false],
    ['', 'NO_COLOR=', true],
    ['', 'TERM=dumb', false],
    ['--color never', '', false],
    ['-w /dev/null', '', false],
  ])('%s %s on a terminal: coloured %s', async (options, assignment, coloured) => {
    // script gives the command a terminal; stdout and stderr of it come together.
    const command = `TERM=xterm ${assignment} eval "$TRACE ${options} get --raw /ok"`;
    const { stdout } = await workspace.runOther('script', ['-qec', `bash -c '${command}'`, '/dev/null'], {
      env,
    });
    expect(stdout).toMatch(/^ok\r?$/m);
    expect(stdout.includes(COLOUR)).toBe(coloured);
  });
});
