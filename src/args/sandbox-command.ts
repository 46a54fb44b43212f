import { UserError } from '../errors.ts';
import { SANDBOX_ADMIN } from './options.ts';
import { splitAssigned } from './split.ts';

/** `kubectl trace sandbox …`: what is done with the sandbox itself. */
export type SandboxCommand =
  | { verb: 'status' }
  | { verb: 'reset' }
  /** `port` 0 is any free one. */
  | { verb: 'serve'; port: number; user: string };

const VERBS: readonly (readonly [verb: SandboxCommand['verb'], description: string])[] = [
  ['status', 'where the state is kept, and what is in it'],
  ['reset', 'begin anew: all that was made is gone'],
  ['serve', 'serve until Ctrl-C; prints a line for the shell'],
];

const SERVE_OPTIONS: readonly (readonly [option: string, value: string, description: string])[] = [
  ['--port', 'PORT', 'listen on this port of 127.0.0.1 [any free one]'],
  ['--sandbox-user', 'USER[:GROUP,…]', `who the kubeconfig is for [${SANDBOX_ADMIN}]`],
];

/**
 * Parses what stands behind `sandbox`.
 * @param user of the option before it; undefined where it was not given
 * @throws UserError
 */
export function parseSandboxCommand(
  words: readonly string[],
  user: string | undefined,
): SandboxCommand | { help: string } {
  const [verb, ...rest] = words;
  if (verb === undefined) throw wrongUse(`'sandbox' needs a verb: ${enumerateVerbs()}`);
  if (words.some((word) => word === '--help' || word === '-h')) return { help: formatHelp() };
  if (verb === 'serve') return parseServe(rest, user ?? SANDBOX_ADMIN);
  if (verb !== 'status' && verb !== 'reset')
    throw wrongUse(`'sandbox' takes ${enumerateVerbs()}, not '${verb}'`);
  if (rest[0] !== undefined) throw wrongUse(`'sandbox ${verb}' takes no '${rest[0]}'`);
  return { verb };
}

/** The words that may follow those behind `sandbox`, with their descriptions. */
export function completeSandbox(
  before: readonly string[],
  current: string,
): (readonly [word: string, description: string])[] {
  const [verb] = before;
  const words =
    verb === undefined
      ? VERBS
      : verb === 'serve'
        ? SERVE_OPTIONS.map(([option, , text]) => [option, text] as const)
        : [];
  return words.filter(([word]) => word.startsWith(current));
}

function parseServe(words: readonly string[], user: string): SandboxCommand {
  const command = { verb: 'serve' as const, port: 0, user };
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const [option, assigned] = splitAssigned(word) ?? [word];
    if (!SERVE_OPTIONS.some(([known]) => known === option))
      throw wrongUse(`'sandbox serve' takes no '${word}'`);
    const value = assigned ?? words[++index] ?? '';
    if (value === '') throw wrongUse(`${option} needs a value`);
    if (option === '--port') command.port = parsePort(value);
    else command.user = value;
  }
  return command;
}

function parsePort(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (port <= 65_535) return port;
  throw wrongUse(`--port takes a number up to 65535, not '${value}'`);
}

function formatHelp(): string {
  const verbs = VERBS.map(([verb, text]) => `  kubectl trace sandbox ${verb.padEnd(7)} ${text}`);
  const options = SERVE_OPTIONS.map(([option, value, text]) => `  ${option} ${value}\n      ${text}`);
  return `The API server inside this plugin, which 'kubectl trace --sandbox …' uses.

${verbs.join('\n')}

With serve, plain kubectl, helm and k9s can use it too, in each shell that runs
the line which it prints.

Options of serve:
${options.join('\n')}
`;
}

function enumerateVerbs(): string {
  const [first, second, last] = VERBS.map(([verb]) => verb);
  return `${first}, ${second} or ${last}`;
}

function wrongUse(message: string): UserError {
  return new UserError(message, { hint: "see 'kubectl trace sandbox --help'" });
}
