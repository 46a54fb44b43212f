import type { Exchange } from '../exchange/exchange.ts';
import { duration, elapsed, formatBytes } from './amounts.ts';
import { escapeControls } from './escape.ts';
import { statusStyle } from './paint.ts';
import type { Sheet } from './sheet.ts';
import { statusField } from './status-words.ts';
import { displayWidth, shortenMiddle } from './width.ts';

/** As many of a run of discovery requests have a line each; the rest of it (38 with a cold cache) shares one. */
const LINES = 4;

const HINT = '--discovery show';

/** Folds what kubectl asks to learn the API itself. An instance serves one run of the program. */
export class DiscoveryLines {
  #inRow = 0;
  #hintGiven = false;
  #held: Exchange[] = [];

  /**
   * One line, set off from what stands before the first of a run, or none yet. A failure is always shown: it may be
   * the whole story.
   */
  add(sheet: Sheet, exchange: Exchange): void {
    if (this.#inRow++ === 0) sheet.end();
    const failed = exchange.error !== undefined || (exchange.response?.status ?? 0) >= 500;
    if (this.#inRow > LINES && !failed) this.#held.push(exchange);
    else {
      this.#release(sheet);
      this.#line(sheet, exchange);
    }
  }

  /** The line for what was held back: to be called before anything else is shown, and at the end. */
  flush(sheet: Sheet): void {
    this.#release(sheet);
    this.#inRow = 0;
  }

  #release(sheet: Sheet): void {
    const held = this.#held;
    this.#held = [];
    const [only] = held;
    if (only === undefined) return;
    if (held.length === 1) {
      this.#line(sheet, only);
      return;
    }
    const ids = held.map(({ id }) => id);
    const first = Math.min(...ids);
    const last = Math.max(...ids);
    const received = held.reduce((sum, { response }) => sum + (response?.body.size ?? 0), 0);
    sheet.write(`#${first}-${last}`, 'faint');
    sheet.write(
      `  ${held.length} more discovery requests in ${elapsed(held, ({ timing }) => duration(timing))} milliseconds  ${formatBytes(received)}`,
    );
    sheet.note(HINT).end();
  }

  #line(sheet: Sheet, exchange: Exchange): void {
    const { id, request, response } = exchange;
    const path = escapeControls(request.url.replace(/^[a-z]+:\/\/[^/]*/, ''));
    const status =
      response === undefined
        ? 'no response'
        : escapeControls(`${response.status} ${response.statusText.slice(0, 30)}`).trimEnd();
    // What an error says stands in its own words.
    const size = response === undefined || response.status >= 400 ? 0 : response.body.size;
    const tail = `  ${status} in ${duration(exchange.timing)} milliseconds${size === 0 ? '' : `  ${formatBytes(size)}`}`;
    const method = escapeControls(request.method.slice(0, 10));
    const prefix = `#${id}  ${method} `;
    // The query is always `?timeout=32s`: the first thing to go where the line is too long.
    const hint = this.#hintGiven ? '' : `   (${HINT})`;
    const room = sheet.width - displayWidth(prefix + tail + hint);
    const shown =
      displayWidth(path) <= room ? path : shortenMiddle(path.replace(/\?.*/s, ''), Math.max(room, 12));
    sheet.write(`#${id}`, 'faint').write(`  ${method} ${shown}`);
    if (sheet.room < displayWidth(tail)) sheet.end().write('    ');
    sheet.write('  ').flow(status, 6, response === undefined ? 'failed' : statusStyle(response.status));
    sheet.flow(tail.slice(2 + status.length), 6);
    const why =
      exchange.error ?? ((response?.status ?? 0) >= 400 ? statusField(exchange, 'message') : undefined);
    if (why !== undefined) sheet.word(why);
    if (exchange.open === true) sheet.word('still open when kubectl ended');
    if (!this.#hintGiven) sheet.note(HINT);
    this.#hintGiven = true;
    sheet.end();
  }
}
