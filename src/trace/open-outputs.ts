import type { OutputTarget } from '../args/outputs.ts';
import type { FormatName } from '../render/formats.ts';
import { openTraceFile } from './trace-file.ts';
import type { TraceWriter } from './writer.ts';

/** One of the forms of a trace, and where it goes. */
export interface OpenOutput {
  format: FormatName;
  /** Whether it is printed; else it is written to a file. */
  isPrinted: boolean;
  /** Whether it is the file in which the run is kept: whole, and always masked. */
  isKept?: boolean;
  writer: TraceWriter;
}

/**
 * Opens the files that are to be written, all of them before anything runs.
 *
 * @param screen what is printed goes there
 * @throws UserError
 */
export function openOutputs(targets: readonly OutputTarget[], screen: TraceWriter): OpenOutput[] {
  return targets.map(({ format, file }) => ({
    format,
    isPrinted: file === undefined,
    writer: file === undefined ? screen : openTraceFile(file),
  }));
}
