import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { KubectlPart } from '../args/command-line.ts';
import { isPlugin, mayUseTerminal, type TerminalUse, terminalUse } from '../args/kubectl-commands.ts';
import { readKuberc } from '../kubeconfig/kuberc.ts';

/**
 * Whether the command has the terminal that stderr is to itself while it runs: an editor or a shell draws on the screen
 * that our lines would land on, a question waits there for its answer.
 */
export function ownsOurTerminal(kubectl: KubectlPart, environment: NodeJS.ProcessEnv): boolean {
  const use = useOf(kubectl, environment);
  if (use === undefined) return false;
  // What is typed comes from stdin; an editor may also be content with a screen.
  return isOurTerminal(0) || (use === 'screen' && isOurTerminal(1));
}

function useOf({ program, scanned }: KubectlPart, environment: NodeJS.ProcessEnv): TerminalUse | undefined {
  // Of a program that is not kubectl nobody knows: k9s draws on the screen, helm does not.
  if (program !== undefined || isPlugin(scanned)) return 'screen';
  // `KUBECTL_EXTERNAL_DIFF=vimdiff`
  if (scanned.command[0] === 'diff' && environment.KUBECTL_EXTERNAL_DIFF) return 'screen';
  const use = terminalUse(scanned);
  if (use !== undefined || !mayUseTerminal(scanned)) return use;
  const kuberc = readKuberc(scanned.connection.kuberc, environment);
  return /\b(?:interactive|stdin|edit)\b/.test(kuberc) ? 'screen' : undefined;
}

/** Whether a descriptor and stderr are one terminal. Behind `/dev/tty` may be any: that one is taken for the same. */
function isOurTerminal(descriptor: number): boolean {
  if (!isatty(descriptor) || !isatty(2)) return false;
  const [one, other] = [fstatSync(descriptor).rdev, fstatSync(2).rdev];
  return one === other || one === DEV_TTY || other === DEV_TTY;
}

/** Linux: major 5, minor 0. */
const DEV_TTY = 0x500;
