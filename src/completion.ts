import { spawnSync } from 'node:child_process';
import { complete } from './args/complete.ts';

/** cobra's directives: what the shell does with the candidates (spf13/cobra completions.go). */
const DEFAULT = 0;
const NO_FILE_COMPLETION = 4;

/**
 * What kubectl asks for completion as `kubectl_complete-trace` (since 1.26): the words behind `trace`, the one under the
 * cursor last. Prints `value<TAB>description` lines and a last one with the directive.
 */
function main(argv: readonly string[], environment: NodeJS.ProcessEnv): void {
  const completion = complete(argv.slice(0, -1), argv.at(-1) ?? '');
  if (completion.kind === 'kubectl') {
    const kubectl = environment.KUBECTL || 'kubectl';
    const { status } = spawnSync(kubectl, ['__complete', ...completion.args], { stdio: 'inherit' });
    process.exitCode = status ?? 1;
    return;
  }
  const lines = completion.kind === 'words' ? completion.words.map(([word, text]) => `${word}\t${text}`) : [];
  const directive = completion.kind === 'file' ? DEFAULT : NO_FILE_COMPLETION;
  process.stdout.write(`${[...lines, `:${directive}`].join('\n')}\n`);
}

main(process.argv.slice(2), process.env);
