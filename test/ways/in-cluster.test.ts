import { mkdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthority } from '../cli/certificates.ts';
import { createWorkspace, PROGRAM, type Workspace } from '../cli/program.ts';
import { kubectlVersions, needsKubectl } from '../kubeconfig/kubectls.ts';
import { type RecordingServer, startRecordingServer } from '../kubeconfig/recording-server.ts';
import { inPod, whyNoMounts } from './in-pod.ts';

let workspace: Workspace;
let server: RecordingServer;
const account = () => workspace.path('account');

beforeAll(async () => {
  const authority = createAuthority('pod');
  workspace = createWorkspace();
  server = await startRecordingServer({ ...authority.issue('server'), ca: authority.certificate });
  mkdirSync(account());
  workspace.write('account/token', 'the-token-of-the-pod');
  workspace.write('account/ca.crt', authority.certificate);
  workspace.write('account/namespace', 'of-the-pod');
});
afterAll(async () => {
  workspace.remove();
  await server.close();
});

const why = needsKubectl || whyNoMounts();
describe.skipIf(why !== '').each(kubectlVersions)(`in a Pod, $label${why}`, ({ path: kubectl }) => {
  const CASES: Record<string, string[]> = {
    'as its service account': ['get', '--raw', '/ok'],
    'with --token': ['get', '--raw', '/ok', '--token', 'another'],
    'with -n': ['get', '--raw', '/ok', '-n', 'x'],
    'with --as, which breaks it': ['get', '--raw', '/ok', '--as', 'x'],
    'with --request-timeout, which breaks it': ['get', '--raw', '/ok', '--request-timeout', '5s'],
    'in its namespace': ['get', 'configmaps'],
  };

  it.each(Object.entries(CASES))('%s', async (_name, args) => {
    const file = workspace.path('trace.jsonl');
    const untraced = await runInPod([kubectl, ...args]);
    const traced = await runInPod([process.execPath, PROGRAM, '--kubectl', kubectl, '-w', file, ...args]);
    expect({ ...traced, stderr: traced.stderr.replaceAll(/^kubectl trace: .*\n/gm, '') }).toEqual(untraced);
    if (untraced.requests.length > 0) expect(readFileSync(file, 'utf8')).not.toBe('');
    else expect(untraced.code).toBe(1);
  });
});

async function runInPod(command: string[]) {
  server.requests.length = 0;
  const env = {
    ACCOUNT: account(),
    KUBERNETES_SERVICE_HOST: '127.0.0.1',
    KUBERNETES_SERVICE_PORT: String(server.port),
    KUBECONFIG: undefined,
    KUBECACHEDIR: workspace.path(`cache-${command.includes(PROGRAM)}-${command.length}`),
  };
  const { code, stdout, stderr } = await workspace.runOther(...inPod(command), { env });
  const requests = server.requests.map(({ method, url, headers }) => [method, url, headers.authorization]);
  const withoutTimes = stderr.replaceAll(/^[EW]\d{4} [\d:.]+ +\d+ /gm, 'LOG ');
  return { code, stdout, stderr: withoutTimes, requests };
}
