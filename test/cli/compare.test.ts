import { afterAll, describe, expect, it } from 'vitest';
import { createRenderer as createHar } from '../../src/render/har.ts';
import { createRenderer as createJsonl } from '../../src/render/jsonl.ts';
import { exchange, renderRun } from '../render/factory.ts';
import { createWorkspace, PROGRAM } from './program.ts';

const workspace = createWorkspace();
afterAll(() => workspace.remove());

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJqYW5lIiwiZXhwIjo5OX0.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg';

const get = (id: number, name: string, replicas: number) =>
  exchange({
    id,
    path: `/apis/apps/v1/namespaces/default/deployments/${name}`,
    receive: { kind: 'Deployment', metadata: { name }, spec: { replicas } },
  });
const run = [get(1, 'a', 1), get(2, 'b', 1)];
const other = [get(1, 'a', 1), get(2, 'b', 2), get(3, 'c', 1)];

const a = workspace.write('a.jsonl', renderRun(createJsonl, run));
const b = workspace.write('b.jsonl', renderRun(createJsonl, other));
const har = workspace.write('a.har', renderRun(createHar, run));
const compare = (...args: string[]) => workspace.run(['compare', ...args]);

describe('kubectl trace compare', () => {
  it('exits with 0 where nothing differs, also between formats', async () => {
    for (const file of [a, har]) {
      const { code, stdout, stderr } = await compare(a, file);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toContain('\nno difference\n');
    }
  });

  it('exits with 1 where something differs, and says what', async () => {
    const { code, stdout, stderr } = await compare(a, b);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toContain('~ spec.replicas: 1 → 2\n');
    expect(stdout).toContain('+    3  get  deployments.apps default/c  200 OK\n');
  });

  it('compares what the filters leave, before its name and behind it', async () => {
    const { code, stdout, stderr } = await workspace.run([
      '--hide',
      'name=c',
      'compare',
      a,
      b,
      '--only=name!=b',
    ]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('no difference')]);
    expect(stderr).toMatch(/1 of 2 requests of \S+a.jsonl not compared .*\n.* 2 of 3 requests of/);
  });

  it('reads one of the two from stdin', async () => {
    const { code } = await workspace.run(['compare', '-', b], { input: renderRun(createJsonl, other) });
    expect(code).toBe(0);
  });

  it('prints JSON that says the same', async () => {
    const { code, stdout } = await compare('-o', 'json', a, b);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      different: true,
      a: { file: a, requests: 2 },
      discovery: { onlyA: 0, onlyB: 0, both: 0, changed: 0 },
      shared: [],
      requests: [
        { kind: 'same', a: { id: 1, verb: 'get' }, b: { id: 1 }, moved: false, changes: [] },
        { kind: 'changed', changes: [{ part: 'response body', path: 'spec.replicas', a: 1, b: 2 }] },
        { kind: 'added', b: { id: 3, resource: 'deployments', name: 'c', status: 200 } },
      ],
    });
  });

  it('never shows a secret that a file shows', async () => {
    const open = exchange({
      id: 1,
      path: '/api/v1/pods',
      requestHeaders: [['Authorization', `Bearer ${TOKEN}`]],
    });
    const text = renderRun(createJsonl, [open]);
    expect(text).toContain(TOKEN);
    const basic = exchange({
      id: 1,
      path: '/api/v1/pods',
      requestHeaders: [['Authorization', 'Basic <masked>']],
    });
    const one = workspace.write('open.jsonl', text);
    const two = workspace.write('basic.jsonl', renderRun(createJsonl, [basic]));
    for (const args of [
      [one, two],
      ['--all', one, two],
      ['-o', 'json', '--all', two, one],
    ]) {
      const { code, stdout } = await compare(...args);
      expect(code).toBe(1);
      expect(stdout).toContain('Bearer <masked');
      expect(stdout).not.toContain(TOKEN.slice(-12));
    }
  });

  it('compares what can be read of a damaged file, and says so', async () => {
    const cut = workspace.write('cut.jsonl', renderRun(createJsonl, other).slice(0, -100));
    const { code, stdout, stderr } = await compare(b, cut);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^kubectl trace: \S+cut.jsonl: ends too soon/);
    expect(stdout).toContain('- 3     get  deployments.apps default/c');
  });

  it('ends quietly with a reader that has seen enough', async () => {
    const many = Array.from({ length: 3000 }, (_, index) => get(index + 1, `n${index}`, 1));
    const long = workspace.write('long.jsonl', renderRun(createJsonl, many));
    const script = '"$0" "$1" compare "$2" "$3" | head -n 1';
    const { stdout, stderr } = await workspace.runOther('sh', [
      '-c',
      script,
      process.execPath,
      PROGRAM,
      a,
      long,
    ]);
    expect(stdout).toMatch(/^--- A .*\n$/);
    expect(stderr).toBe('');
  });

  it.each([
    [[], "'compare' needs two trace files, not none"],
    [[a], "'compare' needs two trace files, not one"],
    [[a, b, 'c'], "'compare' takes two trace files, not also 'c'"],
    [['-', '-'], 'stdin can be one of the two files only'],
    [['--al', a, b], "'compare' takes no '--al'"],
    [['-o', 'yaml', a, b], "--output takes text, json, not 'yaml'"],
    [['--discovery', a, b], '--discovery takes fold, show, hide, not'],
    [['--only', 'vreb=get', a, b], "--only knows no key 'vreb'"],
    [['--only'], '--only needs a value'],
    [[a, 'nowhere.jsonl'], 'cannot read nowhere.jsonl'],
  ])('%j is wrong use: exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await compare(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`kubectl trace: ${message}`);
    expect(stderr.split('\n').length).toBeGreaterThan(2);
  });

  it('prints its help, within 80 columns', async () => {
    const { code, stdout } = await compare('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('kubectl trace compare a.jsonl b.jsonl');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

it('a filter that is wrong is shown with the place, before kubectl runs', async () => {
  const { code, stdout, stderr } = await workspace.run(['--only', 'reads,status=40', 'get', 'pods']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toBe(
    `kubectl trace: --only knows no status '40'
    reads,status=40
                 ^^
  a status has three digits: 40x or 4xx for all that begin so
`,
  );
});
