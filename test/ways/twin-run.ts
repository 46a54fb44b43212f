import { readFileSync, rmSync } from 'node:fs';
import { expect } from 'vitest';
import type { Workspace } from '../cli/program.ts';
import type { Recorded, RecordingServer } from '../kubeconfig/recording-server.ts';
import type { OuterProxyServer } from './outer-proxies.ts';

/** What a run did that somebody outside can see. */
export interface Observed {
  code: number | null;
  stdout: string;
  stderr: string;
  requests: string[];
  /** What the proxies on the way were asked for. */
  asked: string[];
  /** Calls of exec plugins, from the file that they write. */
  calls: string[];
  /** What it has left on the disk. */
  left: unknown;
}

export interface TwinRun {
  workspace: Workspace;
  /** kubectl's part of the command line. */
  args: readonly string[];
  kubectl: string;
  env: Record<string, string | undefined>;
  servers: readonly RecordingServer[];
  proxies?: readonly OuterProxyServer[];
  /** Instead of kubectl: a program and its arguments, which stand behind `--` with us. */
  program?: readonly [string, ...string[]];
  /** Puts back before each run what a run changes. */
  before?: () => void;
  /** What a run has left on the disk, read after each. */
  leaves?: () => unknown;
}

/** Runs a command without us and with us, each in a cold cache, and gives what could be seen of both. */
export async function runTwins(
  twin: TwinRun,
): Promise<{ untraced: Observed; traced: Observed; trace: string }> {
  const { workspace, args, kubectl, env } = twin;
  const [command, ...words] = twin.program ?? [kubectl, ...args];
  const behind = twin.program === undefined ? args : ['--', ...twin.program];
  const file = workspace.path('trace.jsonl');
  const untraced = await observe(twin, () => workspace.runOther(command, words, { env }));
  const traced = await observe(twin, () =>
    workspace.run(['--kubectl', kubectl, '-w', file, ...behind], { env }),
  );
  return { untraced, traced, trace: readFileSync(file, 'utf8') };
}

async function observe(
  { workspace, servers, proxies = [], before, leaves }: TwinRun,
  run: () => Promise<{ code: number | null; stdout: string; stderr: string }>,
): Promise<Observed> {
  rmSync(workspace.path('cache'), { recursive: true, force: true });
  rmSync(workspace.path('calls'), { force: true });
  for (const server of servers) server.requests.length = 0;
  for (const proxy of proxies) proxy.asked.length = 0;
  before?.();
  const { code, stdout, stderr } = await run();
  return {
    code,
    stdout,
    stderr: withoutOurs(stderr),
    requests: servers.flatMap(({ requests }) => requests.map(describeRequest)),
    asked: proxies.flatMap(({ asked }) => [...asked]),
    calls: readCalls(workspace),
    left: leaves?.(),
  };
}

/** The requests of a recording server, without what says only when or how kubectl was built. */
function describeRequest({ method, url, headers, client, serverName }: Recorded): string {
  const told = Object.entries(headers)
    .filter(([name]) => !['kubectl-session', 'connection'].includes(name))
    .map(([name, value]) => `${name}=${value}`)
    .sort();
  return [method, url, `as ${client}`, `to ${serverName}`, ...told].join(' ');
}

function readCalls(workspace: Workspace): string[] {
  try {
    return readFileSync(workspace.path('calls'), 'utf8').trimEnd().split('\n');
  } catch {
    return [];
  }
}

function withoutOurs(stderr: string): string {
  return stderr
    .replaceAll(/^kubectl trace: .*\n/gm, '')
    .replaceAll(/^[EW]\d{4} [\d:.]+ +\d+ /gm, 'LOG ')
    .replaceAll(/127\.0\.0\.1:\d+->/g, '127.0.0.1:PORT->');
}

/** Both the same, with the server having been asked. */
export function expectTwins({ untraced, traced }: { untraced: Observed; traced: Observed }): void {
  expect(traced).toEqual(untraced);
}
