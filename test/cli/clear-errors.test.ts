import { chmodSync, mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FORMAT_NAMES } from '../../src/render/formats.ts';
import { writeKubeconfig } from './api-server.ts';
import { createFakeKubectl, needsKubectl, newestKubectl } from './kubectls.ts';
import { createWorkspace, type Ended, type Workspace } from './program.ts';

let workspace: Workspace;
let env: Record<string, string | undefined>;

beforeAll(() => {
  workspace = createWorkspace();
  mkdirSync(workspace.path('folder'));
  workspace.write('text', 'not a program');
  workspace.write('broken.sh', '#!/nonexistent/interpreter\n', 0o755);
  env = {
    KUBECONFIG: writeKubeconfig(workspace.path('kubeconfig'), { url: 'https://127.0.0.1:1' }),
    KUBECTL: createFakeKubectl(workspace, 'echo ran'),
  };
});
afterAll(() => workspace.remove());

const HELP = "see 'kubectl trace --help'";
const UNKNOWN = `${HELP}; options of kubectl's stand after its verb`;
const INSTALL = 'install kubectl, or name it by --kubectl PATH or the environment variable KUBECTL';
const ONE_OF_FORMATS = `${FORMAT_NAMES.slice(0, -1).join(', ')} or ${FORMAT_NAMES.at(-1)}`;

/** `@` stands for the workspace's folder. */
const CASES: readonly (readonly [words: string, code: number, message: string, hint: string])[] = [
  ['--outptu jsonl get', 2, "unknown option '--outptu'", 'did you mean --output?'],
  ['--no-sumary get', 2, "unknown option '--no-sumary'", 'did you mean --no-summary?'],
  ['--foo get', 2, "unknown option '--foo'", UNKNOWN],
  ['-x get', 2, "unknown option '-x'", UNKNOWN],
  ['--no-color get', 2, "unknown option '--no-color'", 'did you mean --color never?'],
  ['-V', 2, "unknown option '-V'", 'did you mean --version?'],
  ['-w - get', 2, "--write takes a file, not '-': stdout is kubectl's alone", HELP],
  ['-o xml get', 2, `--output takes ${ONE_OF_FORMATS}, not 'xml'`, HELP],
  ['-ojson get', 2, `--output takes ${ONE_OF_FORMATS}, not 'json'`, HELP],
  ['-o=json get', 2, `--output takes ${ONE_OF_FORMATS}, not 'json'`, HELP],
  ['-v 3 get', 2, "--verbosity takes 6, 7, 8, 9 or 10, not '3'", HELP],
  ['--verbosity=eight get', 2, "--verbosity takes 6, 7, 8, 9 or 10, not 'eight'", HELP],
  ['--discovery no get', 2, "--discovery takes fold, show or hide, not 'no'", HELP],
  ['--color red get', 2, "--color takes auto, always or never, not 'red'", HELP],
  ['--capture-limit 1T get', 2, "--capture-limit takes a size such as 512K, 8M or 1G, not '1T'", HELP],
  ['--capture-limit -1 get', 2, "--capture-limit takes a size such as 512K, 8M or 1G, not '-1'", HELP],
  ['-o', 2, `--output needs a value: ${ONE_OF_FORMATS}`, HELP],
  ['--write', 2, '--write needs a value: FILE', HELP],
  ['--write= get', 2, '--write needs a value: FILE', HELP],
  ['--kubectl= get', 2, '--kubectl needs a value: PATH', HELP],
  ['--only', 2, '--only needs a value: EXPR', HELP],
  [
    '-o table --',
    2,
    "there is no program behind '--'",
    'kubectl trace [options] -- PROGRAM [ARGUMENTS], such as: kubectl trace -- helm list',
  ],
  [
    '-- no-such-program list',
    127,
    "no program 'no-such-program' on PATH",
    "behind '--' stands a program; for a kubectl command leave the '--' out",
  ],
  ['--kubectl @/none get', 127, 'cannot run @/none (from --kubectl): no such file', INSTALL],
  ['--kubectl @/folder get', 126, 'cannot run @/folder (from --kubectl): not a file', INSTALL],
  ['--kubectl @/text get', 126, 'cannot run @/text (from --kubectl): not executable', INSTALL],
  ['--kubectl no-such-kubectl get', 127, "no program 'no-such-kubectl' on PATH (from --kubectl)", INSTALL],
  [
    '-w @/none/x get',
    2,
    'cannot write the trace to @/none/x: no such folder',
    'create it first: mkdir -p @/none',
  ],
  ['-w @/folder get', 2, 'cannot write the trace to @/folder: it is a folder', 'name a file'],
  [
    '-w @/text/x get',
    2,
    'cannot write the trace to @/text/x: a part of the path is not a folder',
    'name a file in an existing folder',
  ],
  [
    '-w /dev/fd/77 get',
    2,
    'cannot write the trace to /dev/fd/77: that descriptor is not open',
    'open it in the shell: 77>trace.txt',
  ],
];

/** The wrong place stands below the words that it is in; test/args/filter-parse.test.ts has them all. */
const FILTERS: readonly (readonly [words: string, lines: readonly string[]])[] = [
  ['--only red get', ["--only takes no 'red'", '    red', '    ^^^', '  did you mean reads?']],
  [
    '--hide reads, get',
    ['--hide needs something here', '    reads,', '          ^', '  reads, errors, verb=get, …'],
  ],
];

