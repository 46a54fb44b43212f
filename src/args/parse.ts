import { Command, CommanderError, Option } from 'commander';
import { UserError } from '../errors.ts';
import type { FormatName } from '../render/formats.ts';
import { parseFilter } from './filter-parse.ts';
import { HELP_AFTER, HELP_BEFORE } from './help.ts';
import { DEFAULT_OPTIONS, OPTIONS, type OptionSpec, SANDBOX_ADMIN, type TraceOptions } from './options.ts';
import { chooseOutputs, parseWrite, type WriteTarget } from './outputs.ts';

/** What our own words ask for. */
export type OwnRequest =
  | { kind: 'trace'; options: TraceOptions }
  | { kind: 'help'; text: string }
  | { kind: 'version' };

/**
 * Parses our own words (see split.ts).
 * @throws UserError for an unknown option, a missing value, a value that is not taken.
 */
export function parseOwnOptions(words: readonly string[]): OwnRequest {
  const command = createCommand();
  try {
    command.parse([...words], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) throw toUserError(error);
    throw error;
  }
  const parsed = command.opts<ParsedValues>();
  if (parsed.help === true) return { kind: 'help', text: command.helpInformation() };
  if (parsed.version === true) return { kind: 'version' };
  return { kind: 'trace', options: toOptions(parsed) };
}

/** The text of `--help`. */
export function formatHelp(): string {
  return createCommand().helpInformation();
}

interface ParsedValues {
  output?: FormatName;
  write?: WriteTarget[];
  verbosity?: string;
  discovery?: TraceOptions['discovery'];
  only?: TraceOptions['only'];
  hide?: TraceOptions['hide'];
  summary?: boolean;
  rbacExpand?: boolean;
  body?: TraceOptions['body'];
  managedFields?: boolean;
  color?: TraceOptions['color'];
  showSecrets?: true | 'terminal' | 'all';
  payloads?: boolean;
  captureLimit?: number;
  sandbox?: boolean;
  sandboxUser?: string;
  kubectl?: string;
  help?: boolean;
  version?: boolean;
}

function createCommand(): Command {
  const command = new Command('kubectl trace')
    .usage('[options] <kubectl command> [arguments…]')
    .description(HELP_BEFORE)
    .helpOption(false)
    .configureOutput({ writeErr: () => undefined })
    .configureHelp({ helpWidth: 80 })
    .exitOverride();
  for (const spec of OPTIONS) command.addOption(createOption(spec));
  const information = command.helpInformation.bind(command);
  command.helpInformation = () => `${information()}\n${HELP_AFTER}`;
  return command;
}

function createOption(spec: OptionSpec): Option {
  const flags = [spec.short, spec.long].filter((name) => name !== undefined).join(', ');
  const { value, optionalValue } = spec;
  const optional = optionalValue === undefined ? '' : ` [=${optionalValue}]`;
  const form = value === undefined ? optional : ` <${value}>`;
  const option = new Option(flags + form, describeOption(spec));
  return value === undefined && optionalValue === undefined
    ? option
    : option.argParser((value, before) => parseValue(spec, value, before));
}

/** @param before what the same option has said before, for those that can be repeated */
function parseValue(spec: OptionSpec, value: string, before: unknown): unknown {
  const { long, choices } = spec;
  if (value === '') throw missingValue(spec);
  if (long === '--capture-limit') return parseSize(value);
  if (long === '--write') return [...(Array.isArray(before) ? before : []), parseWrite(value)];
  if (long === '--only' || long === '--hide')
    return [...(Array.isArray(before) ? before : []), parseFilter(long, value)];
  if (choices === undefined || choices.includes(value)) return value;
  throw wrongUse(`${long} takes ${enumerate(choices)}, not '${value}'`);
}

function missingValue({ long, value = '', choices }: OptionSpec): UserError {
  return wrongUse(`${long} needs a value: ${choices === undefined ? value : enumerate(choices)}`);
}

function enumerate(choices: readonly string[]): string {
  return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}

function wrongUse(message: string): UserError {
  return new UserError(message, { hint: SEE_HELP });
}

const SEE_HELP = "see 'kubectl trace --help'";

/** What people type for what we call otherwise. */
const MEANT: Readonly<Record<string, string>> = { '--no-color': '--color never', '-V': '--version' };

function proposeFor(message: string): string | undefined {
  const meant = MEANT[/'([^']+)'/.exec(message)?.[1] ?? ''];
  return meant === undefined ? undefined : `did you mean ${meant}?`;
}

/** The description as `--help` shows it, with the values and the default. */
function describeOption({ description, choices, fallback }: OptionSpec): string {
  const values = choices === undefined ? '' : ` (${choices.join(' | ')})`;
  const otherwise = fallback === undefined ? '' : ` [${fallback}]`;
  return `${description}${values}${otherwise}`;
}

const SIZE_UNITS: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

function parseSize(value: string): number {
  const match = /^(\d{1,15})([KMG]?)(?:i?B)?$/i.exec(value);
  const unit = SIZE_UNITS[match?.[2]?.toUpperCase() ?? ''];
  if (match === null || unit === undefined) {
    throw wrongUse(`--capture-limit takes a size such as 512K, 8M or 1G, not '${value}'`);
  }
  return Number(match[1]) * unit;
}

/** Bytes; what `-v 10` promises, short of filling the memory. */
const WHOLE_BODIES = 128 * 2 ** 20;

function toOptions(parsed: ParsedValues): TraceOptions {
  const verbosity =
    parsed.verbosity === undefined ? undefined : (Number(parsed.verbosity) as TraceOptions['verbosity']);
  return {
    outputs: chooseOutputs(parsed.output, parsed.write ?? []),
    verbosity,
    discovery: parsed.discovery ?? (verbosity === undefined ? 'fold' : 'show'),
    only: parsed.only ?? [],
    hide: parsed.hide ?? [],
    summary: parsed.summary ?? true,
    rbacExpand: parsed.rbacExpand ?? false,
    body: parsed.body,
    managedFields: parsed.managedFields ?? false,
    color: parsed.color ?? DEFAULT_OPTIONS.color,
    showSecrets: parsed.showSecrets === true ? 'terminal' : parsed.showSecrets,
    payloads: parsed.payloads ?? false,
    captureLimit: parsed.captureLimit ?? (verbosity === 10 ? WHOLE_BODIES : DEFAULT_OPTIONS.captureLimit),
    sandboxUser: parsed.sandboxUser ?? (parsed.sandbox === true ? SANDBOX_ADMIN : undefined),
    kubectl: parsed.kubectl,
  };
}

/** commander's message in one line; its own proposal of the nearest option becomes the hint. */
function toUserError(error: CommanderError): UserError {
  const [message = '', proposal] = error.message.replace(/^error: /, '').split('\n');
  if (error.code === 'commander.optionMissingArgument') {
    const spec = OPTIONS.find(({ long }) => message.includes(`${long} `));
    if (spec !== undefined) return missingValue(spec);
  }
  return new UserError(message, {
    hint:
      proposeFor(message) ??
      proposal?.replace('(Did', 'did').replace(')', '') ??
      `${SEE_HELP}; options of kubectl's stand after its verb`,
    cause: error,
  });
}
