import { join } from 'node:path';
import type { SandboxCommand } from '../args/sandbox-command.ts';
import { parseSandboxUser } from '../args/sandbox-user.ts';
import type { ClientEnd } from '../client/run-client.ts';
import type { SignalWatch } from '../client/signals.ts';
import { codeOf, messageOf, UserError } from '../errors.ts';
import { createOverlayFolder } from '../kubeconfig/overlay-folder.ts';
import { createCertificateAuthority } from '../proxy/certificates.ts';
import { formatBytes } from '../render/amounts.ts';
import { shellWord } from '../render/shell-words.ts';
import type { StoredState } from '../sandbox/index.ts';
import { createStdoutWriter } from '../trace/stdout-writer.ts';
import { createToken, writeSandboxKubeconfig } from './sandbox-kubeconfig.ts';
import { LIMITS, loadSandbox } from './sandbox-run.ts';
import { ensureStateFile, sandboxStatePath } from './sandbox-state.ts';

export interface SandboxCommandContext {
  environment: NodeJS.ProcessEnv;
  signals: SignalWatch;
  /** Lines for a person: to stderr. */
  say: (text: string) => void;
}

/** Runs `kubectl trace sandbox …`. What it prints goes to stdout. */
export async function runSandboxCommand(
  command: SandboxCommand,
  context: SandboxCommandContext,
): Promise<ClientEnd> {
  const statePath = sandboxStatePath(context.environment);
  if (command.verb === 'serve') return serve(command, statePath, context);
  const { inspectState, resetState, sandboxVersion } = await import('../sandbox/index.ts');
  const isReset = command.verb === 'reset';
  const stored = readState(statePath, isReset ? resetState : inspectState);
  const text = isReset ? formatReset(statePath, stored) : formatStatus(statePath, stored, sandboxVersion());
  const screen = createStdoutWriter();
  screen.write(text);
  await screen.close();
  return { code: 0 };
}

async function serve(
  { port, user }: Extract<SandboxCommand, { verb: 'serve' }>,
  statePath: string,
  { signals, say }: SandboxCommandContext,
): Promise<ClientEnd> {
  const parsed = parseSandboxUser(user);
  ensureStateFile(statePath);
  const authority = createCertificateAuthority();
  const token = createToken();
  const ended = new Promise<void>((resolve) => {
    signals.onSignal = () => resolve();
  });
  const sandbox = await loadSandbox({
    statePath,
    tls: authority.issue('127.0.0.1'),
    port,
    users: [{ token, user: { ...parsed, uid: '', extra: {} } }],
    notice: say,
  }).catch((error: unknown) => {
    throw cannotServe(error, port);
  });
  const folder = createOverlayFolder();
  try {
    const server = `https://127.0.0.1:${sandbox.port}`;
    const kubeconfig = join(folder.path, 'kubeconfig');
    writeSandboxKubeconfig(kubeconfig, { server, authority: authority.pem, token });
    say(`the sandbox serves ${server} until Ctrl-C; ${LIMITS}`);
    createStdoutWriter().write(`export KUBECONFIG=${shellWord(kubeconfig)}\n`);
    await ended;
  } finally {
    folder.remove();
    await sandbox.close();
  }
  return { code: 0 };
}

function cannotServe(error: unknown, port: number): unknown {
  if (codeOf(error) === undefined) return error;
  if (codeOf(error) !== 'EADDRINUSE' && codeOf(error) !== 'EACCES')
    return new UserError(`the sandbox cannot be started: ${messageOf(error)}`, { cause: error });
  return new UserError(`the sandbox cannot listen on port ${port}: ${messageOf(error)}`, {
    hint: 'leave --port out for any free one',
    cause: error,
  });
}

function readState(
  statePath: string,
  read: (path: string) => StoredState | undefined,
): StoredState | undefined {
  try {
    return read(statePath);
  } catch (error) {
    throw new UserError(`the sandbox's state in ${statePath} cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function formatStatus(statePath: string, stored: StoredState | undefined, version: string): string {
  const lines = [
    `Kubernetes API ${version}, inside this plugin: ${LIMITS}.`,
    `State: ${statePath} (${stored === undefined ? 'not there yet' : formatBytes(stored.bytes)})`,
  ];
  if (stored === undefined || stored.storages.length === 0)
    lines.push('Objects: only those that every new sandbox holds.');
  else lines.push('Objects beside those that every new sandbox holds:', ...formatStorages(stored));
  for (const name of stored?.setAside ?? []) lines.push(`A damaged state is kept as ${name}.`);
  return `${lines.join('\n')}\n`;
}

function formatReset(statePath: string, stored: StoredState | undefined): string {
  if (stored === undefined || stored.storages.length === 0)
    return `There was nothing to remove from ${statePath}.\n`;
  return `${['Removed:', ...formatStorages(stored), `The sandbox in ${statePath} is a new one.`].join('\n')}\n`;
}

function formatStorages({ storages }: StoredState): string[] {
  const width = Math.max(...storages.map(({ storage }) => storage.length));
  return storages.map(({ storage, created, changed, deleted }) => {
    const parts = [`${created} created`, `${changed} changed`, `${deleted} deleted`];
    const shown = parts.filter((part) => !part.startsWith('0 '));
    return `  ${storage.padEnd(width)}  ${shown.join(', ')}`;
  });
}
