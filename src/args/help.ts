/** The words around the table of options in `--help`. */
export const HELP_BEFORE =
  'Runs the kubectl command exactly as without us and shows each request that it sends to the API server: ' +
  'on stderr, as it ends. Our options stand before the command, its own after it.';

export const HELP_AFTER = `Examples:
  kubectl trace apply -f web.yaml              what apply sends, readable
  kubectl trace -v 8 get pods                  as kubectl's own -v=8, complete and masked
  kubectl trace --only writes delete pod web   just what changes something
  kubectl trace -o table get pods -A           only the summary
  kubectl trace -w run.jsonl get pods          one JSON object an exchange, for jq
  kubectl trace get pods 2>&1 | less -R        page it (with --color always for colours)

Credentials and the data of Secrets are masked. kubectl's exit code is ours;
2 is an error in our own options.
`;
