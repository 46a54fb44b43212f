import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import type { KubectlPart } from '../args/command-line.ts';
import type { ConnectionFlags } from '../args/kubectl-flags.ts';
import { messageOf, UserError } from '../errors.ts';
import type { KnownUser } from '../exchange/known-user.ts';
import { createOverlayFolder } from '../kubeconfig/overlay-folder.ts';
import type { Resolved } from '../kubeconfig/resolve.ts';
import { createCertificateAuthority } from '../proxy/certificates.ts';
import type { Sandbox, SandboxOptions } from '../sandbox/index.ts';

/** The sandbox for one traced run. */
export interface SandboxRun {
  /** In place of what the user's kubeconfigs say. */
  resolved: Resolved;
  /** What there is to say of the sandbox itself: lines. */
  notes: string[];
  /** As whom. */
  user: KnownUser;
  /** Waits until all that was written is kept. */
  close(): Promise<void>;
}

/** kubectl's caches of discovery are kept by this name, so it is the same in every run, whatever the port. */
const SERVER = new URL('https://sandbox.internal:6443');
const NAME = 'sandbox';

/**
 * Prepares the sandbox for a traced command: a kubeconfig of its own stands in place of the user's. It is started when
 * the first connection to it is wanted: kubectl is starting by then.
 *
 * @throws UserError where the state cannot be kept, or where the command names a server of its own.
 */
export function prepareSandbox(
  { scanned }: KubectlPart,
  user: string,
  environment: NodeJS.ProcessEnv,
): SandboxRun {
  refuseConnectionFlags(scanned.connection);
  const statePath = sandboxStatePath(environment);
  const sandboxUser = parseSandboxUser(user);
  const isNew = ensureStateFile(statePath);
  const notes = isNew ? [firstNote(statePath)] : [];
  const authority = createCertificateAuthority();
  const token = createToken();
  const start = () =>
    loadSandbox({
      statePath,
      tls: authority.issue(SERVER.hostname),
      users: [{ token, user: sandboxUser }],
      notice: (text) => notes.push(text),
    });
  let started: Promise<Sandbox> | undefined;
  const folder = createOverlayFolder();
  const kubeconfig = join(folder.path, 'kubeconfig');
  writeSandboxKubeconfig(kubeconfig, { server: SERVER.origin, authority: authority.pem, token });
  return {
    resolved: {
      kind: 'resolved',
      upstream: {
        server: SERVER,
        tlsServerName: undefined,
        trust: { kind: 'bundle', pem: authority.pem },
        identity: undefined,
        via: undefined,
        async findAddress() {
          started ??= start();
          return { host: '127.0.0.1', port: (await started).port };
        },
      },
      clusterName: NAME,
      cluster: { file: kubeconfig, fields: { server: SERVER.origin } },
      contextName: NAME,
      namespace: scanned.connection.namespace,
      others: [],
      user: undefined,
      sources: [kubeconfig],
    },
    notes,
    user: { username: sandboxUser.name, groups: [...sandboxUser.groups, 'system:authenticated'] },
    async close() {
      folder.remove();
      try {
        await (await started)?.close();
      } catch (error) {
        notes.push(`the sandbox could not be started: ${messageOf(error)}`);
      }
    },
  };
}

export async function loadSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { startSandbox } = await import('../sandbox/index.ts');
  return startSandbox(options);
}

/** The file that holds the sandbox's objects, in the XDG base directory for state. */
export function sandboxStatePath(environment: NodeJS.ProcessEnv): string {
  const { XDG_STATE_HOME: given = '', LOCALAPPDATA: local = '' } = environment;
  const home = environment.HOME || homedir();
  const otherwise = process.platform === 'win32' && local !== '' ? local : join(home, '.local', 'state');
  // The specification has relative paths ignored.
  return join(isAbsolute(given) ? given : otherwise, 'kubectl-trace', 'sandbox.jsonl');
}

/** `jane`, `jane:dev,ops`; a name that begins with `system:` has colons of its own and no groups behind it. */
export function parseSandboxUser(text: string): SandboxOptions['users'][number]['user'] {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(text) ?? [];
  if (namespace !== undefined && name !== undefined)
    return toUser(text, ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]);
  const colon = text.startsWith('system:') ? -1 : text.indexOf(':');
  if (colon < 0) return toUser(text, []);
  const groups = text
    .slice(colon + 1)
    .split(',')
    .filter((group) => group !== '');
  if (colon === 0 || groups.length === 0) {
    throw new UserError(`--sandbox-user takes USER or USER:GROUP,GROUP, not '${text}'`, {
      hint: "see 'kubectl trace --help'",
    });
  }
  return toUser(text.slice(0, colon), groups);
}

export function createToken(): string {
  return randomBytes(24).toString('hex');
}

/** A kubeconfig with nothing but the sandbox, for its owner only. JSON is YAML. */
export function writeSandboxKubeconfig(
  path: string,
  { server, authority, token }: { server: string; authority: string; token: string },
): void {
  const cluster = { server, 'certificate-authority-data': Buffer.from(authority).toString('base64') };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: NAME, cluster }],
    users: [{ name: NAME, user: { token } }],
    contexts: [{ name: NAME, context: { cluster: NAME, user: NAME } }],
    'current-context': NAME,
  };
  writeFileSync(path, `${JSON.stringify(config)}\n`, { mode: 0o600 });
}

/**
 * Makes the state's file, or sees that it can be written.
 * @returns whether it is a new one.
 * @throws UserError
 */
export function ensureStateFile(path: string): boolean {
  const isNew = !existsSync(path);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'a+', 0o600));
  } catch (error) {
    throw new UserError(`the sandbox cannot keep its state in ${path}: ${messageOf(error)}`, {
      hint: 'name a folder that you may write in the environment variable XDG_STATE_HOME',
      cause: error,
    });
  }
  return isNew;
}

export const LIMITS = 'it has no controllers and runs no containers';

function firstNote(statePath: string): string {
  return `this sandbox is a small API server inside the plugin: ${LIMITS}. What you make in it is kept in ${statePath} ('kubectl trace sandbox reset' begins anew)`;
}

function toUser(name: string, groups: string[]) {
  return { name, uid: '', groups, extra: {} };
}

/** What would lead away from the sandbox. A token may be one that the sandbox has issued itself. */
const OWN_SERVER: readonly (readonly [keyof ConnectionFlags, string])[] = [
  ['kubeconfig', '--kubeconfig'],
  ['context', '--context'],
  ['cluster', '--cluster'],
  ['user', '--user'],
  ['server', '--server'],
  ['certificateAuthority', '--certificate-authority'],
  ['insecureSkipTlsVerify', '--insecure-skip-tls-verify'],
  ['tlsServerName', '--tls-server-name'],
  ['clientCertificate', '--client-certificate'],
  ['clientKey', '--client-key'],
  ['username', '--username'],
  ['password', '--password'],
];

function refuseConnectionFlags(connection: ConnectionFlags): void {
  const [, flag] = OWN_SERVER.find(([key]) => connection[key] !== undefined) ?? [];
  if (flag === undefined) return;
  throw new UserError(`${flag} and --sandbox do not go together: one names a cluster, the other is one`, {
    hint:
      flag === '--user'
        ? '--sandbox-user names the user of the sandbox; --as works too'
        : 'leave one of them out',
  });
}
