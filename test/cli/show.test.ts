import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needsKubectl, newestKubectl } from './kubectls.ts';
import { createWorkspace, type Workspace } from './program.ts';

const MAP = `apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {color: blue}
---
apiVersion: v1
kind: Secret
metadata: {name: db}
stringData: {password: hunter2}
`;

/** Each writes what the next one reads: in this order. */
const COMMANDS: Record<string, string[]> = {
  'a cold cache': ['get', 'ns', '-o', 'wide'],
  'an apply of what is new': ['apply', '-f', 'map.yaml'],
  'and again': ['apply', '-f', 'map.yaml'],
  'server-side apply': ['apply', '--server-side', '--force-conflicts', '-f', 'map.yaml'],
  'a Secret': ['get', 'secret', 'db', '-o', 'yaml'],
  'what is not there': ['get', 'configmap', 'nothing'],
  'a literal': ['create', 'secret', 'generic', 'more', '--from-literal=token=hunter2'],
  'discovery itself': ['api-resources'],
  'a delete': ['delete', '-f', 'map.yaml'],
  'a raw path': ['get', '--raw', '/version'],
  'a watch that ends': ['get', '--raw', '/api/v1/configmaps?watch=1&timeoutSeconds=1'],
};

let workspace: Workspace;
beforeAll(() => {
  workspace = createWorkspace({ KUBECTL: newestKubectl?.path });
  workspace.write('map.yaml', MAP);
});
afterAll(() => workspace.remove());

const FORMATS = ['text', 'table', 'curl', 'rbac', 'http', 'kubectl'] as const;
const read = (name: string) => readFileSync(workspace.path(name), 'utf8');
const runs = () => readdirSync(workspace.path('home/.local/state/kubectl-trace/runs')).sort();

