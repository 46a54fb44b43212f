import { ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { Stream } from 'node:stream';
import httpProxy from 'http-proxy';
import { codeOf, messageOf } from '../errors.ts';
import { CLIENT_LEFT } from '../exchange/exchange.ts';
import { type ConnectionPair, isReset } from './connection-pair.ts';
import { copyRequestHead, copyResponseHead, formatHead, pairLines, sendHead } from './message-head.ts';
import type { Recording } from './recorder.ts';
import { HTTP_SERVER_OPTIONS } from './socket-options.ts';

/** One request of kubectl's on its way to the server. */
export interface ForwardedRequest {
  request: IncomingMessage;
  response: ServerResponse;
  pair: ConnectionPair;
  recording: Recording;
}

/** Sends one request on its way over the pair's connection to the server, and the answer back. */
export type Forward = (forwarded: ForwardedRequest) => void;

/**
 * Forwards requests with http-proxy, which pipes bodies both ways with backpressure. Heads are copied by
 * ourselves (see message-head.ts). Nothing is ever answered in the server's place: what goes wrong ends the
 * connection as the server ended its own.
 */
export function createForwarder(): Forward {
  const underWay = new WeakMap<IncomingMessage, ForwardedRequest>();
  const proxy = httpProxy.createProxyServer({
    selfHandleResponse: true,
    // Both keep http-proxy from parsing the request's URL and writing it anew.
    prependPath: false,
    toProxy: true,
  });
  proxy.on('proxyRes', (serverResponse, request) => {
    const forwarded = underWay.get(request);
    if (forwarded !== undefined) passResponse(forwarded, serverResponse);
  });
  return (forwarded) => {
    const { request, response, pair } = forwarded;
    underWay.set(request, forwarded);
    pair.settled = false;
    const options: httpProxy.ServerOptions = {
      // The connection is there already, TLS included: the address only names it to the agent.
      target: { protocol: 'http:', host: 'upstream.invalid', port: 1 },
      agent: pair.agent,
      buffer: new HeadThenBody(forwarded),
      // http-proxy builds its options for http.request on top of this object.
      ssl: { maxHeaderSize: HTTP_SERVER_OPTIONS.maxHeaderSize, ...AS_LENIENT_AS_GO },
    };
    // node:http's client would send the head as soon as it sees this one, before it is the head of kubectl's.
    delete request.headers.expect;
    try {
      proxy.web(request, response, options, (error) => failExchange(forwarded, error));
    } catch (error) {
      // A head that node:http will read and not write (a control character in a header) cannot be passed on.
      failExchange(forwarded, error);
    }
  };
}

/** What node:http refuses and Go takes in an answer: a length beside chunks, lines that end in LF alone. */
const AS_LENIENT_AS_GO = { insecureHTTPParser: true };

/**
 * The body that http-proxy pipes into the request that it has just made: the first moment at which that can
 * be reached. http-proxy's own event comes later, when on a connection in use the head may be on its way.
 */
class HeadThenBody extends Stream {
  readonly #forwarded: ForwardedRequest;

  constructor(forwarded: ForwardedRequest) {
    super();
    this.#forwarded = forwarded;
  }

  override pipe<T extends NodeJS.WritableStream>(destination: T): T {
    const { request, recording } = this.#forwarded;
    request.on('data', (chunk: Buffer) => recording.requestChunk(chunk));
    request.on('end', () => recording.requestEnd());
    if (destination instanceof ClientRequest) {
      copyRequestHead(request, destination);
      sendHead(destination);
      followRequest(this.#forwarded, destination);
    }
    return request.pipe(destination);
  }
}

/** A client that goes away ends its request at the server at once; http-proxy alone leaves it open. */
function followRequest(
  { request, response, pair, recording }: ForwardedRequest,
  clientRequest: ClientRequest,
): void {
  request.on('end', () => {
    if (request.rawTrailers.length > 0) clientRequest.addTrailers(pairLines(request.rawTrailers));
  });
  clientRequest.on('information', (head) => {
    // By node:http where it can: it closes the connection of an expectation that it did not see met.
    if (head.statusCode === 100) response.writeContinue();
    else response.socket?.write(formatHead(head), 'latin1');
  });
  response.on('close', () => {
    if (response.writableFinished) return;
    clientRequest.destroy();
    pair.upstream.socket.destroy();
    recording.end(CLIENT_LEFT);
  });
}

/** Streams the server's answer to kubectl, head first. */
export function passResponse(forwarded: ForwardedRequest, serverResponse: IncomingMessage): void {
  const { response, pair, recording } = forwarded;
  recording.responseHead(serverResponse);
  try {
    copyResponseHead(serverResponse, response);
  } catch (error) {
    // A head that node:http will not write (a control character in a header) cannot be passed on.
    failExchange(forwarded, error);
    return;
  }
  serverResponse.on('data', (chunk: Buffer) => recording.responseChunk(chunk));
  serverResponse.on('end', () => {
    if (!serverResponse.complete) return;
    pair.settled = true;
    if (serverResponse.rawTrailers.length > 0) response.addTrailers(pairLines(serverResponse.rawTrailers));
  });
  serverResponse.on('error', (error) => failExchange(forwarded, error));
  serverResponse.on('aborted', () => {
    // What the server had sent before belongs to kubectl, however slowly it reads.
    serverResponse.read();
  });
  response.on('finish', () => {
    recording.end();
    if (pair.upstream.socket.destroyed) pair.downstream.end();
  });
  serverResponse.pipe(response);
}

/** Ends kubectl's connection as the server's ended: reset after a reset, closed after a close. */
function failExchange({ response, pair, recording }: ForwardedRequest, error: unknown): void {
  if (pair.settled && response.headersSent) return;
  recording.end(pair.clientLeft ? CLIENT_LEFT : describeFailure(error, response.headersSent));
  pair.abort(isReset(error));
  pair.upstream.socket.destroy();
}

/** What an exchange has failed by, in words for a person; `midway` in its answer. */
export function describeFailure(error: unknown, midway: boolean): string {
  if (isReset(error))
    return `the server reset the connection${midway ? ' in the midst of the response' : ' before it answered'}`;
  const code = codeOf(error);
  if (code === 'ECONNRESET' || messageOf(error) === 'aborted') {
    return `the server closed the connection${midway ? ' in the midst of the response' : ' before it answered'}`;
  }
  return messageOf(error);
}