describe('what is wrong in a filter is pointed at, and kubectl does not run', () => {
  it.each(FILTERS)('kubectl trace %s', async (words, lines) => {
    const { code, stdout, stderr } = await workspace.run(words.split(' '), { env });
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: `kubectl trace: ${lines.join('\n')}\n`,
    });
  });
});

describe('what is wrong on our side is said in one line with a hint, and kubectl does not run', () => {
  it.each(CASES)('kubectl trace %s', async (words, code, message, hint) => {
    const here = (text: string) => text.replaceAll('@', workspace.folder);
    const ended = await workspace.run(here(words).split(' '), { env });
    expect(ended).toEqual(endedWith(code, here(message), here(hint)));
  });

  it('KUBECTL that names nothing', async () => {
    const KUBECTL = workspace.path('nothing');
    const ended = await workspace.run(['get', 'x'], { env: { ...env, KUBECTL } });
    const message = `cannot run ${KUBECTL} (from the environment variable KUBECTL): no such file`;
    expect(ended).toEqual(endedWith(127, message, INSTALL));
  });

  it('no kubectl on PATH', async () => {
    const ended = await workspace.run(['get', 'x'], {
      env: { ...env, KUBECTL: undefined, PATH: workspace.path('home') },
    });
    expect(ended).toEqual(endedWith(127, "no program 'kubectl' on PATH", INSTALL));
  });

  it('a script without its interpreter', async () => {
    const KUBECTL = workspace.path('broken.sh');
    const ended = await workspace.run(['get', 'x'], { env: { ...env, KUBECTL } });
    const message = `cannot run ${KUBECTL}: the interpreter that its first line names does not exist`;
    const hint = 'name another kubectl by --kubectl PATH or the environment variable KUBECTL';
    expect(ended).toEqual(endedWith(126, message, hint));
  });

  it('TMPDIR that does not exist', async () => {
    const TMPDIR = workspace.path('none');
    const ended = await workspace.run(['get', 'x'], { env: { ...env, TMPDIR } });
    const message = `cannot make a temporary folder in ${TMPDIR}: ENOENT: no such file or directory`;
    expect(ended).toEqual(
      endedWith(2, message, 'name a folder that you may write in the environment variable TMPDIR'),
    );
  });

  const isRoot = process.getuid?.() === 0;
  const why = isRoot ? ' (skipped: root may write everywhere)' : '';
  it.skipIf(isRoot)(`--write into a folder that is closed${why}`, async () => {
    mkdirSync(workspace.path('closed'));
    chmodSync(workspace.path('closed'), 0o555);
    const file = workspace.path('closed/x');
    const ended = await workspace.run(['-w', file, 'get', 'x'], { env });
    const message = `cannot write the trace to ${file}: permission denied`;
    expect(ended).toEqual(endedWith(2, message, 'name a file that you may write'));
  });
});

describe('no command at all', () => {
  it.each([[[]], [['--no-summary']]])('prints the usage to stderr and ends with 2: %j', async (args) => {
    const { code, stdout, stderr } = await workspace.run(args, { env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: kubectl trace \[options\] <kubectl command>/);
  });

  it.each(['--help', '-h'])('%s prints it to stdout', async (option) => {
    const { code, stdout, stderr } = await workspace.run([option], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: kubectl trace[\s\S]*2>&1 \| less -R/);
    expect(stdout.split('\n').filter((line) => line.length > 80 && !/^ {2}kubectl trace/.test(line))).toEqual(
      [],
    );
  });

  it('--version prints ours', async () => {
    expect(await workspace.run(['--version'], { env })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^kubectl-trace v\d+\.\d+\.\d+\n$/),
      stderr: '',
    });
  });
});

describe.skipIf(newestKubectl === undefined)(`what kubectl itself refuses${needsKubectl}`, () => {
  it.each([
    [['--context', 'none'], 'not traced: the kubeconfig has no context "none"; it has test'],
    [['--certificate-authority', '/none'], 'not traced: the certificate authority /none cannot be read'],
    [['--kubeconfig', '/none'], 'not traced: the kubeconfig /none cannot be read'],
    [
      ['--client-certificate', '/none', '--client-key', '/none'],
      'not traced: the client certificate /none cannot be read',
    ],
  ])('%j: its own error, then our hint', async (flags, hint) => {
    const KUBECTL = newestKubectl?.path ?? '';
    const args = [...flags, 'get', '--raw', '/x'];
    const untraced = await workspace.runOther(KUBECTL, args, { env });
    const traced = await workspace.run(args, { env: { ...env, KUBECTL } });
    expect(untraced.code).toBe(1);
    expect(traced.code).toBe(1);
    expect(traced.stderr.slice(0, untraced.stderr.length)).toBe(untraced.stderr);
    expect(traced.stderr.slice(untraced.stderr.length)).toMatch(`kubectl trace: ${hint}`);
    expect(traced.stderr.slice(untraced.stderr.length).trimEnd()).not.toMatch('\n');
  });

  it("a log of kubectl's own gets a hint where ours is set", async () => {
    const KUBECTL = newestKubectl?.path ?? '';
    const { stderr } = await workspace.run(['get', '--raw', '/x', '-v=8'], { env: { ...env, KUBECTL } });
    expect(stderr).toMatch(/\nkubectl trace: -v behind the verb turns on kubectl's own log/);
  });
});

function endedWith(code: number, message: string, hint: string): Ended {
  return { code, signal: null, stdout: '', stderr: `kubectl trace: ${message}\n  ${hint}\n` };
}
