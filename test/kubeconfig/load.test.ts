import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { loadKubeconfig, UnusableKubeconfig } from '../../src/kubeconfig/load.ts';
import { needsKubectl, newestKubectl, runKubectl } from './kubectls.ts';

const folder = mkdtempSync(join(tmpdir(), 'load-'));
afterAll(() => rmSync(folder, { recursive: true }));

const config = (text: string) => `apiVersion: v1\nkind: Config\n${text}`;
const cluster = (text: string) => config(`clusters:\n- name: a\n  cluster: ${text}\n`);
const user = (text: string) => config(`users:\n- name: a\n  user: ${text}\n`);

/** Whole files. */
const files: Record<string, string | Buffer> = {
  empty: '',
  'blanks only': '  \n',
  'a comment only': '# hi\n',
  null: 'null\n',
  'a string': 'abc\n',
  'a list': '- a\n',
  'a number': '3',
  'no kind': 'current-context: c\n',
  'another kind': 'kind: Foo\napiVersion: v1\n',
  'another version': 'kind: Config\napiVersion: v2\n',
  'only a kind': 'kind: Config\ncurrent-context: q\n',
  'kind in lower case': 'kind: config\napiVersion: v1\n',
  'equal keys': config('current-context: a\ncurrent-context: b\n'),
  'equal names': config('clusters:\n- name: a\n  cluster: {server: h}\n- name: a\n  cluster: {server: g}\n'),
  'an empty name': config('clusters:\n- name: ""\n  cluster: {server: x}\n'),
  'no name': config('clusters:\n- cluster: {server: x}\n'),
  'two documents': config('current-context: a\n---\ncurrent-context: b\n'),
  'a broken second document': config('current-context: a\n---\n: : [\n'),
  'a document mark': `---\n${config('current-context: a\n')}`,
  'a comment and a document mark': `# c\n\n--- # d\n${config('current-context: a\n')}`,
  'an empty first document': `---\n---\n${config('current-context: a\n')}`,
  'an end mark': config('current-context: a\n...\nfoo: [\n'),
  'a directive': `%YAML 1.1\n---\n${config('current-context: a\n')}`,
  'tabs as indentation': config('clusters:\n- name: a\n\tcluster: {}\n'),
  'a tab before a value': config('current-context:\ta\n'),
  JSON: '{"current-context":"a","clusters":[{"name":"a","cluster":{"server":"h"}}]}',
  'JSON with tabs': '{\n\t"current-context":\t"a"\n}\n',
  'JSON with equal keys': '{"current-context":"a","current-context":"b"}',
  'JSON with a comma too many': '{"current-context":"a",}',
  'flow style': '{current-context: a}',
  anchors: config('x: &a {server: http://z}\nclusters:\n- name: a\n  cluster: *a\n'),
  'a merge key': config(
    'x: &a {server: z, proxy-url: q}\nclusters:\n- name: a\n  cluster:\n    <<: *a\n    server: y\n',
  ),
  'merge keys': config(
    'x: &a {server: z}\ny: &b {server: y, proxy-url: b}\nclusters:\n- name: a\n  cluster: {<<: [*a, *b]}\n',
  ),
  'an unknown anchor': config('clusters: *a\n'),
  'clusters as a map': config('clusters: {a: b}\n'),
  'no clusters': config('clusters:\ncurrent-context: a\n'),
  'a cluster without fields': config('clusters:\n- name: a\n'),
  'an empty entry': config('clusters:\n- \n'),
  'a cluster that is a string': config('clusters:\n- foo\n'),
  'CA data that is no base64': cluster('{certificate-authority-data: "###"}'),
  'CA data without padding': cluster('{certificate-authority-data: "YWI"}'),
  'CA data on lines': cluster('\n    certificate-authority-data: |\n      YWJj\n      ZGVm'),
  'CA data with blanks': cluster('{certificate-authority-data: "YWJj ZGVm"}'),
  'another case': config('Current-Context: a\n'),
  'insecure as a string': cluster('{insecure-skip-tls-verify: "true"}'),
  'insecure: yes': cluster('{insecure-skip-tls-verify: yes}'),
  'insecure: on, other booleans': cluster('{insecure-skip-tls-verify: On, disable-compression: NO}'),
  'a server that is a number': cluster('{server: 012}'),
  'a server like a time': cluster('{server: 10:30}'),
  'a server like a date': cluster('{server: 2020-01-01}'),
  'unknown fields': cluster('{server: h, foo: bar}'),
  'extensions of a cluster': cluster('{extensions: [{name: e, extension: {a: 1}}]}'),
  'a name that is y': config('contexts:\n- name: y\n  context: {}\n'),
  'a name that is n in quotes': config("contexts:\n- name: 'n'\n  context: {}\n"),
  'a namespace that is a number': config('contexts:\n- name: u\n  context: {namespace: 12}\n'),
  'a byte order mark': `\ufeff${config('current-context: a\n')}`,
  'CR LF': config('current-context: a\nclusters: []\n').replaceAll('\n', '\r\n'),
  'UTF-16': Buffer.from(`\ufeff${config('current-context: a\n')}`, 'utf16le'),
  'Latin-1': Buffer.concat([Buffer.from(config('current-context: a')), Buffer.from([0xe9, 10])]),
  'a control character': config('current-context: "a\u0001"\n'),
  'keys that are no strings': config('1: a\ny: b\n1.5: c\ncurrent-context: a\n'),
  'a list as a key': config('? [a]\n: b\ncurrent-context: a\n'),
  'exec arguments that are numbers': user('{exec: {command: a, args: [1], apiVersion: v1}}'),
  'an auth-provider with numbers': user('{auth-provider: {name: oidc, config: {a: 1}}}'),
  'as-groups as a string': user('{as-groups: foo}'),
  'preferences as a number': config('preferences: 3\n'),
  'extensions as a string': config('extensions: foo\n'),
  'a reserved character': config('current-context: @a\n'),
  'an open quote': config('current-context: "a\n'),
  'a string over lines': config('current-context: "a\n  b"\n'),
};