describe.skipIf(newestKubectl === undefined)(`show${needsKubectl}`, () => {
  it('writes into more files than Node likes to see listen to one signal', async () => {
    await workspace.run(['--sandbox', '-w', 'jsonl:many.jsonl', 'get', 'ns']);
    const writes = Array.from({ length: 30 }, (_, index) => ['-w', `jsonl:many-${index}.jsonl`]).flat();
    const { code, stderr } = await workspace.run(['show', 'many.jsonl', ...writes]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(read('many-29.jsonl')).toBe(read('many.jsonl'));
  });

  it.each(Object.entries(COMMANDS))(
    'gives what the run itself gave: %s',
    { timeout: 60_000 },
    async (name, command) => {
      const writes = [
        'jsonl:run.jsonl',
        'har:run.har',
        ...FORMATS.map((format) => `${format}:live.${format}`),
      ];
      const live = await workspace.run([
        '--sandbox',
        ...writes.flatMap((write) => ['-w', write]),
        ...command,
      ]);
      expect(live.stderr).not.toContain('fault of ours');
      // A watch is shown event by event while it runs, and as one block afterwards.
      const formats = name === 'a watch that ends' ? FORMATS.filter((format) => format !== 'text') : FORMATS;
      const again = formats.flatMap((format) => ['-w', `${format}:again.${format}`]);
      for (const file of ['run.jsonl', 'run.har']) {
        const shown = await workspace.run(['show', ...again, file]);
        expect(shown).toMatchObject({ code: 0, stdout: '', stderr: '' });
        for (const format of formats)
          expect(read(`again.${format}`), `${format} of ${file}`).toBe(read(`live.${format}`));
        expect(read(file)).not.toContain('hunter2');
      }
    },
  );

  it('prints to stdout, filters, and takes stdin', async () => {
    await workspace.run(['--sandbox', '-w', 'run.jsonl', 'get', 'ns']);
    const shown = await workspace.run(['show', 'run.jsonl', '--only', 'resource=namespaces', '-o', 'table']);
    expect(shown.stdout).toMatch(/\n1 +list +namespaces +200 OK|\n\d+ +list +namespaces +200 OK/);
    const piped = await workspace.run(['-o', 'curl', 'show', '-'], { input: read('run.jsonl') });
    expect(piped.stdout).toMatch(/^#!\/bin\/sh/);
    const none = await workspace.run(['show', 'run.jsonl', '--hide', 'reads', '--hide', 'discovery']);
    expect(none.stderr).toMatch(/requests not shown \(--only, --hide\)/);
  });

  it('says where a file is damaged, shows the rest, and ends with 1', async () => {
    await workspace.run(['--sandbox', '-w', 'run.har', 'get', 'ns']);
    workspace.write('cut.har', read('run.har').slice(0, -40));
    const { code, stderr } = await workspace.run(['show', 'cut.har']);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^kubectl trace: cut\.har: ends too soon, at byte \d+ \(line \d+\): \d+ of at least \d+/,
    );
  });

  it.each([
    [['show', 'no.har'], 'cannot read no.har: there is no such file'],
    [['show', '--sandbox', 'x'], "'show' takes no --sandbox"],
    [['show', 'a', 'b'], "'show' takes one file, not also 'b'"],
    [['show', '-0'], "'show -0' names no run"],
    [['show', '--list', 'x'], "'show --list' takes no 'x'"],
    [['show', '-n', 'web'], "'show' takes no '-n'"],
  ])('%j is a wrong use', async (words, message) => {
    const { code, stdout, stderr } = await workspace.run(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('leaves quietly when its reader does', async () => {
    const env = { TRACE: `'${process.execPath}' '${process.cwd()}/bin/kubectl-trace'` };
    const { stderr } = await workspace.runOther('bash', ['-c', 'eval "$TRACE show run.jsonl" | head -1'], {
      env,
    });
    expect(stderr).toBe('');
  });
});

describe.skipIf(newestKubectl === undefined)(`KUBECTL_TRACE_KEEP${needsKubectl}`, () => {
  const keep = (limit: string, ...command: string[]) =>
    workspace.run(['--sandbox', '-o', 'table', ...command], { env: { KUBECTL_TRACE_KEEP: limit } });

  it('keeps the last runs, masked and private, and show finds them', async () => {
    await keep('2', 'get', 'ns', '--only-first');
    await keep('2', 'create', 'secret', 'generic', 'kept', '--from-literal=password=hunter2');
    await keep('2', 'get', 'cm', 'nothing');
    expect(runs()).toHaveLength(2);
    const folder = workspace.path('home/.local/state/kubectl-trace/runs');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of runs()) {
      expect(statSync(`${folder}/${name}`).mode & 0o777).toBe(0o600);
      expect(readFileSync(`${folder}/${name}`, 'utf8')).not.toContain('hunter2');
    }
    const { stdout: list } = await workspace.run(['show', '--list']);
    expect(list).toMatch(/1 {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}1 +\d+ +kubectl get cm nothing\n/);
    expect(list).toMatch(
      /2 {2}.* {2}0 +\d+ +kubectl create secret generic kept --from-literal=password=<masked>\n/,
    );
    const last = await workspace.run(['show', '-o', 'table']);
    expect(last.stdout).toMatch(/get +configmaps.*nothing +404/);
    for (const words of [['-2'], ['2'], [(runs()[0] ?? '').replace('.jsonl', '')]])
      expect((await workspace.run(['show', '-o', 'table', ...words])).stdout).toMatch(/create +secrets/);
    expect((await workspace.run(['show', '-9'])).stderr).toContain('there is no run 9: 2 are kept');
  });

  it('keeps runs that go on at the same time apart', async () => {
    await Promise.all(Array.from({ length: 4 }, () => keep('5', 'get', 'ns')));
    expect(runs()).toHaveLength(5);
  });

  it('costs a note at most', async () => {
    const { code, stderr } = await keep('many', 'get', 'ns');
    expect(code).toBe(0);
    expect(stderr).toContain("KUBECTL_TRACE_KEEP takes a number of runs, not 'many': nothing is kept");
    const blocked = await workspace.run(['--sandbox', 'get', '--raw', '/version'], {
      env: { KUBECTL_TRACE_KEEP: '3', XDG_STATE_HOME: workspace.write('file', 'x') },
    });
    expect(existsSync(workspace.path('file/kubectl-trace'))).toBe(false);
    expect(blocked.stderr).toMatch(/this run is not kept|cannot/);
  });
});
