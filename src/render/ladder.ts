import type { Body, Exchange, RawHeader } from '../exchange/exchange.ts';
import { isFollowedLog } from '../exchange/long-running.ts';
import { headDuration } from './amounts.ts';
import { cutBytes } from './cut-bytes.ts';
import { endingOf, isEndedByKubectl } from './endings.ts';
import { escapeControls, escapeLines } from './escape.ts';
import { createLiveLadder } from './live-ladder.ts';
import { hiddenDiscovery, unrecordedRest, withheldBody } from './omissions.ts';
import { createPaint, statusStyle } from './paint.ts';
import type { Renderer, RenderSettings, RunInfo } from './renderer.ts';
import { writeRunLine } from './run-line.ts';
import { Sheet } from './sheet.ts';
import { tunnelLines } from './tunnel-lines.ts';
import { formatYaml } from './yaml-lines.ts';

type Verbosity = NonNullable<RenderSettings['verbosity']>;

/** Where kubectl cuts bodies, in bytes. */
const BODY_LIMIT: Record<Verbosity, number> = { 6: 0, 7: 0, 8: 1024, 9: 10_240, 10: Infinity };

/** How many frames of a tunnel are listed; kubectl lists none. */
const FRAME_LIMIT: Record<Verbosity, number> = { 6: 0, 7: 0, 8: 25, 9: 250, 10: Infinity };

/**
 * kubectl's own ladder: what `-v=6` … `-v=10` print up to 1.32 (client-go transport/round_trippers.go), without the
 * prefix of klog, in the order of the wire and complete: kubectl leaves out some of the headers that it sends. Lines
 * are not broken for the width, as kubectl's are not.
 */
