import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClusterHandle, KubectlVersion } from '../harness/index.ts';
import { openTerminal, type Screen, type Terminal } from './terminal.ts';

const PLUGIN = fileURLToPath(new URL('../../../bin/kubectl-trace', import.meta.url));
const EDITOR = fileURLToPath(new URL('editor.py', import.meta.url));

/** kubectl alone, and traced. */
export const sides = ['alone', 'traced'] as const;
export type Side = (typeof sides)[number];

export interface ShellSettings {
  version: KubectlVersion;
  namespaces: Record<Side, string>;
  /** Options of ours, on the traced side. */
  options?: string;
  env?: Record<string, string>;
}

/** What is typed in one session, and what the screen shows at each point that matters. */
export type Play = (terminal: Terminal, side: Side) => Promise<Screen[]>;

export interface Played {
  screens: Screen[];
  terminal: Terminal;
  folder: string;
}

/** How the shell asks for a command. */
const PROMPT = 'shell$ ';

/**
 * Plays the same session in two interactive shells in terminals of their own. In both `k` is kubectl: alone in the one,
 * traced in the other.
 */
export async function playBoth(
  cluster: ClusterHandle,
  settings: ShellSettings,
  play: Play,
  look: (played: Record<Side, Played>) => Promise<void> | void,
): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'terminal-'));
  const opened: Terminal[] = [];
  try {
    const sessions = sides.map(async (side): Promise<[Side, Played]> => {
      const folder = join(root, side);
      const terminal = await openShell(cluster, settings, side, folder);
      opened.push(terminal);
      await terminal.until(/^shell\$$/m);
      return [side, { screens: await play(terminal, side), terminal, folder }];
    });
    await look(Object.fromEntries(await Promise.all(sessions)) as Record<Side, Played>);
  } finally {
    await Promise.all(opened.map((terminal) => terminal.close()));
    await rm(root, { recursive: true, force: true });
  }
}

async function openShell(
  cluster: ClusterHandle,
  { version, namespaces, options = '', env = {} }: ShellSettings,
  side: Side,
  folder: string,
): Promise<Terminal> {
  const kubectl = await cluster.kubectl(version);
  await mkdir(join(folder, 'bin'), { recursive: true });
  await writeFile(join(folder, 'rc'), `PS1='${PROMPT}'\nbind 'set enable-bracketed-paste off'\n`);
  const command = side === 'alone' ? `'${kubectl}'` : `'${process.execPath}' '${PLUGIN}' ${options}`;
  await writeFile(join(folder, 'bin/k'), `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 });
  return openTerminal(['bash', '--noprofile', '--rcfile', join(folder, 'rc'), '-i'], {
    cwd: folder,
    env: {
      HOME: folder,
      PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
      KUBECTL: kubectl,
      KUBECONFIG: await cluster.writeKubeconfig({ namespace: namespaces[side] }),
      KUBE_EDITOR: `python3 ${EDITOR}`,
      NO_COLOR: '1',
      ...env,
    },
  });
}
