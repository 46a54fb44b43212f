import { spawnSync } from 'node:child_process';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { complete } from './args/complete.ts';

/** cobra's directives: what the shell does with the candidates (spf13/cobra completions.go). */
const DEFAULT = 0;
const NO_SPACE = 2;
const NO_FILE_COMPLETION = 4;

/**
 * What kubectl asks for completion as `kubectl_complete-trace` (since 1.26): the words behind `trace`, the one under the
 * cursor last. Prints `value<TAB>description` lines and a last one with the directive.
 */
function main(argv: readonly string[], environment: NodeJS.ProcessEnv): void {
  const completion = complete(argv.slice(0, -1), argv.at(-1) ?? '');
  if (completion.kind === 'kubectl') {
    process.exitCode = askKubectl(completion, environment);
    return;
  }
  const lines = completion.kind === 'words' ? completion.words.map(([word, text]) => `${word}\t${text}`) : [];
  const goesOn = completion.kind === 'words' && completion.goesOn === true;
  const directive = completion.kind === 'file' ? DEFAULT : NO_FILE_COMPLETION + (goesOn ? NO_SPACE : 0);
  process.stdout.write(`${[...lines, `:${directive}`].join('\n')}\n`);
}

/** Names of objects come from the cluster that the command would go to, the sandbox if that is asked for. */
function askKubectl(
  { args, sandbox }: { args: string[]; sandbox: string[] },
  environment: NodeJS.ProcessEnv,
): number {
  const kubectl = environment.KUBECTL || 'kubectl';
  const question = ['__complete', ...args];
  if (sandbox.length === 0) return spawnSync(kubectl, question, { stdio: 'inherit' }).status ?? 1;
  const ours = [join(__dirname, '../bin/kubectl-trace'), ...sandbox, '--write', devNull, '--', kubectl];
  return (
    spawnSync(process.execPath, [...ours, ...question], { stdio: ['inherit', 'inherit', 'ignore'] }).status ??
    1
  );
}

main(process.argv.slice(2), process.env);
