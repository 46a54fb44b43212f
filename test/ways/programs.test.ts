import { readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Authority, createAuthority, type Issued } from '../cli/certificates.ts';
import { createWorkspace, PROGRAM, type Workspace } from '../cli/program.ts';
import { needsKubectl, newestKubectl } from '../kubeconfig/kubectls.ts';
import { type Recorded, type RecordingServer, startRecordingServer } from '../kubeconfig/recording-server.ts';

let workspace: Workspace;
let authority: Authority;
let first: RecordingServer;
let second: RecordingServer;
let certificates: Record<'ann' | 'bob', Issued>;
const base64 = (text: string) => Buffer.from(text).toString('base64');

beforeAll(async () => {
  authority = createAuthority('ways');
  const tls = { ...authority.issue('server'), ca: authority.certificate };
  first = await startRecordingServer(tls);
  second = await startRecordingServer(tls);
  certificates = { ann: authority.issue('ann'), bob: authority.issue('bob') };
});
beforeEach(() => {
  workspace?.remove();
  workspace = createWorkspace();
  first.requests.length = 0;
  second.requests.length = 0;
});
afterAll(async () => {
  workspace.remove();
  await Promise.all([first.close(), second.close()]);
});

/** Two clusters; on the second one two users, told apart by their certificates. */
function writeConfig(): string {
  const cluster = (server: RecordingServer) => ({
    server: `https://127.0.0.1:${server.port}`,
    'certificate-authority-data': base64(authority.certificate),
  });
  const user = ({ certificate, key }: Issued) => ({
    'client-certificate-data': base64(certificate),
    'client-key-data': base64(key),
  });
  const config = {
    'current-context': 'one',
    clusters: [
      { name: 'first', cluster: cluster(first) },
      { name: 'second', cluster: cluster(second) },
    ],
    users: [
      { name: 'token', user: { token: 't' } },
      { name: 'ann', user: user(certificates.ann) },
      { name: 'bob', user: user(certificates.bob) },
    ],
    contexts: [
      { name: 'one', context: { cluster: 'first', user: 'token' } },
      { name: 'ann', context: { cluster: 'second', user: 'ann' } },
      { name: 'bob', context: { cluster: 'second', user: 'bob' } },
    ],
  };
  return workspace.write('config', JSON.stringify(config));
}

const environment = () => ({
  KUBECONFIG: writeConfig(),
  KUBECTL: newestKubectl?.path ?? '',
  PATH: [workspace.folder, process.env.PATH].join(delimiter),
});
const asWhom = ({ url, client, headers }: Recorded) => `${url} ${client ?? headers.authorization}`;
const urlsOf = (trace: string) =>
  trace
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => new URL(JSON.parse(line).request.url).pathname);

