import { isIP } from 'node:net';
import type { Exchange, RawHeader } from '../exchange/exchange.ts';
import { headerValue } from '../exchange/headers.ts';
import { isLongRunning } from '../exchange/long-running.ts';
import { bodyValues } from './klog-body.ts';
import { goQuote, type KlogValue, klogEntry } from './klog-entry.ts';
import type { CreateRenderer } from './renderer.ts';

/** Where kubectl cuts bodies, in bytes. */
const BODY_LIMIT = { 6: 0, 7: 0, 8: 1024, 9: 10_240, 10: Infinity };

/**
 * `klog`: the lines that kubectl 1.35 itself logs at `-v 6` … `-v 10` (8 where nothing is said), in klog's own form, for
 * what reads that. It differs from kubectl's in that all headers are there that were sent, more is masked than
 * `Authorization`, and an answer of 304 is one. Where klog has the process, the number of the connection stands.
 * Source: client-go transport/round_trippers.go and rest/request.go, whose lines in 1.35 the entries name.
 */
export const createRenderer: CreateRenderer = ({ verbosity = 8, discovery }) => {
  const opened = new Set<number>();
  let isRaw = false;

  const render = (exchange: Exchange): string => {
    if (exchange.request.info.isDiscovery && discovery === 'hide') return '';
    const { timing, connection } = exchange;
    const entry = (after: number, source: string, message: string, values: Values): string =>
      klogEntry({ time: timing.startedAt + after, thread: connection.id, source }, message, values);
    const { firstByte = timing.end ?? timing.requestEnd ?? 0, end = firstByte } = timing;
    const limit = BODY_LIMIT[verbosity];
    const { request, response } = exchange;
    let log = '';
    if (verbosity >= 8 && !isUpgrade(exchange))
      log += entry(0, 'request.go:1300', 'Request Body', bodyValues(request.body, limit));
    if (verbosity >= 7)
      log += entry(0, 'round_trippers.go:527', 'Request', requestValues(exchange, verbosity));
    if (verbosity >= 9) log += connectionEntries(exchange, entry);
    log += entry(firstByte, 'round_trippers.go:632', 'Response', responseValues(exchange, verbosity));
    if (verbosity >= 8 && response !== undefined && !isStreamed(exchange, isRaw))
      log += entry(end, 'request.go:1300', 'Response Body', bodyValues(response.body, limit));
    return log;
  };

  return {
    head({ args = [] }) {
      isRaw = args.some((arg) => /^--raw(?:=|$)/.test(arg));
      return '';
    },
    opened(exchange) {
      opened.add(exchange.id);
      return render(exchange);
    },
    event: () => '',
    exchange: (exchange) => (opened.delete(exchange.id) ? '' : render(exchange)),
    summary: () => '',
  };
};

type Values = [key: string, value: KlogValue][];

/** kubectl reads these as they come, and logs none of it, unless the server refuses. */
function isStreamed({ request, response }: Exchange, isRaw: boolean): boolean {
  const status = response?.status ?? 0;
  if (status < 200) return true;
  const { info, method } = request;
  const isStream = isLongRunning(request) || info.subresource === 'log' || (isRaw && method === 'GET');
  return isStream && status < 300;
}

/** exec and its kin do not go through the client that logs bodies. */
function isUpgrade({ request }: Exchange): boolean {
  return headerValue(request.headers, 'upgrade') !== undefined;
}

function requestValues({ request }: Exchange, verbosity: number): Values {
  const { method, url, headers } = request;
  if (verbosity >= 9) return [['curlCommand', curlCommand(method, url, headers)]];
  return [
    ['verb', method],
    ['url', url],
    ['headers', headerLines(headers)],
  ];
}

function responseValues({ request, response, timing, connection }: Exchange, verbosity: number): Values {
  const isWhole = verbosity === 6 || verbosity >= 9;
  const status = response === undefined ? '' : `${response.status} ${response.statusText}`.trimEnd();
  const values: Values = isWhole
    ? [
        ['verb', request.method],
        ['url', request.url],
      ]
    : [];
  values.push(['status', status]);
  if (verbosity >= 8) values.push(['headers', headerLines(response?.headers ?? [])]);
  values.push(['milliseconds', whole(timing.firstByte ?? timing.end)]);
  if (verbosity < 9) return values;
  if (connection.reused) values.push(['getConnectionMilliseconds', 0]);
  else
    values.push(
      ['dnsLookupMilliseconds', whole(connection.dns)],
      ['dialMilliseconds', whole(connection.dial)],
      ['tlsHandshakeMilliseconds', whole(connection.tls)],
    );
  if (timing.firstByte !== undefined)
    values.push(['serverProcessingMilliseconds', whole(timing.firstByte - (timing.requestEnd ?? 0))]);
  return values;
}

function connectionEntries(
  { request, connection }: Exchange,
  entry: (after: number, source: string, message: string, values: Values) => string,
): string {
  if (connection.reused) return '';
  const address = connection.remoteAddress;
  const host = /^[a-z]+:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/?#]*)/i.exec(request.url)?.[1] ?? '';
  const resolved =
    isIP(host.replace(/^\[|\]$/g, '')) > 0
      ? ''
      : entry(0, 'round_trippers.go:548', 'HTTP Trace: DNS Lookup resolved', [['host', host]]);
  const values: Values = [
    ['network', 'tcp'],
    ['address', address],
  ];
  return `${resolved}${entry(0, 'round_trippers.go:562', 'HTTP Trace: Dial succeed', values)}`;
}

/** Sorted by name, each line with its newline: Go keeps headers in a map. */
function headerLines(headers: readonly RawHeader[]): string {
  return headers
    .map(([name, value]): RawHeader => [canonical(name), value.replaceAll(/[\r\n]/g, ' ')])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}

/** What curl makes itself of its other words. */
const OF_THE_CLIENT = /^(?:host|content-length|connection|transfer-encoding)$/i;

function curlCommand(method: string, url: string, headers: readonly RawHeader[]): string {
  const words = headers
    .filter(([name]) => !OF_THE_CLIENT.test(name))
    .map(([name, value]) => ` -H ${goQuote(`${canonical(name)}: ${value}`)}`);
  return `curl -v -X${method} ${words.join('')} '${url}'\n`;
}

/** `Sec-Websocket-Key`: as Go writes the names of headers (net/textproto). */
function canonical(name: string): string {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return name;
  return name
    .toLowerCase()
    .replace(/(^|-)([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase());
}

/** Go's whole milliseconds: what is left over is dropped. */
function whole(milliseconds = 0): number {
  return Math.max(0, Math.floor(milliseconds));
}
