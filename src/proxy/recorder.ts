import type { IncomingMessage } from 'node:http';
import type { ConnectionInfo, RawHeader, RecordedExchange } from '../exchange/exchange.ts';
import { isLongRunning } from '../exchange/long-running.ts';
import { parseRequestInfo } from '../exchange/request-info.ts';
import type { Side } from '../exchange/tunnel.ts';
import { BodyCapture } from './capture.ts';
import type { LedgerSettings } from './tunnel/tunnel-ledger.ts';
import type { TunnelRecord } from './tunnel/tunnel-record.ts';

/** Who watches the proxy. What it throws is dropped: the trace may fail, the command may not. */
export interface ProxyObserver {
  /** The head of a request has arrived. */
  exchangeStarted(exchange: RecordedExchange): void;
  /** The head of an answer has arrived that has no end of its own: of a watch, of a log that is followed. */
  streamStarted?(exchange: RecordedExchange): void;
  /** A part of such an answer, as it went over the wire. It is on its way to kubectl only when this returns. */
  streamChunk?(exchange: RecordedExchange, chunk: Buffer): void;
  /** The exchange has ended, well or not, or it was still open when the proxy closed. */
  exchangeEnded(exchange: RecordedExchange): void;
  /** Something that concerns no exchange: one line for a person. */
  problem(message: string): void;
}

/** Builds exchanges from what streams past, and hands them to the observer. */
export interface Recorder {
  start(request: RecordedRequest, connection: ConnectionInfo): Recording;
  problem(message: string): void;
  /** How many exchanges are under way. */
  readonly openCount: number;
  /** How many have begun. */
  readonly count: number;
  /** Ends those that are still under way, marked as open. */
  endOpen(): void;
}

/** One exchange being recorded. No method throws; after `end` none does anything. */
export interface Recording {
  requestChunk(chunk: Buffer): void;
  requestEnd(): void;
  responseHead(response: IncomingMessage): void;
  responseChunk(chunk: Buffer): void;
  /**
   * The connection is a tunnel from here on: its bytes go to the record, and the bodies stay empty. Returns what is to
   * be told of them.
   */
  openTunnel(create: (settings: LedgerSettings) => TunnelRecord): TunnelObserver;
  /** @param error what went wrong, in words for a person; absent where nothing did. */
  end(error?: string): void;
}

/** Sees what passes through a tunnel. */
export interface TunnelObserver {
  chunk(from: Side, chunk: Buffer): void;
  /** A side has ended its direction, or broken the connection off. */
  end(from: Side, reset: boolean): void;
}

export interface RecordedRequest {
  method: string;
  /** Absolute. */
  url: string;
  httpVersion: string;
  /** Names and values in turn, as node:http gives them. */
  rawHeaders: readonly string[];
  /** The path of the server's URL (`/k8s/clusters/c-1`), which stands before every API path. */
  basePath: string;
}

export interface RecorderSettings {
  /** How many bytes of each body are kept. */
  captureLimit: number;
  /** Whether what users send through tunnels is kept too: input and output of exec, forwarded bytes. */
  payloads?: boolean;
}

export function createRecorder(observer: ProxyObserver, settings: RecorderSettings): Recorder {
  let lastId = 0;
  const open = new Map<RecordedExchange, (error: string | undefined, stillOpen: boolean) => void>();
  return {
    start(request, connection) {
      const startedAt = Date.now();
      const start = performance.now();
      const sinceStart = () => performance.now() - start;
      const requestBody = new BodyCapture(settings.captureLimit);
      const responseBody = new BodyCapture(settings.captureLimit);
      lastId += 1;
      const url = decodeLatin1(request.url);
      const exchange: RecordedExchange = {
        id: lastId,
        request: {
          method: request.method,
          url,
          httpVersion: request.httpVersion,
          headers: pairHeaders(request.rawHeaders),
          body: requestBody.body(),
          info: parseRequestInfo(request.method, url, request.basePath),
        },
        timing: { startedAt },
        connection,
      };
      let tunnel: TunnelRecord | undefined;
      const end = (error: string | undefined, stillOpen: boolean) => {
        if (!open.delete(exchange)) return;
        exchange.timing.end = sinceStart();
        exchange.request.body = requestBody.body();
        if (exchange.response !== undefined) exchange.response.body = responseBody.body();
        if (tunnel !== undefined) exchange.tunnel = tunnel.tunnel();
        const fault = tunnel === undefined ? error : tunnel.fault();
        if (fault !== undefined) exchange.error = fault;
        if (stillOpen) exchange.open = true;
        observe(() => observer.exchangeEnded(exchange));
      };
      const isStream = isLongRunning(exchange.request);
      open.set(exchange, end);
      observe(() => observer.exchangeStarted(exchange));
      return {
        requestChunk: (chunk) => requestBody.push(chunk),
        requestEnd() {
          exchange.timing.requestEnd ??= sinceStart();
        },
        responseHead(response) {
          exchange.timing.firstByte = sinceStart();
          exchange.response = {
            status: response.statusCode ?? 0,
            statusText: decodeLatin1(response.statusMessage ?? ''),
            httpVersion: response.httpVersion,
            headers: pairHeaders(response.rawHeaders),
            body: responseBody.body(),
          };
          if (isStream && open.has(exchange)) observe(() => observer.streamStarted?.(exchange));
        },
        responseChunk(chunk) {
          responseBody.push(chunk);
          if (isStream && open.has(exchange)) observe(() => observer.streamChunk?.(exchange, chunk));
        },
        openTunnel(create) {
          const { captureLimit, payloads = false } = settings;
          const record = create({ captureLimit, payloads });
          tunnel = record;
          exchange.tunnel = record.tunnel();
          return {
            chunk: (from, chunk) => record.push(from, chunk, sinceStart()),
            end: (from, reset) => record.end(from, reset, sinceStart()),
          };
        },
        end: (error) => end(error, false),
      };
    },
    problem(message) {
      observe(() => observer.problem(message));
    },
    get openCount() {
      return open.size;
    },
    get count() {
      return lastId;
    },
    endOpen() {
      for (const end of [...open.values()]) end(undefined, true);
    },
  };
}

function observe(tell: () => void): void {
  try {
    tell();
  } catch {
    // The observer reports its own faults; here nothing may stand in the way of the traffic.
  }
}

function pairHeaders(raw: readonly string[]): RawHeader[] {
  const headers: RawHeader[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    headers.push([decodeLatin1(raw[index] ?? ''), decodeLatin1(raw[index + 1] ?? '')]);
  }
  return headers;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** node:http reads heads as Latin-1; what is UTF-8 on the wire (a Warning, a path) is shown as such. */
function decodeLatin1(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII is meant
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  try {
    return utf8.decode(Buffer.from(text, 'latin1'));
  } catch {
    return text;
  }
}
