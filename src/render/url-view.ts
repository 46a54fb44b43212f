import { escapeControls } from './escape.ts';
import type { Sheet } from './sheet.ts';
import { displayWidth, splitAtWidth } from './width.ts';

/**
 * Writes method and URL. What does not fit goes on below: first the query, then its parameters one by one, then the
 * path at its slashes; but before a path is broken, the origin goes if it is that of `server`, which the first line of
 * the trace has named. Where the width is infinite, URLs stay whole: they are to be copied and searched for.
 */
export function writeUrl(sheet: Sheet, method: string, url: string, server: string): void {
  sheet.write(`${method.slice(0, 30)} `, 'strong');
  const indent = Math.min(sheet.column, 12);
  const safe = escapeControls(shortUrl(url, server, sheet.room));
  if (displayWidth(safe) <= sheet.room) {
    sheet.line(safe, 'strong');
    return;
  }
  const query = safe.indexOf('?');
  const path = query === -1 ? safe : safe.slice(0, query);
  writePieces(sheet, path.split(/(?<=[^/]\/)(?=[^/])/), indent);
  if (query !== -1) {
    sheet.end().write(' '.repeat(indent));
    writePieces(sheet, safe.slice(query).split(/(?=&)/), indent);
  }
  sheet.end();
}

/** Puts as many pieces on each line as fit; a piece wider than a line is broken where the line ends. */
function writePieces(sheet: Sheet, pieces: readonly string[], indent: number): void {
  for (const piece of pieces) {
    if (displayWidth(piece) > sheet.room && sheet.column > indent) sheet.end().write(' '.repeat(indent));
    let [head, rest] = splitAtWidth(piece, Math.max(sheet.room, 1));
    while (rest !== '') {
      sheet.write(head, 'strong').end().write(' '.repeat(indent));
      [head, rest] = splitAtWidth(rest, sheet.room);
    }
    sheet.write(head, 'strong');
  }
}

function shortUrl(url: string, server: string, room: number): string {
  const origin = originOf(url);
  const path = escapeControls(url.split('?', 1)[0] ?? '');
  return displayWidth(path) > room && origin !== undefined && origin === originOf(server)
    ? url.slice(origin.length)
    : url;
}

/** Scheme, host and port, where a path follows. */
function originOf(url: string): string | undefined {
  return /^[a-z]+:\/\/[^/?#]+(?=\/|$)/.exec(url)?.[0];
}
