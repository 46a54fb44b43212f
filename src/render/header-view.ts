import type { RawHeader } from '../exchange/exchange.ts';
import { count } from './amounts.ts';
import type { Sheet } from './sheet.ts';

/** What every exchange has and nobody asks for: of use to proxies, caches and connection pools. */
const ROUTINE =
  /^(accept-encoding|accept-ranges|age|audit-id|cache-control|connection|content-encoding|content-length|date|etag|expires|host|keep-alive|kubectl-session|last-modified|pragma|sec-websocket-(?:accept|key|version)|strict-transport-security|trailer|transfer-encoding|vary|x-content-type-options|x-kubernetes-pf-.*)$/i;

/** A header of more than this many characters is cut: cookies and tokens of 16 KiB exist. */
const LONGEST_VALUE = 400;

/**
 * Writes the headers worth reading, one a line, and folds the others into a count. What the client repeats on every
 * request is shown once: a later block points to the one that has it. An instance serves one direction of one run.
 */
export class HeaderView {
  readonly #repeats: boolean;
  readonly #seen = new Map<string, number>();

  /** @param foldRepeats whether a header that an earlier block showed is folded */
  constructor(foldRepeats: boolean) {
    this.#repeats = foldRepeats;
  }

  write(sheet: Sheet, label: string, headers: readonly RawHeader[], id: number): void {
    if (headers.length === 0) return;
    const shown: RawHeader[] = [];
    const sources = new Set<number>();
    let routine = 0;
    let repeated = 0;
    for (const header of headers) {
      const source = this.#repeats ? this.#seen.get(keyOf(header)) : undefined;
      if (ROUTINE.test(header[0])) routine++;
      else if (source !== undefined && source !== id) {
        repeated++;
        sources.add(source);
      } else {
        shown.push(header);
        if (this.#repeats) this.#seen.set(keyOf(header), id);
      }
    }
    sheet.write(label);
    const note = foldNote(repeated, sources, routine);
    // Warnings are what the server wants people to read.
    shown.sort((a, b) => Number(isWarning(b)) - Number(isWarning(a)));
    for (const header of shown) {
      sheet.end();
      writeHeader(sheet, header);
    }
    if (note !== undefined) sheet.note(note);
    sheet.end();
  }
}

function foldNote(repeated: number, sources: ReadonlySet<number>, routine: number): string | undefined {
  if (repeated === 0 && routine === 0) return undefined;
  const blocks = [...sources].sort((a, b) => a - b).map((id) => `#${id}`);
  const where = blocks.length > 3 ? 'before' : `in ${blocks.join(', ').replace(/, ([^,]*)$/, ' and $1')}`;
  if (repeated === 0) return `+${count(routine, 'routine header')}: -v 8`;
  const repeats = `+${count(repeated, 'header')} as ${where}`;
  return routine === 0 ? repeats : `${repeats}, +${routine} routine: -v 8`;
}

function writeHeader(sheet: Sheet, header: RawHeader): void {
  const [name, value] = header;
  const style = isWarning(header) ? 'warning' : 'plain';
  sheet.write('    ').flow(`${name.slice(0, 100)}:`, 6, isWarning(header) ? 'warning' : 'key');
  const rest = value.length - LONGEST_VALUE;
  if (rest < 40) sheet.flow(` ${value}`, 6, style);
  else sheet.flow(` ${value.slice(0, LONGEST_VALUE)}`, 6, style).note(`… ${rest} more characters: -v 8`);
}

function isWarning([name]: RawHeader): boolean {
  return name.toLowerCase() === 'warning';
}

function keyOf([name, value]: RawHeader): string {
  return `${name.toLowerCase()}: ${value}`;
}