/** Scalars of all types. */
const scalars =
  `y Y yes no on off true True n N 0o7 012 0x1F 1_000 08 09 1e3 .5 1. 0b11 190:20:30 ~ null Null 2020-01-01
  2001-12-14t21:59:43.10-05:00 = << +1 -1 "y" 'y' !!str@012 !!binary@aGk= !foo@bar a#b "a\\tb" 0o8 1__0 _1 0x 1e 1.5e3
  12e03 -0 0. é "\\u00e9" !!int@"3" !!float@3 !!bool@yes 0777 0_7 -0x1F 123456789012345678901234567890 0b2 1:2 TRUE tRue
  [a] {a:@b} &a@x !@x ""`.split(/\s+/);
const texts = scalars.map((scalar) => scalar.replaceAll('@', ' '));
// A string field tells strings from all else.
const plain =
  'y no on True n 0o7 012 08 1e3 .5 190:20:30 ~ 2020-01-01 = << "y" !!str@012 !foo@bar 0o8 1__0 _1 0x tRue [a] ""';
for (const text of plain.split(' ').map((scalar) => scalar.replaceAll('@', ' ')))
  files[`the scalar ${text}`] = config(`current-context: ${text}\n`);
// All in one extension, where any type goes: here the values must be equal too.
files['scalars of all types'] = cluster(
  `\n    extensions:\n    - name: e\n      extension:\n${texts.map((text, index) => `        v${index}: ${text}\n`).join('')}`,
);

interface View {
  'current-context': string;
  clusters: Record<string, unknown>;
  names: string[];
}

/** What both sides say about a file, in one form; fields that kubectl does not know are left out. */
const view = (current: string, clusters: Iterable<[string, object]>, names: Iterable<string>): View => {
  const known = (fields: object) =>
    Object.entries(fields).filter(
      ([key, value]) => key !== 'foo' && value !== '' && value !== false && value !== null,
    );
  const strip = (text: unknown) => (typeof text === 'string' ? text.replaceAll('\n', '') : text);
  return {
    'current-context': current,
    clusters: Object.fromEntries(
      [...clusters].map(([name, fields]) => [
        name,
        Object.fromEntries(known(fields).map(([key, value]) => [key, strip(value)])),
      ]),
    ),
    names: [...names].sort(),
  };
};

interface Named {
  name: string;
  cluster: object;
}

