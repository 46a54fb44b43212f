import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { codeOf, messageOf } from '../errors.ts';
import { type ConnectionPair, createConnectionPair } from './connection-pair.ts';
import { createForwarder } from './forward.ts';
import { formatHostPort, type HostPort } from './go-errors.ts';
import { proxyAuthorization } from './outer-proxy.ts';
import type { Recorder, Recording } from './recorder.ts';
import { HTTP_SERVER_OPTIONS, setServerLimits } from './socket-options.ts';
import { forwardUpgrade } from './upgrade.ts';
import type { UpstreamConnection } from './upstream-connection.ts';
import type { UpstreamSupply } from './upstream-supply.ts';

/** Speaks HTTP/1.1 with kubectl on connections whose partner to the server is there. */
export interface InnerServer {
  /** @param downstream what speaks HTTP; `tcp` is the socket below it. */
  serve(downstream: Socket, tcp: Socket, upstream: UpstreamConnection): void;
  /** A request in absolute form: plain http, the connection to the server made at its first request. */
  serveAbsolute(
    target: HostPort,
    request: IncomingMessage,
    response: ServerResponse,
    supply: UpstreamSupply,
  ): Promise<void>;
  close(): void;
}

const FOR_THE_PROXY: ReadonlySet<string> = new Set(['proxy-authorization', 'proxy-connection']);

/** @param server the URL of the server as configured: its scheme, and the path before every API path. */
export function createInnerServer(recorder: Recorder, { protocol, pathname: basePath }: URL): InnerServer {
  let lastConnection = 0;
  const pairs = new WeakMap<object, ConnectionPair>();
  const absolutePairs = new WeakMap<Socket, { host: string; pending: Promise<ConnectionPair> }>();
  const forward = createForwarder();

  const pairUp = (downstream: Socket, tcp: Socket, upstream: UpstreamConnection): ConnectionPair => {
    lastConnection += 1;
    const pair = createConnectionPair(lastConnection, downstream, tcp, upstream);
    pairs.set(downstream, pair);
    return pair;
  };
  const record = (request: IncomingMessage, pair: ConnectionPair, url: string): Recording => {
    pair.exchanges += 1;
    const { method = 'GET', httpVersion, rawHeaders } = request;
    return recorder.start(
      { method, url, httpVersion, rawHeaders: [...rawHeaders], basePath },
      { ...pair.info, reused: pair.exchanges > 1 },
    );
  };
  /** The Host header is the server's address as kubectl has it, without a default port. */
  const absoluteUrl = (request: IncomingMessage) =>
    `${protocol}//${request.headers.host ?? ''}${request.url ?? '/'}`;

  const server = createServer(HTTP_SERVER_OPTIONS);
  setServerLimits(server);
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const pair = pairs.get(request.socket);
    if (pair === undefined) return;
    const recording = record(request, pair, absoluteUrl(request));
    forward({ request, response, pair, recording });
  };
  // Without these node:http would answer `Expect: 100-continue` itself, and any other expectation with 417.
  for (const event of ['request', 'checkContinue', 'checkExpectation']) server.on(event, answer);
  server.on('upgrade', (request: IncomingMessage, downstream: Duplex, head: Buffer) => {
    const pair = pairs.get(downstream);
    if (pair === undefined) return;
    const recording = record(request, pair, absoluteUrl(request));
    forwardUpgrade({ request, downstream, head, pair, recording });
  });
  server.on('clientError', (error, socket) => {
    if (codeOf(error)?.startsWith('HPE_') === true)
      recorder.problem(`a request could not be read: ${messageOf(error)}`);
    socket.destroy();
  });

  return {
    serve(downstream, tcp, upstream) {
      pairUp(downstream, tcp, upstream);
      server.emit('connection', downstream);
    },
    async serveAbsolute(target, request, response, supply) {
      const tcp = request.socket;
      const host = formatHostPort(target);
      const connect = async () => pairUp(tcp, tcp, await supply.takePlain(target, closeSignal(tcp)));
      try {
        let known = absolutePairs.get(tcp);
        // Go takes any connection to a proxy for any host: behind a redirect the next one goes elsewhere.
        if (known !== undefined && known.host !== host && supply.plainProxy === undefined) {
          part(await known.pending);
          known = undefined;
        }
        known ??= { host, pending: connect() };
        absolutePairs.set(tcp, known);
        const pair = await known.pending;
        const url = request.url ?? '';
        request.rawHeaders = withoutHeaders(request.rawHeaders, FOR_THE_PROXY);
        const recording = record(request, pair, url);
        if (supply.plainProxy === undefined) request.url = url.replace(/^http:\/\/[^/?#]*/i, '') || '/';
        else request.rawHeaders.push(...Object.entries(proxyAuthorization(supply.plainProxy)).flat());
        forward({ request, response, pair, recording });
      } catch (error) {
        recorder.problem(`no connection to the server: ${messageOf(error)}`);
        tcp.destroy();
      }
    },
    close() {
      server.close();
    },
  };
}

/** Ends the server's side alone. */
function part({ release, upstream }: ConnectionPair): void {
  release();
  upstream.socket.destroy();
}

function closeSignal(socket: Socket): AbortSignal {
  const controller = new AbortController();
  socket.once('close', () => controller.abort());
  return controller.signal;
}

function withoutHeaders(raw: readonly string[], names: ReadonlySet<string>): string[] {
  return raw.filter((_, index) => !names.has((raw[index - (index % 2)] ?? '').toLowerCase()));
}