export function createLadder(settings: RenderSettings, verbosity: Verbosity): Renderer {
  const paint = createPaint(settings.color);
  let hidden = 0;
  let cut = false;

  const live = createLiveLadder(settings, verbosity, BODY_LIMIT[verbosity]);

  return { head, opened, event: live.event, exchange, summary };

  function head(run: RunInfo): string {
    const sheet = new Sheet(settings);
    writeRunLine(sheet, run);
    sheet.end();
    return sheet.take();
  }

  /** As kubectl, which writes of an answer when its head has come. */
  function opened(exchange: Exchange): string {
    live.open(exchange);
    return whole(exchange) + (verbosity >= 8 && !isFollowedLog(exchange.request) ? 'Response Body:\n' : '');
  }

  function exchange(exchange: Exchange): string {
    const closing = live.close(exchange);
    if (closing === undefined) return whole(exchange);
    const { request, response } = exchange;
    const log =
      verbosity >= 8 && response !== undefined && isFollowedLog(request) ? response.body : undefined;
    const text = log === undefined ? [] : bodyLines('Response Body:', log);
    return [closing, ...text].map((line) => `${line}\n`).join('');
  }

  function whole(exchange: Exchange): string {
    if (exchange.request.info.isDiscovery && settings.discovery !== 'show') {
      if (settings.discovery === 'hide') hidden++;
      return settings.discovery === 'hide'
        ? ''
        : `${urlTiming(exchange)} ${paint('note', '(discovery: --discovery show)')}\n`;
    }
    if (verbosity === 6) return `${isAfterRawOutput(exchange) ? '\n' : ''}${urlTiming(exchange)}\n`;
    // A line end first: what kubectl has printed may have ended without one (`get --raw`). The number stands apart, so
    // that `GET https://…` begins its line as in kubectl's log, and the table still leads here.
    return `\n${paint('faint', `#${exchange.id}`)}\n${block(exchange).join('\n')}\n`;
  }

  function block(exchange: Exchange): string[] {
    const { request, response } = exchange;
    const lines = [paint('strong', escapeControls(`${request.method} ${request.url}`))];
    lines.push('Request Headers:', ...headerLines(request.headers));
    if (verbosity >= 8) lines.push(...bodyLines('Request Body:', request.body));
    if (verbosity >= 9) lines.push(...timingLines(exchange));
    lines.push(
      `Response Status: ${status(exchange)} in ${headDuration(exchange.timing)} milliseconds${trouble(exchange)}`,
    );
    if (verbosity >= 8 && response !== undefined) {
      lines.push('Response Headers:', ...headerLines(response.headers));
      lines.push(...bodyLines('Response Body:', response.body));
    }
    if (verbosity >= 8 && exchange.tunnel !== undefined) {
      const limits = { payload: BODY_LIMIT[verbosity], frames: FRAME_LIMIT[verbosity] };
      lines.push(...tunnelLines(exchange.tunnel, limits));
    }
    return lines;
  }

  function urlTiming(exchange: Exchange): string {
    const request = escapeControls(`${exchange.request.method} ${exchange.request.url}`);
    return `${request} ${status(exchange)} in ${headDuration(exchange.timing)} milliseconds${trouble(exchange)}`;
  }

  function status({ response }: Exchange): string {
    if (response === undefined) return '';
    const text = `${response.status} ${escapeControls(response.statusText)}`.trimEnd();
    return paint(statusStyle(response.status), text);
  }

  function trouble(exchange: Exchange): string {
    const open = exchange.open === true ? 'still open when kubectl ended' : undefined;
    const style = isEndedByKubectl(exchange) ? 'note' : 'failed';
    const said = [endingOf(exchange), open].filter((it) => it !== undefined);
    return said.map((it) => ` ${paint(style, `(${escapeControls(it)})`)}`).join('');
  }

  function headerLines(headers: readonly RawHeader[]): string[] {
    return headers.map(([name, value]) => `    ${escapeControls(name)}: ${escapeControls(value)}`);
  }

  function bodyLines(label: string, body: Body): string[] {
    const lines: string[] = [];
    if (body.text !== undefined && body.text !== '') {
      const yaml = settings.body === 'yaml' ? formatYaml(body.text) : undefined;
      const { head, left } = cutBytes(yaml ?? body.text.replace(/\r?\n$/, ''), BODY_LIMIT[verbosity]);
      lines.push(
        `${label}${yaml === undefined ? ' ' : '\n'}${escapeLines(head)}${left === 0 ? '' : ` [truncated ${left} chars]`}`,
      );
      cut ||= left > 0;
    } else if (body.size > 0) {
      lines.push(`${label} ${paint('note', escapeControls(withheldBody(body)))}`);
    }
    const unrecorded = unrecordedRest(body);
    if (unrecorded !== undefined) lines.push(paint('note', unrecorded));
    return lines;
  }

  function summary(): string {
    const notes: string[] = [];
    // `[truncated N chars]` is kubectl's own and says nothing of a way out.
    if (cut)
      notes.push(
        '',
        `(bodies cut at ${BODY_LIMIT[verbosity]} bytes: ${verbosity === 8 ? '-v 9, ' : ''}-v 10)`,
      );
    // With a table, the table says it.
    if (hidden > 0 && settings.summary === false) notes.push(hiddenDiscovery(hidden));
    return notes.map((note) => `${paint('note', note)}\n`).join('');
  }
}

/** Whether this may be what `get --raw` has just printed as it is, without a newline at its end. */
function isAfterRawOutput({ request, response }: Exchange): boolean {
  return !request.info.isResourceRequest && response?.body.text?.endsWith('\n') === false;
}

/** As kubectl: two lines on a new connection, and what a reused one cost. */
function timingLines(exchange: Exchange): string[] {
  const { connection, timing } = exchange;
  const trace: string[] = [];
  const parts: string[] = [];
  if (connection.reused) parts.push('GetConnection 0 ms');
  else {
    trace.push(`HTTP Trace: Dial to tcp:${escapeControls(connection.remoteAddress)} succeed`);
    parts.push(`DNSLookup ${Math.round(connection.dns)} ms`, `Dial ${Math.round(connection.dial)} ms`);
    parts.push(`TLSHandshake ${Math.round(connection.tls ?? 0)} ms`);
  }
  if (timing.firstByte !== undefined) {
    parts.push(`ServerProcessing ${Math.round(Math.max(0, timing.firstByte - (timing.requestEnd ?? 0)))} ms`);
  }
  parts.push(`Duration ${headDuration(timing)} ms`);
  return [...trace, `HTTP Statistics: ${parts.join(' ')}`];
}
