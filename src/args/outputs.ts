import { resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { FORMAT_NAMES, type FormatName, formatOfFile } from '../render/formats.ts';

/** One of the forms that a trace takes. */
export interface OutputTarget {
  format: FormatName;
  /** A path; undefined where it is printed. */
  file: string | undefined;
}

/** The value of one `--write`. */
export interface WriteTarget {
  /** That the value itself chooses: by its ending, or `FORMAT:FILE`. */
  format: FormatName | undefined;
  file: string;
}

/**
 * Reads `FILE` or `FORMAT:FILE`. Only the name of a format counts before the colon: `C:\run.har` and `a:b.har` are files.
 * @throws UserError
 */
export function parseWrite(value: string): WriteTarget {
  const colon = value.indexOf(':');
  const format = FORMAT_NAMES.find((name) => name === value.slice(0, Math.max(0, colon)));
  const file = format === undefined ? value : value.slice(colon + 1);
  const hint = "see 'kubectl trace --help'";
  if (file === '') throw new UserError(`--write ${value} names no file`, { hint: `${value}FILE` });
  if (file === '-') throw new UserError("--write takes a file, not '-': stdout is kubectl's alone", { hint });
  return { format: format ?? formatOfFile(file), file };
}

/**
 * What is printed and what is written. A file without a format of its own takes that of `--output`. Printed is what no file
 * has taken: without `--write` always, else what `--output` names and no file is written in.
 * @throws UserError
 */
export function chooseOutputs(
  output: FormatName | undefined,
  writes: readonly WriteTarget[],
): readonly OutputTarget[] {
  const files = writes.map(({ format, file }) => ({ format: format ?? output ?? 'text', file }));
  const paths = files.map(({ file }) => resolve(file));
  const twice = files.find(({ file }, index) => paths.indexOf(resolve(file)) !== index);
  if (twice !== undefined)
    throw new UserError(`--write names ${twice.file} twice`, { hint: 'each format needs a file of its own' });
  const isPrinted =
    writes.length === 0 || (output !== undefined && !files.some(({ format }) => format === output));
  return isPrinted ? [{ format: output ?? 'text', file: undefined }, ...files] : files;
}