describe.skipIf(newestKubectl === undefined)(`programs that are not kubectl${needsKubectl}`, () => {
  const script = `
    "$KUBECTL" get --raw /one
    "$KUBECTL" get --raw /two --context ann
    "$KUBECTL" get --raw /three --context bob
    "$KUBECTL" config use-context ann >/dev/null
    "$KUBECTL" get --raw /four
    "$KUBECTL" config set-context new --cluster second --user bob >/dev/null
    "$KUBECTL" get --raw /five --context new
    exit 3`;

  it('are traced on every cluster, each with the right identity, and their edits reach the file', async () => {
    const env = environment();
    const file = workspace.path('trace.jsonl');
    const ended = await workspace.run(['-w', file, '--', 'sh', '-c', script], { env });
    expect(ended).toEqual({ code: 3, signal: null, stdout: 'okokokokok', stderr: '' });
    expect(first.requests.map(asWhom)).toEqual(['/one Bearer t']);
    expect(second.requests.map(asWhom)).toEqual(['/two ann', '/three bob', '/four ann', '/five bob']);
    expect(urlsOf(readFileSync(file, 'utf8'))).toEqual(['/one', '/two', '/three', '/four', '/five']);
    const config = JSON.parse(readFileSync(env.KUBECONFIG, 'utf8'));
    expect(config['current-context']).toBe('ann');
    expect(config.contexts.at(-1)).toMatchObject({
      name: 'new',
      context: { cluster: 'second', user: 'bob' },
    });
    expect(JSON.stringify(config)).not.toContain('kubectl-trace');
  });

  it('a plugin of kubectl is one of them', async () => {
    workspace.write('kubectl-ways', `#!/bin/sh\n${script}`, 0o755);
    const file = workspace.path('trace.jsonl');
    const ended = await workspace.run(['-w', file, 'ways'], { env: environment() });
    expect(ended).toEqual({ code: 3, signal: null, stdout: 'okokokokok', stderr: '' });
    expect(urlsOf(readFileSync(file, 'utf8'))).toHaveLength(5);
  });

  it('a traced command inside a traced command is seen by both', async () => {
    const files = [workspace.path('outer.jsonl'), workspace.path('inner.jsonl')] as const;
    const inner = `'${process.execPath}' '${PROGRAM}' -w '${files[1]}' get --raw /deep --context ann`;
    const ended = await workspace.run(['-w', files[0], '--', 'sh', '-c', inner], { env: environment() });
    expect(ended).toEqual({ code: 0, signal: null, stdout: 'ok', stderr: '' });
    expect(second.requests.map(asWhom)).toEqual(['/deep ann']);
    for (const file of files) expect(urlsOf(readFileSync(file, 'utf8'))).toEqual(['/deep']);
  });

  it('one that does not come through the trace is told of', async () => {
    const direct = `'${process.execPath}' -e "fetch('https://127.0.0.1:${first.port}/direct').then((r) => r.text()).then(console.log)"`;
    const env = { ...environment(), NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' };
    const ended = await workspace.run(['--', 'sh', '-c', direct], { env });
    expect(ended).toMatchObject({ code: 0, stdout: 'ok\n' });
    expect(ended.stderr).toContain('the program sent no request through the trace');
  });

  it('their arguments and exit codes are their own', async () => {
    const args = [
      '--',
      'sh',
      '-c',
      'printf "<%s>" "$@"; kill -TERM $$',
      'sh',
      '--kubeconfig',
      'x',
      '-o',
      'y',
    ];
    const ended = await workspace.run(args, { env: environment() });
    expect(ended).toMatchObject({ code: null, signal: 'SIGTERM', stdout: '<--kubeconfig><x><-o><y>' });
  });
});

const hasKuberc = newestKubectl?.label.includes('v1.35') === true;
const why = hasKuberc ? '' : ' (skipped: needs kubectl 1.35)';
describe.skipIf(!hasKuberc)(`a kuberc${why}`, () => {
  const kuberc = `apiVersion: kubectl.config.k8s.io/v1beta1
kind: Preference
defaults:
- command: get
  options:
  - name: context
    default: bob
aliases:
- name: look
  command: get
  prependArgs: [--raw, /alias]
`;
  it.each([
    ['chooses another context', ['get', '--raw', '/default'], ['/default bob']],
    [
      'does not choose where the command line does',
      ['get', '--raw', '/said', '--context=ann'],
      ['/said ann'],
    ],
    ['knows an alias', ['look', '--context=ann'], ['/alias ann']],
  ])('%s', async (_name, args, expected) => {
    const KUBERC = workspace.write('kuberc', kuberc);
    const file = workspace.path('trace.jsonl');
    const ended = await workspace.run(['-w', file, ...args], { env: { ...environment(), KUBERC } });
    expect(ended).toMatchObject({ code: 0, stdout: 'ok', stderr: '' });
    expect(second.requests.map(asWhom)).toEqual(expected);
    expect(urlsOf(readFileSync(file, 'utf8'))).toHaveLength(1);
  });
});
