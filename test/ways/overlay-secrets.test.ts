import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthority } from '../cli/certificates.ts';
import { createWorkspace, type Workspace } from '../cli/program.ts';

/** Each in a file of the user's, in a place where a kubeconfig may hold it. */
const SECRETS = {
  token: 'the-token-of-the-user',
  password: 'the-password-of-the-user',
  oidc: 'the-refresh-token',
  environment: 'the-secret-for-the-plugin',
  proxy: 'the-password-of-the-proxy',
  file: 'the-token-in-a-file',
};

let workspace: Workspace;
let KUBECONFIG: string;
let key: string;

beforeAll(() => {
  workspace = createWorkspace();
  const authority = createAuthority('secrets');
  const client = authority.issue('someone');
  key = client.key;
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const users = {
    certificate: {
      'client-certificate-data': base64(client.certificate),
      'client-key-data': base64(client.key),
    },
    token: { token: SECRETS.token },
    file: { tokenFile: 'token' },
    password: { username: 'u', password: SECRETS.password },
    oidc: { 'auth-provider': { name: 'oidc', config: { 'refresh-token': SECRETS.oidc } } },
    plugin: {
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: 'none',
        interactiveMode: 'Never',
        env: [{ name: 'X', value: SECRETS.environment }],
      },
    },
  };
  const cluster = {
    server: 'https://127.0.0.1:1',
    // An authority's bundle with a key in it is a mistake of the user's; it stays where it is.
    'certificate-authority-data': base64(authority.certificate + client.key),
    'proxy-url': `http://u:${SECRETS.proxy}@127.0.0.1:1`,
  };
  const names = Object.keys(users);
  workspace.write('token', SECRETS.file);
  KUBECONFIG = workspace.write(
    'kubeconfig',
    JSON.stringify({
      'current-context': names[0],
      clusters: names.map((name) => ({ name, cluster })),
      users: Object.entries(users).map(([name, user]) => ({ name, user })),
      contexts: names.map((name) => ({ name, context: { cluster: name, user: name } })),
    }),
  );
  workspace.write('kubectl', '#!/bin/sh\ncp -R "$TMPDIR" "$COPY"\n', 0o755);
});
afterAll(() => workspace.remove());

describe('what lies in the temporary folder while a command runs', () => {
  it.each([
    ['kubectl', 'one', ['--kubectl', './kubectl', 'get', 'pods']],
    [
      'kubectl with a token by flag',
      'two',
      ['--kubectl', './kubectl', 'get', 'pods', '--token', SECRETS.token],
    ],
    ['each user', 'three', ['--kubectl', './kubectl', 'get', 'pods', '--context', 'plugin']],
    ['any other program', 'four', ['--', './kubectl']],
  ])('%s: no secret of the user', async (_name, folder, args) => {
    const COPY = workspace.path(folder);
    const ended = await workspace.run(args, { env: { KUBECONFIG, COPY } });
    expect(ended.code, ended.stderr).toBe(0);
    const text = everyByteOf(COPY);
    expect(text).toContain('proxy-url');
    const keyLine = key.split('\n')[5] ?? '';
    for (const secret of [...Object.values(SECRETS), keyLine]) expect(text).not.toContain(secret);
    expect(text).not.toContain('PRIVATE KEY');
    expect(readdirSync(workspace.temporary)).toEqual([]);
  });
});

/** All files below, and once more with what is base64 in them decoded. */
function everyByteOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
  const text = files.map((path) => readFileSync(path, 'latin1')).join('\n');
  const decoded = (text.match(/[A-Za-z0-9+/=]{16,}/g) ?? []).map((word) =>
    Buffer.from(word, 'base64').toString('latin1'),
  );
  return [text, ...decoded].join('\n');
}
