import type { Exchange } from '../exchange/exchange.ts';
import { isFollowedLog } from '../exchange/long-running.ts';
import type { WatchEvent } from '../exchange/watch-event.ts';
import { duration, headDuration } from './amounts.ts';
import { writeRequestBody, writeResponseBody } from './body-view.ts';
import { DiscoveryLines } from './discovery-lines.ts';
import { isEndedByKubectl } from './endings.ts';
import { FallbackWords } from './fallback-words.ts';
import { HeaderView } from './header-view.ts';
import { LiveLines, liveLabel } from './live-lines.ts';
import { hiddenDiscovery } from './omissions.ts';
import { statusStyle } from './paint.ts';
import type { Renderer, RenderSettings, RunInfo } from './renderer.ts';
import { Reopened } from './reopened.ts';
import { writeRunLine } from './run-line.ts';
import { Sheet } from './sheet.ts';
import { type LateWord, Story } from './story.ts';
import { closingWords, openingWords } from './stream-words.ts';
import { writeAsked, writeTunnel } from './tunnel-view.ts';
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

  const live = new Map<number, LiveLines>();
  const reopened = new Reopened();
  const fallback = new FallbackWords();

  return { head, opened, event, exchange, summary };

  function head(run: RunInfo): string {
    story = new Story({ args: run.args, filtered: settings.filtered === true });
    server = run.server;
    writeRunLine(sheet, run);
    sheet.end();
    return sheet.take();
  }

  function opened(exchange: Exchange): string {
    writeDecided(exchange);
    discovery.flush(sheet);
    live.set(exchange.id, new LiveLines(sheet, exchange.id));
    writeBlock(exchange, [openingWords(exchange), reopened.of(exchange)]);
    if (!isFollowedLog(exchange.request)) sheet.write('Response Body:').note('objects: -v 9').end();
    return sheet.take();
  }

  function event(exchange: Exchange, event: WatchEvent): string {
    discovery.flush(sheet);
    reopened.event(exchange, event);
    live.get(exchange.id)?.write(event);
    return sheet.take();
  }

  function exchange(exchange: Exchange): string {
    const isOpened = live.delete(exchange.id);
    reopened.end(exchange);
    if (isOpened) return closing(exchange);
    writeDecided(exchange);
    if (!exchange.request.info.isDiscovery || settings.discovery === 'show') {
      discovery.flush(sheet);
      writeBlock(exchange, [story.of(exchange), fallback.of(exchange)]);
    } else if (settings.discovery === 'fold') discovery.add(sheet, exchange);
    else hidden++;
    return sheet.take();
  }

  function closing(exchange: Exchange): string {
    const { id, request, response, error } = exchange;
    discovery.flush(sheet);
    const style = error === undefined || isEndedByKubectl(exchange) ? 'word' : 'failed';
    const label = liveLabel(id);
    sheet.write(label, 'faint').flow(closingWords(exchange), label.length, style).end();
    // The events have been shown; of a log nothing has.
    if (response !== undefined && isFollowedLog(request)) writeResponseBody(sheet, response.body, settings);
    return sheet.take();
  }

  function writeDecided(exchange: Exchange): void {
    const late = story.before(exchange);
    if (late.length > 0) discovery.flush(sheet);
    for (const word of late) writeLate(sheet, word);
  }

  function writeBlock(exchange: Exchange, words: readonly (string | undefined)[]): void {
    const { id, request, response } = exchange;
    sheet.end().write(`#${id}`, 'faint').write('  ');
    writeUrl(sheet, request.method, request.url, server);
    requestHeaders.write(sheet, 'Request Headers:', request.headers, id);
    writeRequestBody(sheet, request.body, settings);
    writeAsked(sheet, exchange);
    writeStatus(exchange, words.filter((it) => it !== undefined).join('; '));
    if (response === undefined) return;
    responseHeaders.write(sheet, 'Response Headers:', response.headers, id);
    writeResponseBody(sheet, response.body, settings, request.body);
    writeTunnel(sheet, exchange);
  }

  function writeStatus(exchange: Exchange, words: string): void {
    const { response, timing } = exchange;
    if (response === undefined) {
      sheet
        .write('Response Status: ')
        .write('none', 'failed')
        .write(` after ${duration(timing)} milliseconds`);
      if (exchange.error !== undefined) sheet.word(exchange.error);
    } else {
      const status = `${response.status} ${response.statusText.slice(0, 200)}`.trimEnd();
      sheet.write('Response Status: ').flow(status, 4, statusStyle(response.status));
      // The time of a tunnel is its own.
      const took = exchange.tunnel === undefined ? duration(timing) : headDuration(timing);
      sheet.flow(` in ${took} milliseconds`, 4);
    }
    if (words !== '') sheet.word(words);
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
