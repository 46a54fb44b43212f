import { readFileSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import { load } from 'js-yaml';
import { type KubectlVersion, kubectlVersions } from '../../harness/index.ts';

/** Commands that run one after the other on a server that holds nothing but what a new sandbox holds. */
export interface Scenario {
  name: string;
  /** Files of the working directory, by their relative paths. */
  files: Readonly<Record<string, string>>;
  /** A folder whose files the commands can name as well; undefined where there is none. */
  folder: string | undefined;
  /** Whether the commands start without kubectl's caches. */
  cold: boolean;
  /** The versions of kubectl that it is run with. */
  versions: readonly KubectlVersion[];
  commands: readonly Command[];
}

export interface Command {
  /** What the shell runs; several lines where it has a here-document. */
  line: string;
  stdin: string | undefined;
  env: Readonly<Record<string, string>>;
  /** The versions of kubectl that it is run with. */
  versions: readonly KubectlVersion[];
}

/** The name of a command in reports and in the list of known differences: its first line. */
export function titleOf({ line }: Command): string {
  return (line.split('\n')[0] ?? '').trim();
}

/** A line without kubectl prepares something, and is not measured. */
export function isMeasured({ line }: Command): boolean {
  return /\bkubectl\b/.test(line);
}

/**
 * Reads scenarios: from YAML a list of them, from any other file one command a line.
 *
 * @throws Error that names the file and what is wrong with it.
 */
export function readScenarios(file: string): Scenario[] {
  const text = readFileSync(file, 'utf8');
  const isYaml = ['.yaml', '.yml'].includes(extname(file));
  try {
    return isYaml ? parseYaml(text) : parseLines(text, file);
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

interface YamlScenario {
  name: string;
  files?: Record<string, string>;
  cold?: boolean;
  versions?: string[];
  commands: (string | YamlCommand)[];
}

interface YamlCommand {
  run: string;
  stdin?: string;
  env?: Record<string, string>;
  versions?: string[];
}

function parseYaml(text: string): Scenario[] {
  const scenarios = load(text) as YamlScenario[];
  if (!Array.isArray(scenarios)) throw new Error('not a list of scenarios');
  return scenarios.map(({ name, files = {}, cold = false, versions, commands }) => {
    if (typeof name !== 'string') throw new Error('a scenario without a name');
    if (!Array.isArray(commands)) throw new Error(`${name}: no list of commands`);
    const shared = { name, files, folder: undefined, cold, versions: chooseVersions(versions) };
    return { ...shared, commands: commands.map(parseCommand) };
  });
}

function parseCommand(entry: string | YamlCommand): Command {
  const { run, stdin, env = {}, versions } = typeof entry === 'string' ? { run: entry } : entry;
  if (typeof run !== 'string') throw new Error(`no command: ${JSON.stringify(entry)}`);
  return { line: run.trimEnd(), stdin, env, versions: chooseVersions(versions) };
}

function chooseVersions(named: readonly string[] | undefined): KubectlVersion[] {
  return kubectlVersions.filter((version) => named?.includes(version) ?? true);
}

/** A line `# --- name` starts a scenario; other comments are dropped, but for those in a here-document. */
function parseLines(text: string, file: string): Scenario[] {
  const first = { name: basename(file), lines: [] as string[] };
  const parts = [first];
  const lines = text.split('\n');
  while (lines.length > 0) {
    const line = lines.shift() ?? '';
    const name = /^#\s*---\s*(.+)$/.exec(line)?.[1];
    if (name !== undefined) parts.push({ name, lines: [] });
    else if (line.trim() !== '' && !line.trimStart().startsWith('#')) {
      parts.at(-1)?.lines.push(takeCommand(line, lines));
    }
  }
  const folder = dirname(resolve(file));
  return parts
    .filter((part) => part.lines.length > 0)
    .map(({ name, lines: commands }) => ({
      name,
      files: {},
      folder,
      cold: false,
      versions: kubectlVersions,
      commands: commands.map(parseCommand),
    }));
}

/** The line with what belongs to it: continued lines and here-documents. */
function takeCommand(first: string, lines: string[]): string {
  const taken = [first];
  while (taken.at(-1)?.endsWith('\\') && lines.length > 0) taken.push(lines.shift() ?? '');
  for (const [, word] of taken.join('\n').matchAll(/<<-?\s*['"]?(\w+)['"]?/g)) {
    for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
      taken.push(line);
      if (line.trim() === word) break;
    }
  }
  return taken.join('\n');
}
