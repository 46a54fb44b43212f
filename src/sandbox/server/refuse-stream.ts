import { createHash } from 'node:crypto';
import { goJson } from '../codec/encode-json.ts';
import { badRequest, failure, internalError } from '../model/status.ts';
import { dialFault } from '../registry/subresources/kubelet.ts';
import type { Connection } from '../registry/subresources/pod-connect.ts';
import type { Context } from './handler.ts';

/** The protocol in which the server itself speaks to the client, and tells it there what went wrong. */
const PROTOCOL = 'v5.channel.k8s.io';
const WEBSOCKET_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const STDOUT = 1;
const STDERR = 2;
const ERROR = 3;

/**
 * Ends exec, attach and portforward, for which there is no kubelet (apiserver pkg/util/proxy/streamtranslator.go,
 * apimachinery pkg/util/proxy/upgradeaware.go).
 * @throws StatusError where the client is told so in the answer itself
 */
export function refuseStream(context: Context, subresource: string, { kubelet, url }: Connection): void {
  const { headers } = context.request;
  const isUpgrade = (headers.connection ?? '').toLowerCase().includes('upgrade');
  if (!isUpgrade || headers.upgrade === undefined) throw badRequest('Upgrade request required');
  const protocols = (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
  const isTranslated = subresource !== 'portforward' && protocols.includes(PROTOCOL);
  if (!isTranslated) throw failure(500, '', `error dialing backend: ${dialFault(kubelet)}`);
  openWebSocket(context, `error sending request: Post ${JSON.stringify(url)}: ${dialFault(kubelet)}`);
}

/** Opens the streams only to say on that for errors that they cannot be had. */
function openWebSocket({ request, response, query }: Context, why: string): void {
  const key = String(request.headers['sec-websocket-key'] ?? '');
  const accept = createHash('sha1').update(`${key}${WEBSOCKET_GUID}`).digest('base64');
  const head = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
    `Sec-WebSocket-Protocol: ${PROTOCOL}`,
    '\r\n',
  ];
  const { kind: _kind, apiVersion: _apiVersion, ...status } = internalError(why).status;
  const ready = query.has('stdout') ? STDOUT : query.has('stderr') ? STDERR : ERROR;
  const { socket } = request;
  response.detachSocket(socket);
  socket.write(head.join('\r\n'));
  socket.write(frame(Buffer.from([ready])));
  socket.write(frame(Buffer.concat([Buffer.from([ERROR]), Buffer.from(goJson(status))])));
  // A normal closure.
  socket.end(Buffer.from([0x88, 0x02, 0x03, 0xe8]));
}

/** A binary frame of RFC 6455, which servers do not mask. */
function frame(payload: Buffer): Buffer {
  const { length } = payload;
  const head =
    length < 126 ? Buffer.from([0x82, length]) : Buffer.from([0x82, 126, length >> 8, length & 0xff]);
  return Buffer.concat([head, payload]);
}
