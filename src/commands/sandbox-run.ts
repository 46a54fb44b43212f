import { join } from 'node:path';
import type { KubectlPart } from '../args/command-line.ts';
import type { ConnectionFlags } from '../args/kubectl-flags.ts';
import { parseSandboxUser } from '../args/sandbox-user.ts';
import { messageOf, UserError } from '../errors.ts';
import type { KnownUser } from '../exchange/known-user.ts';
import { kubercDefaults } from '../kubeconfig/kuberc.ts';
import { createOverlayFolder } from '../kubeconfig/overlay-folder.ts';
import type { Resolved } from '../kubeconfig/resolve.ts';
import { createCertificateAuthority } from '../proxy/certificates.ts';
import type { Sandbox, SandboxOptions } from '../sandbox/index.ts';
import { createToken, SANDBOX_NAME, writeSandboxKubeconfig } from './sandbox-kubeconfig.ts';
import { ensureStateFile, sandboxStatePath } from './sandbox-state.ts';

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
      users: [{ token, user: { ...sandboxUser, uid: '', extra: {} } }],
      notice: (text) => notes.push(text),
    });
  let started: Promise<Sandbox> | undefined;
  const folder = createOverlayFolder();
  const kubeconfig = join(folder.path, 'kubeconfig');
  const server = { server: SERVER.origin, authority: authority.pem, token };
  writeSandboxKubeconfig(kubeconfig, server, kubercDefaults(scanned.connection.kuberc, environment));
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
      clusterName: SANDBOX_NAME,
      cluster: { file: kubeconfig, fields: { server: SERVER.origin } },
      contextName: SANDBOX_NAME,
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

export const LIMITS = 'it has no controllers and runs no containers';

function firstNote(statePath: string): string {
  return `this sandbox is a small API server inside the plugin: ${LIMITS}. What you make in it is kept in ${statePath} ('kubectl trace sandbox reset' begins anew)`;
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
