import { request as httpRequest, type IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { messageOf } from '../errors.ts';
import { type ConnectionPair, isReset } from './connection-pair.ts';
import { passResponse } from './forward.ts';
import { copyRequestHead, formatHead } from './message-head.ts';
import type { Recording } from './recorder.ts';
import { HTTP_SERVER_OPTIONS } from './socket-options.ts';

export interface UpgradeRequest {
  request: IncomingMessage;
  /** kubectl's connection, from here on without HTTP. */
  downstream: Duplex;
  /** What kubectl had sent behind the head already. */
  head: Buffer;
  pair: ConnectionPair;
  recording: Recording;
}

/**
 * Passes a request that asks for another protocol (SPDY/3.1 by POST, WebSocket by GET). http-proxy's own
 * `ws()` destroys every one that is not GET + websocket. After `101` both connections are one tunnel;
 * any other answer passes as an ordinary response, and kubectl falls back or says what went wrong.
 */
export function forwardUpgrade(upgrade: UpgradeRequest): void {
  const { request, downstream, pair, recording } = upgrade;
  pair.settled = false;
  recording.requestEnd();
  const clientRequest = httpRequest({
    agent: pair.agent,
    host: 'upstream.invalid',
    method: request.method ?? 'GET',
    maxHeaderSize: HTTP_SERVER_OPTIONS.maxHeaderSize,
  });
  const fail = (error: unknown) => {
    recording.end(messageOf(error));
    pair.abort(isReset(error));
    pair.upstream.socket.destroy();
  };
  downstream.on('close', () => {
    clientRequest.destroy();
    recording.end();
  });
  clientRequest.on('error', fail);
  clientRequest.on('upgrade', (serverResponse, upstream, upstreamHead) => {
    recording.responseHead(serverResponse);
    downstream.write(formatHead(serverResponse), 'latin1');
    joinTunnel(upgrade, upstream, upstreamHead);
  });
  clientRequest.on('response', (serverResponse) => {
    const response = new ServerResponse(request);
    // node:http has let go of the connection; an ordinary response needs it back.
    response.shouldKeepAlive = false;
    response.assignSocket(downstream as Parameters<ServerResponse['assignSocket']>[0]);
    // And so does its backpressure.
    downstream.on('drain', () => response.emit('drain'));
    response.on('finish', () => downstream.end());
    passResponse({ ...upgrade, response }, serverResponse);
  });
  copyRequestHead(request, clientRequest);
  clientRequest.end();
}

/** Two sockets, byte for byte, with backpressure; the end of one is the end of the other. */
function joinTunnel(
  { downstream, head, pair, recording }: UpgradeRequest,
  upstream: Duplex,
  upstreamHead: Buffer,
): void {
  pair.settled = true;
  if (head.length > 0) downstream.unshift(head);
  if (upstreamHead.length > 0) upstream.unshift(upstreamHead);
  downstream.on('data', (chunk: Buffer) => recording.requestChunk(chunk));
  upstream.on('data', (chunk: Buffer) => recording.responseChunk(chunk));
  upstream.on('close', () => recording.end());
  downstream.pipe(upstream);
  upstream.pipe(downstream);
}
