import { type ClientRequest, request as httpRequest, type IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { CLIENT_LEFT } from '../exchange/exchange.ts';
import { type ConnectionPair, isReset } from './connection-pair.ts';
import { describeFailure, passResponse } from './forward.ts';
import { joinTunnel } from './join-tunnel.ts';
import { copyRequestHead, formatHead, sendHead } from './message-head.ts';
import type { Recording, TunnelObserver } from './recorder.ts';
import { HTTP_SERVER_OPTIONS } from './socket-options.ts';
import type { TunnelHead } from './tunnel/tunnel-record.ts';

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
  const clientRequest = httpRequest({
    agent: pair.agent,
    host: 'upstream.invalid',
    method: request.method ?? 'GET',
    maxHeaderSize: HTTP_SERVER_OPTIONS.maxHeaderSize,
  });
  const fail = (error: unknown) => {
    recording.end(pair.clientLeft ? CLIENT_LEFT : describeFailure(error, false));
    pair.abort(isReset(error));
    pair.upstream.socket.destroy();
  };
  const clientLeft = () => {
    clientRequest.destroy();
    recording.end(CLIENT_LEFT);
  };
  downstream.on('close', clientLeft);
  clientRequest.on('error', fail);
  clientRequest.on('information', (head) => downstream.write(formatHead(head), 'latin1'));
  clientRequest.on('upgrade', (serverResponse, upstream, upstreamHead) => {
    downstream.off('close', clientLeft);
    downstream.unpipe(upstream);
    recording.responseHead(serverResponse);
    downstream.write(formatHead(serverResponse), 'latin1');
    if (upgrade.head.length > 0 && !hasBody(request)) downstream.unshift(upgrade.head);
    if (upstreamHead.length > 0) upstream.unshift(upstreamHead);
    const join = (open?: OpenTunnel) =>
      joinTunnel(pair, recording, open?.(tunnelHead(request, serverResponse)));
    loading.then(
      ({ createTunnelRecord }) =>
        join((head) => recording.openTunnel((settings) => createTunnelRecord(head, settings))),
      // Then it passes unseen.
      () => join(),
    );
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
  if (hasBody(request)) passBody(upgrade, clientRequest);
  else {
    recording.requestEnd();
    clientRequest.end();
  }
  // With the first tunnel, while its request is under way: most runs have none.
  const loading = import('./tunnel/tunnel-record.ts');
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * node:http reads no body of a request that asks for another protocol: all behind the head passes as it is, chunks too,
 * until the server has answered. Most clients that ask so (curl for h2c) expect a refusal, which comes behind the body.
 */
function passBody({ request, downstream, head, recording }: UpgradeRequest, to: ClientRequest): void {
  // How a body in chunks is recorded would need a parser of its own: it is not.
  let left = Number(request.headers['content-length'] ?? 0);
  if (left === 0) recording.requestEnd();
  sendHead(to);
  to.on('socket', (upstream) => {
    if (head.length > 0) downstream.unshift(head);
    // What is piped comes in a later turn than the head.
    downstream.pipe(upstream, { end: false });
    downstream.on('data', function record(chunk: Buffer) {
      if (left > 0) recording.requestChunk(chunk.subarray(0, left));
      left -= chunk.length;
      if (left > 0) return;
      downstream.off('data', record);
      if (left + chunk.length > 0) recording.requestEnd();
    });
  });
}

type OpenTunnel = (head: TunnelHead) => TunnelObserver;

function tunnelHead({ url = '' }: IncomingMessage, { headers }: IncomingMessage): TunnelHead {
  const [path = '', query = ''] = url.split('?', 2);
  const ports = new URLSearchParams(query).getAll('ports').flatMap((value) => value.split(','));
  const version = headers['sec-websocket-protocol'] ?? headers['x-stream-protocol-version'] ?? '';
  return {
    protocol: (headers.upgrade ?? '').toLowerCase(),
    subprotocol: String(version),
    extensions: headers['sec-websocket-extensions'] ?? '',
    subresource: path.slice(path.lastIndexOf('/') + 1),
    ports: ports.map(Number),
  };
}