async function askKubectl(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<View | 'refused'> {
  const view_ = ['config', 'view', '--raw', '-o', 'json', ...args];
  const { code, stdout } = await runKubectl(newestKubectl?.path ?? '', view_, environment, folder);
  if (code !== 0) return 'refused';
  const json = JSON.parse(stdout);
  const named = (list: Named[] | null) => (list ?? []).map(({ name }) => name);
  const clusters = ((json.clusters ?? []) as Named[]).map((item): [string, object] => [
    item.name,
    item.cluster,
  ]);
  return view(json['current-context'], clusters, [...named(json.users), ...named(json.contexts)]);
}

async function askUs(path: string | undefined, environment: NodeJS.ProcessEnv): Promise<View | 'refused'> {
  try {
    const loaded = await loadKubeconfig(path, environment);
    const clusters = [...loaded.clusters].map(([name, { fields }]): [string, object] => [name, fields]);
    return view(loaded.currentContext, clusters, [...loaded.users.keys(), ...loaded.contexts.keys()]);
  } catch (error) {
    if (error instanceof UnusableKubeconfig) return 'refused';
    throw error;
  }
}

describe.skipIf(newestKubectl === undefined)(`the loader and kubectl agree${needsKubectl}`, () => {
  it.concurrent.each(Object.entries(files))('about a file: %s', async (name, text) => {
    const path = join(folder, encodeURIComponent(name));
    writeFileSync(path, text);
    const expected = await askKubectl(['--kubeconfig', path], { HOME: folder });
    expect(await askUs(path, { HOME: folder })).toEqual(expected);
  });

  const first = config(
    'clusters: [{name: a, cluster: {server: first}}]\nusers: [{name: u, user: {}}]\ncurrent-context: ""\n',
  );
  const second = config(
    'clusters: [{name: a, cluster: {proxy-url: "http://p"}}, {name: b, cluster: {server: second}}]\ncurrent-context: s\n',
  );
  const third = config('contexts: [{name: s, context: {}}]\ncurrent-context: t\n');
  const home = join(folder, 'home');
  mkdirSync(join(home, '.kube'), { recursive: true });
  writeFileSync(join(home, '.kube', 'config'), config('current-context: home\n'));
  for (const [name, text] of Object.entries({ first, second, third, broken: ': [' })) {
    writeFileSync(join(folder, name), text);
  }
  mkdirSync(join(folder, 'directory'));

  it.concurrent.each<[name: string, list: string[] | undefined, explicit?: string]>([
    ['one file', ['second']],
    ['two that overlap', ['first', 'second', 'third']],
    ['two that overlap, the other way', ['third', 'second', 'first']],
    ['duplicates', ['second', 'first', 'second']],
    ['missing and empty elements', ['', 'nowhere', 'second', '', 'first', '']],
    ['all missing', ['nowhere', 'nowhere else']],
    ['only empty elements', ['', '']],
    ['a broken file among others', ['first', 'broken']],
    ['a directory', ['first', 'directory']],
    ['a file below a file', [join('first', 'x'), 'second']],
    ['~ is not expanded', ['~/.kube/config']],
    ['no list: the home directory', undefined],
    ['an empty list: the home directory', []],
    ['--kubeconfig alone', ['first'], 'second'],
    ['--kubeconfig that is a directory', ['first'], 'directory'],
  ])('about a list: %s', async (_, list, explicit) => {
    const absolute = (path: string) => (path === '' || path.startsWith('~') ? path : join(folder, path));
    const environment =
      list === undefined ? { HOME: home } : { HOME: home, KUBECONFIG: list.map(absolute).join(delimiter) };
    const path = explicit === undefined ? undefined : absolute(explicit);
    const expected = await askKubectl(path === undefined ? [] : ['--kubeconfig', path], environment);
    expect(await askUs(path, environment)).toEqual(expected);
  });
});

test('says in one line what is wrong, and where', async () => {
  const path = join(folder, 'wrong');
  writeFileSync(path, cluster('{server: y}'));
  await expect(loadKubeconfig(path, {})).rejects.toThrow(
    `the kubeconfig ${path} cannot be read: clusters[0].cluster.server is not a string`,
  );
});

// `kubectl config view` is the one command that takes a missing file for an empty one.
test('refuses a --kubeconfig that is missing', async () => {
  await expect(loadKubeconfig(join(folder, 'nowhere'), {})).rejects.toThrow(UnusableKubeconfig);
});

test('remembers which file an entry came from', async () => {
  const [one, two] = ['one', 'two'].map((name) => join(folder, `from-${name}`));
  writeFileSync(one ?? '', cluster('{server: h}'));
  writeFileSync(two ?? '', `${cluster('{server: g}')}- name: b\n`);
  const loaded = await loadKubeconfig(undefined, { KUBECONFIG: [one, two].join(delimiter) });
  expect([loaded.clusters.get('a')?.file, loaded.clusters.get('b')?.file]).toEqual([one, two]);
  expect(loaded.sources).toEqual([one, two]);
});
