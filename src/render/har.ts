import { isIP } from 'node:net';
import type { Body, Exchange, ExchangeRequest, ExchangeResponse, RawHeader } from '../exchange/exchange.ts';
import { headerValue } from '../exchange/headers.ts';
import { escapeControls } from './escape.ts';
import { cookiesOf, queryOf, responseCookiesOf } from './har-lists.ts';
import { messagesOf } from './har-messages.ts';
import { timingsOf } from './har-timings.ts';
import { toTraceFields } from './har-trace-fields.ts';
import { toRunRecord } from './record.ts';
import type { CreateRenderer, RunInfo } from './renderer.ts';

/**
 * `har`: one HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec/), an entry a line. Everything in it,
 * the parsed copies in `queryString` and `cookies` too, is taken from the redacted texts. What HAR has no field for stands in
 * `_kubectlTrace`, so that src/saved reads back what was recorded.
 */
export const createRenderer: CreateRenderer = () => {
  let isBegun = false;
  let entries = 0;
  const begin = (run?: RunInfo) => {
    isBegun = true;
    const creator = { name: 'kubectl trace', version: VERSION };
    const kubectlVersion = run?.kubectlVersion;
    const browser = kubectlVersion === undefined ? undefined : { name: 'kubectl', version: kubectlVersion };
    const _kubectlTrace = run && { run: toRunRecord(run) };
    const log = toJson({ version: '1.2', creator, browser, _kubectlTrace }).slice(0, -1);
    return `{"log":${log},"entries":[\n`;
  };
  return {
    head: begin,
    exchange: (exchange) => `${entries++ === 0 ? '' : ','}${toJson(toEntry(exchange))}\n`,
    summary: () => `${isBegun ? '' : begin()}]}}\n`,
  };
};

declare const KUBECTL_TRACE_VERSION: string | undefined;
/** Set by scripts/build.mjs; the sources alone have none. */
const VERSION = typeof KUBECTL_TRACE_VERSION === 'undefined' ? '0.0.0' : KUBECTL_TRACE_VERSION;

/** JSON.stringify leaves DEL, C1 and the bidi marks as they are. */
function toJson(value: unknown): string {
  return escapeControls(JSON.stringify(value));
}

function toEntry(exchange: Exchange): object {
  const { request, response, timing, connection, error } = exchange;
  const { time, timings } = timingsOf(timing, connection);
  return {
    startedDateTime: new Date(timing.startedAt).toISOString(),
    time,
    request: toRequest(request),
    response: response === undefined ? NO_RESPONSE : toResponse(response),
    cache: {},
    timings,
    connection: String(connection.id),
    ...serverAddress(connection.remoteAddress),
    _resourceType: response?.status === 101 && isWebSocket(response.headers) ? 'websocket' : undefined,
    _webSocketMessages: messagesOf(exchange),
    _error: error,
    _kubectlTrace: toTraceFields(exchange),
  };
}

function toRequest({ method, url, httpVersion, headers, body }: ExchangeRequest): object {
  return {
    method,
    url,
    httpVersion: `HTTP/${httpVersion}`,
    cookies: cookiesOf(headers),
    headers: toNamed(headers),
    queryString: queryOf(url),
    postData:
      body.size === 0 && body.text === undefined
        ? undefined
        : { mimeType: typeOf(headers, body), text: body.text ?? '', ...toComment(body) },
    headersSize: -1,
    bodySize: body.size,
  };
}

function toResponse({ status, statusText, httpVersion, headers, body }: ExchangeResponse): object {
  // What the text takes when unpacked; masking may have changed it by some bytes.
  const size = body.text === undefined ? (body.bytes?.length ?? body.size) : Buffer.byteLength(body.text);
  return {
    status,
    statusText,
    httpVersion: `HTTP/${httpVersion}`,
    cookies: responseCookiesOf(headers),
    headers: toNamed(headers),
    // There are readers that count on a text.
    content: { size, mimeType: typeOf(headers, body), ...toContent(body), ...toComment(body) },
    redirectURL: headerValue(headers, 'location') ?? '',
    headersSize: -1,
    bodySize: body.size,
  };
}

/** In base64 what is no text and may be shown. */
function toContent({ text, bytes }: Body): { text: string; encoding?: 'base64' } {
  if (text !== undefined || bytes === undefined) return { text: text ?? '' };
  return { text: Buffer.from(bytes).toString('base64'), encoding: 'base64' };
}

/** As browsers write what was never answered. */
const NO_RESPONSE = {
  status: 0,
  statusText: '',
  httpVersion: '',
  cookies: [],
  headers: [],
  content: { size: 0, mimeType: 'x-unknown', text: '' },
  redirectURL: '',
  headersSize: -1,
  bodySize: -1,
};

function toNamed(headers: readonly RawHeader[]): object[] {
  return headers.map(([name, value]) => ({ name, value }));
}

/** With its parameters, as the specification has it. */
function typeOf(headers: readonly RawHeader[], body: Body): string {
  return headerValue(headers, 'content-type') ?? body.mediaType;
}

/** Why a text is not there or not whole. */
function toComment({ size, decodedFrom, recorded, withheld, masked }: Body): { comment?: string } {
  const words = [
    decodedFrom === undefined ? undefined : `decoded from ${decodedFrom}`,
    withheld === undefined ? undefined : `not here: ${withheld}`,
    recorded === undefined ? undefined : `the first ${recorded} of ${size} bytes`,
    masked === 0 ? undefined : `${masked} values masked`,
  ].filter((word) => word !== undefined);
  return words.length === 0 ? {} : { comment: words.join('; ') };
}

function isWebSocket(headers: readonly RawHeader[]): boolean {
  return headerValue(headers, 'upgrade')?.toLowerCase() === 'websocket';
}

/** An address without its port and, of IPv6, its brackets. */
function serverAddress(remote: string): { serverIPAddress?: string } {
  const address = /^\[?(.+?)\]?:\d+$/.exec(remote)?.[1];
  return address === undefined || isIP(address) === 0 ? {} : { serverIPAddress: address };
}
