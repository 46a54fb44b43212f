import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isatty } from 'node:tty';
import { messageOf } from '../errors.ts';
import { type Cluster, textOf } from './cluster.ts';
import type { Entry } from './parse.ts';
import { readKeyPair } from './pem.ts';
import { isRecord } from './shape.ts';
import type { ClientIdentity } from './upstream.ts';

/** What an exec plugin is told about the cluster, where it asks for that (`provideClusterInfo`). */
export interface ExecCluster {
  entry: Entry | undefined;
  cluster: Cluster;
}

/**
 * Runs the exec plugin of a user once more, for the key to a certificate that kubectl got from it: that key never
 * leaves kubectl. The call is kubectl's own (`refreshCredsLocked` in client-go plugin/pkg/client/auth/exec/exec.go),
 * with the cluster's real address and proxy. What the plugin says on stderr is dropped, because kubectl's call has
 * said it, unless it speaks with a person.
 *
 * @returns undefined where the plugin gives no certificate.
 * @throws Error with one line about why there is none.
 */
export async function fetchExecIdentity(
  user: Entry,
  target: ExecCluster,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<ClientIdentity | undefined> {
  const exec = user.fields.exec;
  if (!isRecord(exec)) return undefined;
  const interactive = exec.interactiveMode !== 'Never' && isatty(0);
  const info = {
    kind: 'ExecCredential',
    apiVersion: exec.apiVersion,
    spec: { ...(exec.provideClusterInfo === true ? { cluster: describeCluster(target) } : {}), interactive },
  };
  const output = await run(commandOf(exec, user), argumentsOf(exec), {
    environment: { ...environment, ...environmentOf(exec), KUBERNETES_EXEC_INFO: JSON.stringify(info) },
    interactive,
    signal,
  });
  return readCredential(output);
}

/** A path with a separator starts at the kubeconfig's folder; a bare name is found on PATH. */
function commandOf(exec: Record<string, unknown>, user: Entry): string {
  const command = String(exec.command ?? '');
  return /[/\\]/.test(command) ? resolve(dirname(user.file), command) : command;
}

function argumentsOf({ args }: Record<string, unknown>): string[] {
  return Array.isArray(args) ? args.map(String) : [];
}

function environmentOf({ env }: Record<string, unknown>): Record<string, string> {
  const pairs = (Array.isArray(env) ? env : []).filter(isRecord);
  return Object.fromEntries(pairs.map(({ name, value }) => [String(name ?? ''), String(value ?? '')]));
}

/** `ConfigToExecCluster` in client-go pkg/apis/clientauthentication. */
function describeCluster({ entry, cluster }: ExecCluster): Record<string, unknown> {
  const extensions = entry?.fields.extensions;
  const own = (Array.isArray(extensions) ? extensions : [])
    .filter(isRecord)
    .find(({ name }) => name === 'client.authentication.k8s.io/exec');
  const described = {
    server: cluster.server,
    'tls-server-name': cluster.tlsServerName,
    'insecure-skip-tls-verify': cluster.insecureSkipTlsVerify,
    'certificate-authority-data': authorityOf(cluster),
    'proxy-url': cluster.proxyUrl,
    'disable-compression': cluster.disableCompression,
    config: own?.extension ?? null,
  };
  return Object.fromEntries(
    Object.entries(described).filter(
      ([name, value]) => name === 'config' || (value !== '' && value !== false),
    ),
  );
}

/** Base64: a file's content stands in for the data. */
function authorityOf({ certificateAuthority: file, certificateAuthorityData: data }: Cluster): string {
  return file === '' ? data : readFileSync(file, 'base64');
}

interface RunOptions {
  environment: NodeJS.ProcessEnv;
  interactive: boolean;
  signal: AbortSignal;
}

function run(command: string, args: string[], options: RunOptions): Promise<string> {
  const { environment, interactive, signal } = options;
  return new Promise((resolveRun, reject) => {
    const child = spawn(command, args, {
      env: environment,
      stdio: [interactive ? 'inherit' : 'ignore', 'pipe', interactive ? 'inherit' : 'ignore'],
      signal,
    });
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', (error) =>
      reject(new Error(`the exec plugin ${command} cannot be run: ${messageOf(error)}`)),
    );
    child.once('close', (code) => {
      if (code === 0) resolveRun(Buffer.concat(chunks).toString('utf8'));
      else reject(new Error(`the exec plugin ${command} failed when the trace asked it for its certificate`));
    });
  });
}

function readCredential(output: string): ClientIdentity | undefined {
  let credential: unknown;
  try {
    credential = JSON.parse(output);
  } catch (error) {
    throw new Error('the exec plugin gave no JSON when the trace asked it for its certificate', {
      cause: error,
    });
  }
  const status = isRecord(credential) && isRecord(credential.status) ? credential.status : {};
  const entry: Entry = { fields: status, file: '' };
  const certificate = textOf(entry, 'clientCertificateData');
  const key = textOf(entry, 'clientKeyData');
  if (certificate === '' || key === '') return undefined;
  const pair = readKeyPair(certificate, key);
  if (typeof pair === 'string') throw new Error(`what the exec plugin gave cannot be used: ${pair}`);
  return pair;
}
