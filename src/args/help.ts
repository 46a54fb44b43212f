import { FILTER_KEYS } from './filter.ts';

/** The words around the table of options in `--help`. */
export const HELP_BEFORE =
  'Runs the kubectl command exactly as without us and shows each request that it sends to the API server: ' +
  'on stderr, as it ends. Our options stand before the command, its own after it.';

export const HELP_AFTER = `Filters: reads, writes, mutating, discovery, errors, or KEY=VALUE, where KEY is
${listKeys()}.
  --only errors,status=3xx               a comma: either of them
  --only resource=pods --only writes     two options: both of them
  --hide 'verb=get|list,path=/apis/**'   several values of one key; globs
  --only 'name!=web-*' --only '!reads'   the opposite
  --only 'status>=400' --hide 'duration<1s'

Commands of our own, each with a --help:
  show [FILE]   a saved trace again, in any form; --list the runs that are kept
  compare A B   what differs between two saved traces
  sandbox VERB  status, reset or serve: the API server inside this plugin

Examples:
  kubectl trace apply -f web.yaml              what apply sends, readable
  kubectl trace -v 8 get pods                  as kubectl's -v=8, and masked
  kubectl trace --only writes delete pod web   what is sent to change something
  kubectl trace -o table get pods -A           only the summary
  kubectl trace -w run.har -w run.sh get pods  several forms of one run
  kubectl trace show -o curl run.har           one more of it
  kubectl trace --sandbox apply -f web.yaml    without a cluster
  kubectl trace -- helm list                   any program that reads KUBECONFIG
  kubectl trace get pods 2>&1 | less -R        page it (colours: --color always)

Credentials and the data of Secrets are masked. kubectl's exit code is ours.
Of our own are 2, a wrong option; 126 and 127, kubectl cannot be run or found;
70, a fault of ours.
`;

function listKeys(): string {
  return Object.keys(FILTER_KEYS).join(', ');
}
