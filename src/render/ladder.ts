import type { Body, Exchange, RawHeader } from '../exchange/exchange.ts';
import { formatBytes } from './amounts.ts';
import { escapeControls, escapeLines } from './escape.ts';
import { createPaint, statusStyle } from './paint.ts';
import type { Renderer, RenderSettings, RunInfo } from './renderer.ts';
import { writeRunLine } from './run-line.ts';
import { Sheet } from './sheet.ts';

type Verbosity = NonNullable<RenderSettings['verbosity']>;

/** Where kubectl cuts bodies, in bytes. */
const BODY_LIMIT: Record<Verbosity, number> = { 6: 0, 7: 0, 8: 1024, 9: 10_240, 10: Infinity };

/**
 * kubectl's own ladder: what `-v=6` … `-v=10` print up to 1.32 (client-go transport/round_trippers.go), without the
 * prefix of klog, in the order of the wire and complete: kubectl leaves out some of the headers that it sends. Lines
 * are not broken for the width, as kubectl's are not.
 */
export function createLadder(settings: RenderSettings, verbosity: Verbosity): Renderer {
  const paint = createPaint(settings.color);
  let hidden = 0;

  return { head, exchange, summary };

  function head(run: RunInfo): string {
    const sheet = new Sheet(settings);
    writeRunLine(sheet, run);
    sheet.end();
    return sheet.take();
  }

  function exchange(exchange: Exchange): string {
    if (exchange.request.info.isDiscovery && settings.discovery !== 'show') {
      if (settings.discovery === 'hide') hidden++;
      return settings.discovery === 'hide'
        ? ''
        : `${urlTiming(exchange)} ${paint('note', '(discovery: --discovery show)')}\n`;
    }
    if (verbosity === 6) return `${isAfterRawOutput(exchange) ? '\n' : ''}${urlTiming(exchange)}\n`;
    // A line of its own first: what kubectl has printed may have ended without one (`get --raw`).
    return `\n${block(exchange).join('\n')}\n`;
  }

  function block(exchange: Exchange): string[] {
    const { request, response } = exchange;
    const lines = [paint('strong', escapeControls(`${request.method} ${request.url}`))];
    lines.push('Request Headers:', ...headerLines(request.headers));
    if (verbosity >= 8) lines.push(...bodyLines('Request Body:', request.body));
    if (verbosity >= 9) lines.push(...timingLines(exchange));
    lines.push(
      `Response Status: ${status(exchange)} in ${headDuration(exchange)} milliseconds${trouble(exchange)}`,
    );
    if (verbosity >= 8 && response !== undefined) {
      lines.push('Response Headers:', ...headerLines(response.headers));
      lines.push(...bodyLines('Response Body:', response.body));
    }
    return lines;
  }

  function urlTiming(exchange: Exchange): string {
    const request = escapeControls(`${exchange.request.method} ${exchange.request.url}`);
    return `${request} ${status(exchange)} in ${headDuration(exchange)} milliseconds${trouble(exchange)}`;
  }

  function status({ response }: Exchange): string {
    if (response === undefined) return '';
    const text = `${response.status} ${escapeControls(response.statusText)}`.trimEnd();
    return paint(statusStyle(response.status), text);
  }

  function trouble({ error, open }: Exchange): string {
    const said = [error, open === true ? 'still open when kubectl ended' : undefined].filter(
      (it) => it !== undefined,
    );
    return said.map((it) => ` ${paint('failed', `(${escapeControls(it)})`)}`).join('');
  }

  function headerLines(headers: readonly RawHeader[]): string[] {
    return headers.map(([name, value]) => `    ${escapeControls(name)}: ${escapeControls(value)}`);
  }

  function bodyLines(label: string, body: Body): string[] {
    const lines: string[] = [];
    if (body.text !== undefined && body.text !== '') {
      lines.push(`${label} ${cutBytes(body.text.replace(/\r?\n$/, ''), BODY_LIMIT[verbosity])}`);
    } else if (body.size > 0) {
      lines.push(`${label} ${paint('note', `[${withheldWords(body)}, ${formatBytes(body.size)}]`)}`);
    }
    if (body.recorded !== undefined && body.recorded < body.size) {
      const words = `[recorded: the first ${formatBytes(body.recorded)} of ${formatBytes(body.size)}]`;
      lines.push(paint('note', words));
    }
    return lines;
  }

  function summary(): string {
    return hidden === 0 || settings.summary !== false
      ? ''
      : `${paint('note', `(${hidden} of discovery hidden: --discovery fold)`)}\n`;
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
  parts.push(`Duration ${headDuration(exchange)} ms`);
  return [...trace, `HTTP Statistics: ${parts.join(' ')}`];
}

/** kubectl's clock stops when the head of the response is there. */
function headDuration({ timing }: Exchange): number {
  return Math.round(timing.firstByte ?? timing.end ?? 0);
}

/** Cuts as kubectl does, who counts bytes; a character is never cut in two. */
function cutBytes(text: string, limit: number): string {
  const bytes = text.length * 3 <= limit ? 0 : Buffer.byteLength(text);
  if (bytes <= limit) return escapeLines(text);
  let head = text.slice(0, limit);
  let kept = Buffer.byteLength(head);
  while (kept > limit) {
    head = head.slice(0, head.length - Math.max(1, Math.floor((kept - limit) / 3)));
    kept = Buffer.byteLength(head);
  }
  if (/[\ud800-\udbff]$/.test(head)) head = head.slice(0, -1);
  return `${escapeLines(head)} [truncated ${bytes - Buffer.byteLength(head)} chars]`;
}

function withheldWords(body: Body): string {
  const reason = escapeControls(body.withheld ?? 'not recorded');
  return reason.startsWith('binary') ? reason : `withheld: ${reason}`;
}
