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

/** Commands that give the terminal to a shell or a container where they are asked for a terminal by `-t`. */
const WITH_TERMINAL: ReadonlySet<string> = new Set(['exec', 'attach', 'run', 'debug']);

/** Whether the command owns the terminal while it runs: an editor, a shell, a question that is to be answered. */
export function ownsTerminal({ command, seen }: ScannedFlags): boolean {
  const [first = '', second = ''] = command;
  const has = (...names: string[]) =>
    seen.some(({ name, value }) => names.includes(name) && value !== 'false');
  if (first === 'edit' || (first === 'apply' && second === 'edit-last-applied')) return true;
  if (first === 'create') return has('edit');
  if (first === 'delete') return has('i', 'interactive');
  return WITH_TERMINAL.has(first) && has('t', 'tty');
}
