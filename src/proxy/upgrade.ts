import { request as httpRequest, type IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { CLIENT_LEFT } from '../exchange/exchange.ts';
import { type ConnectionPair, isReset } from './connection-pair.ts';
import { describeFailure, passResponse } from './forward.ts';
import { joinTunnel } from './join-tunnel.ts';
import { copyRequestHead, formatHead } from './message-head.ts';
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
  recording.requestEnd();
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
    recording.responseHead(serverResponse);
    downstream.write(formatHead(serverResponse), 'latin1');
    if (upgrade.head.length > 0) downstream.unshift(upgrade.head);
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
  clientRequest.end();
  // With the first tunnel, while its request is under way: most runs have none.
  const loading = import('./tunnel/tunnel-record.ts');
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
