import { isTrue, type ScannedFlags } from './kubectl-flags.ts';

/**
 * Commands that must run with the user's own environment: those that send nothing to a server, and those that read
 * or change the kubeconfig itself and would show or edit our overlay.
 */
const WITHOUT_SERVER: ReadonlySet<string> = new Set([
  'config',
  'kuberc',
  'completion',
  '__complete',
  '__completeNoDesc',
  'plugin',
  'help',
  'options',
  'kustomize',
]);

/** Whether kubectl is to run untouched, because this command line sends nothing or must see the real kubeconfig. */
export function sendsNothing(scanned: ScannedFlags): boolean {
  const [first, second] = scanned.command;
  if (first === undefined || scanned.help) return true;
  if (WITHOUT_SERVER.has(first)) return true;
  if (first === 'alpha') return second === undefined || second === 'kuberc';
  return first === 'version' && scanned.seen.some((flag) => flag.name === 'client' && isTrue(flag.value));
}

/** The commands of kubectl 1.24 to 1.35 that speak with a server (`kubectl --help`). */
const WITH_SERVER: ReadonlySet<string> = new Set(
  `alpha annotate api-resources api-versions apply attach auth autoscale certificate cluster-info cordon cp create
  debug delete describe diff drain edit events exec explain expose get label logs patch port-forward proxy replace
  rollout run scale set taint top uncordon version wait`.split(/\s+/),
);

/** Whether kubectl looks for a plugin of this name: what one does with the kubeconfig is not known. */
export function isPlugin({ command: [first] }: ScannedFlags): boolean {
  return first !== undefined && !WITH_SERVER.has(first) && !WITHOUT_SERVER.has(first);
}

/** Commands that pass on what is typed, where they are asked to by `-i`; without it kubectl ignores `-t`, or refuses it. */
const WITH_STDIN: ReadonlySet<string> = new Set(['exec', 'attach', 'run', 'debug']);

/** What a command needs the terminal for while it runs: `screen` for an editor, `input` for a shell or a question. */
export type TerminalUse = 'screen' | 'input';

/** What the command line says of that; undefined where kubectl only prints. */
export function terminalUse({ command, seen }: ScannedFlags): TerminalUse | undefined {
  const [first = '', second = ''] = command;
  // pflag lets the last one win.
  const has = (...names: string[]) => isTrue(seen.findLast(({ name }) => names.includes(name))?.value);
  if (first === 'edit' || (first === 'apply' && second === 'edit-last-applied')) return 'screen';
  if (first === 'create') return has('edit') ? 'screen' : undefined;
  if (first === 'delete') return has('i', 'interactive') ? 'input' : undefined;
  return WITH_STDIN.has(first) && has('i', 'stdin') ? 'input' : undefined;
}

/** Whether a flag in a kuberc may make the command use the terminal: its defaults stand in no command line. */
export function mayUseTerminal({ command: [first = ''] }: ScannedFlags): boolean {
  return first === 'create' || first === 'delete' || WITH_STDIN.has(first);
}
