import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOnPath } from '../test/e2e/harness/find-on-path.ts';
import { type Cluster, runOrThrow } from '../test/e2e/harness/index.ts';
import type { Way } from './measure.ts';

/**
 * The same by mitmproxy, as a person would set it up by hand: mitmdump started, kubectl run through it with its
 * authority trusted and the client certificate handed over, mitmdump ended. Undefined where it is not installed.
 */
export async function createMitmdump(
  cluster: Cluster,
  kubectl: string,
): Promise<{ way: Way; remove(): Promise<void> } | undefined> {
  const mitmdump = findOnPath('mitmdump');
  if (mitmdump === undefined) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'bench-mitmdump-'));
  const view = await runOrThrow(kubectl, ['config', 'view', '--raw', '--flatten', '-o', 'json'], {
    env: { KUBECONFIG: cluster.kubeconfigs.admin },
  });
  const config = JSON.parse(view.stdout.toString());
  const [{ user }] = config.users;
  const decode = (data: string) => Buffer.from(data, 'base64').toString();
  await writeFile(
    join(folder, 'client.pem'),
    decode(user['client-key-data']) + decode(user['client-certificate-data']),
    { mode: 0o600 },
  );
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const start = [
    mitmdump,
    '-q',
    '--listen-host',
    '127.0.0.1',
    '-p',
    String(port),
    '--set',
    `confdir=${folder}`,
  ];
  start.push('--set', `client_certs=${join(folder, 'client.pem')}`, '--set', 'ssl_insecure=true');
  await makeAuthority(start, join(folder, 'mitmproxy-ca-cert.pem'));
  const [{ cluster: entry }] = config.clusters;
  delete entry['certificate-authority-data'];
  Object.assign(entry, {
    'proxy-url': `http://127.0.0.1:${port}`,
    'certificate-authority': join(folder, 'mitmproxy-ca-cert.pem'),
  });
  await writeFile(join(folder, 'kubeconfig'), JSON.stringify(config), { mode: 0o600 });
  const script = `"$@" & proxy=$!; trap 'kill $proxy; wait $proxy' EXIT
for i in $(seq 1000); do (exec 3<>/dev/tcp/127.0.0.1/${port}) 2>/dev/null && break; sleep 0.01; done`;
  return {
    way: {
      name: 'mitmdump',
      env: { ...process.env, KUBECONFIG: join(folder, 'kubeconfig'), HOME: cluster.folder },
      argv: (command) => ['bash', '-c', `${script}\n'${kubectl}' ${command.join(' ')}`, 'bash', ...start],
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** mitmdump writes its authority at its first start. */
async function makeAuthority([file = '', ...args]: string[], certificate: string): Promise<void> {
  const child = spawn(file, args, { stdio: 'ignore' });
  try {
    for (let attempt = 0; attempt < 100; attempt++) {
      if (
        await readFile(certificate).then(
          () => true,
          () => false,
        )
      )
        return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('mitmdump has not made its certificate authority within 10 seconds');
  } finally {
    child.kill();
  }
}
