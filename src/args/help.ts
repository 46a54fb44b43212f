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

Examples:
  kubectl trace apply -f web.yaml              what apply sends, readable
  kubectl trace -v 8 get pods                  as kubectl's -v=8, and masked
  kubectl trace --only writes delete pod web   what is sent to change something
  kubectl trace -o table get pods -A           only the summary
  kubectl trace -w run.jsonl get pods          JSON lines for jq
  kubectl trace -w run.har -w run.sh get pods  several forms of one run
  kubectl trace show -o curl run.jsonl         a saved trace again; also HAR
  kubectl trace show --list                    runs that are kept, see show -h
  kubectl trace --sandbox apply -f web.yaml    without a cluster
  kubectl trace sandbox status|reset|serve     that one by itself
  kubectl trace compare a.jsonl b.jsonl        what differs between two runs
  kubectl trace get pods 2>&1 | less -R        page it (colours: --color always)

Credentials and the data of Secrets are masked. kubectl's exit code is ours.
Of our own are 2, a wrong option; 126 and 127, kubectl cannot be run or found;
70, a fault of ours.
`;

function listKeys(): string {
  return Object.keys(FILTER_KEYS).join(', ');
}
