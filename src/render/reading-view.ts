import type { Exchange } from '../exchange/exchange.ts';
import { duration } from './amounts.ts';
import { writeRequestBody, writeResponseBody } from './body-view.ts';
import { DiscoveryLines } from './discovery-lines.ts';
import { HeaderView } from './header-view.ts';
import { hiddenDiscovery } from './omissions.ts';
import { statusStyle } from './paint.ts';
import type { Renderer, RenderSettings, RunInfo } from './renderer.ts';
import { writeRunLine } from './run-line.ts';
import { Sheet } from './sheet.ts';
import { type LateWord, Story } from './story.ts';
import { writeUrl } from './url-view.ts';

/**
 * The reading view: one numbered block an exchange, in the words and order of `kubectl -v=8`, with what nobody reads
 * folded into notes that say how much it is or which option shows it, and a word where the story needs one.
 */
export function createReadingView(settings: RenderSettings): Renderer {
  const sheet = new Sheet(settings);
  const requestHeaders = new HeaderView(true);
  const responseHeaders = new HeaderView(false);
  const discovery = new DiscoveryLines();
  let story = new Story({ args: undefined, filtered: settings.filtered === true });
  let hidden = 0;
  let server = '';

  return { head, exchange, summary };

  function head(run: RunInfo): string {
    story = new Story({ args: run.args, filtered: settings.filtered === true });
    server = run.server;
    writeRunLine(sheet, run);
    sheet.end();
    return sheet.take();
  }

  function exchange(exchange: Exchange): string {
    const late = story.before(exchange);
    if (late.length > 0) discovery.flush(sheet);
    for (const word of late) writeLate(sheet, word);
    if (!exchange.request.info.isDiscovery || settings.discovery === 'show') {
      discovery.flush(sheet);
      writeBlock(exchange);
    } else if (settings.discovery === 'fold') discovery.add(sheet, exchange);
    else hidden++;
    return sheet.take();
  }

  function writeBlock(exchange: Exchange): void {
    const { id, request, response } = exchange;
    sheet.end().write(`#${id}`, 'faint').write('  ');
    writeUrl(sheet, request.method, request.url, server);
    requestHeaders.write(sheet, 'Request Headers:', request.headers, id);
    writeRequestBody(sheet, request.body);
    writeStatus(exchange);
    if (response === undefined) return;
    responseHeaders.write(sheet, 'Response Headers:', response.headers, id);
    writeResponseBody(sheet, response.body);
  }

  function writeStatus(exchange: Exchange): void {
    const { response, timing } = exchange;
    const words = story.of(exchange);
    if (response === undefined) {
      sheet
        .write('Response Status: ')
        .write('none', 'failed')
        .write(` after ${duration(timing)} milliseconds`);
      if (exchange.error !== undefined) sheet.word(exchange.error);
    } else {
      const status = `${response.status} ${response.statusText.slice(0, 200)}`.trimEnd();
      sheet.write('Response Status: ').flow(status, 4, statusStyle(response.status));
      sheet.flow(` in ${duration(timing)} milliseconds`, 4);
    }
    if (words !== undefined) sheet.word(words);
    sheet.end();
  }

  function summary(): string {
    discovery.flush(sheet);
    for (const word of story.end()) writeLate(sheet, word);
    // With a table, the table says it.
    if (hidden > 0 && settings.summary === false) sheet.line(hiddenDiscovery(hidden), 'note');
    return sheet.take();
  }
}

/** A line of its own, numbered as the block that it speaks of. */
function writeLate(sheet: Sheet, { id, target, words }: LateWord): void {
  sheet.end().write(`#${id}`, 'faint').write('  ').flow(target, 4).word(words).end();
}
