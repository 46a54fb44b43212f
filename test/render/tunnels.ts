import type { Exchange } from '../../src/exchange/exchange.ts';
import type { Channel, Frame, Payload, Traffic, Tunnel } from '../../src/exchange/tunnel.ts';
import { exchange, type Sketch } from './factory.ts';

const NONE: Traffic = { bytes: 0, frames: 0 };

function traffic(text: string, first: number, last = first, isKept = true): Traffic {
  const payload: Payload = { text, masked: 0 };
  return { bytes: Buffer.byteLength(text), frames: 1, first, last, ...(isKept ? { payload } : {}) };
}

const FAILURE = JSON.stringify({
  metadata: {},
  status: 'Failure',
  message: 'command terminated with non-zero exit code: command terminated with exit code 3',
  reason: 'NonZeroExitCode',
  details: { causes: [{ reason: 'ExitCode', message: '3' }] },
});

/** `exec -i web -c app -- sh -c 'cat; exit 3'` by WebSocket, with `abc` as its input. */
export function execTunnel(withPayloads = false): Tunnel {
  const channels: Channel[] = [
    { name: 'stdout', sent: NONE, received: traffic('abc\n', 28, 28, withPayloads) },
    { name: 'stdin', sent: { ...traffic('abc\n', 26.7, 26.7, withPayloads), ended: 27.1 }, received: NONE },
    { name: 'error', sent: NONE, received: traffic(FAILURE, 62.754) },
  ];
  const kept = (start: number, end: number): Pick<Frame, 'span'> =>
    withPayloads ? { span: [start, end] } : {};
  const frames: Frame[] = [
    { from: 'server', at: 25.4, type: 'binary', channel: 0, size: 0 },
    { from: 'client', at: 26.7, type: 'binary', channel: 1, size: 4, ...kept(0, 4) },
    { from: 'client', at: 27.1, type: 'binary', channel: 1, size: 0, end: true },
    { from: 'server', at: 28, type: 'binary', channel: 0, size: 4, ...kept(0, 4) },
    {
      from: 'server',
      at: 62.754,
      type: 'binary',
      channel: 2,
      size: FAILURE.length,
      span: [0, FAILURE.length],
    },
    { from: 'server', at: 63.571, type: 'close', size: 2 },
    { from: 'client', at: 67.128, type: 'close', size: 2 },
  ];
  return {
    protocol: 'websocket',
    subprotocol: 'v5.channel.k8s.io',
    sent: 27,
    received: 230,
    channels,
    frames,
    omitted: 0,
    close: { from: 'server', at: 63.571, code: 1000 },
    end: { from: 'server', at: 63.8 },
    exit: {
      status: 'Failure',
      code: 3,
      reason: 'NonZeroExitCode',
      message: 'command terminated with exit code 3',
    },
  };
}

/** `port-forward web 8080` with two connections, the second refused, as SPDY in a WebSocket. */
export function portForwardTunnel(): Tunnel {
  const ids = { port: 8080 };
  const refused = 'error forwarding port 8080: connect: connection refused';
  return {
    protocol: 'websocket',
    subprotocol: 'SPDY/3.1+portforward.k8s.io',
    sent: 700,
    received: 16_500,
    channels: [
      {
        name: 'error',
        ...ids,
        connection: 0,
        sent: { ...NONE, ended: 2209 },
        received: { ...NONE, ended: 2272 },
      },
      {
        name: 'data',
        ...ids,
        connection: 0,
        sent: { bytes: 87, frames: 1, first: 2218, last: 2218 },
        received: { bytes: 15_823, frames: 2, first: 2271, last: 2272, ended: 2272 },
      },
      {
        name: 'error',
        ...ids,
        connection: 1,
        sent: { ...NONE, ended: 3001 },
        received: traffic(refused, 3010),
      },
      { name: 'data', ...ids, connection: 1, sent: NONE, received: NONE },
    ],
    frames: [
      { from: 'client', at: 2202, type: 'open', channel: 0, size: 0 },
      { from: 'server', at: 2271, type: 'data', channel: 1, size: 192 },
      { from: 'server', at: 3010, type: 'data', channel: 2, size: refused.length, span: [0, refused.length] },
    ],
    omitted: 12,
  };
}

/** An exchange that became a tunnel, 20 milliseconds after its request. */
export function tunnelExchange(tunnel: Tunnel, sketch: Partial<Sketch> = {}): Exchange {
  const made = exchange({
    id: 2,
    path: EXEC,
    status: 101,
    milliseconds: 68,
    requestHeaders: [
      ['Connection', 'Upgrade'],
      ['Upgrade', tunnel.protocol],
    ],
    responseHeaders: [
      ['Upgrade', tunnel.protocol],
      ['Connection', 'Upgrade'],
      ['Sec-WebSocket-Protocol', tunnel.subprotocol],
    ],
    ...sketch,
  });
  return { ...made, tunnel, timing: { ...made.timing, firstByte: 20 } };
}

const EXEC =
  '/api/v1/namespaces/default/pods/web/exec?command=sh&command=-c&command=cat%3B+exit+3&container=app&stdin=true&stdout=true&stderr=true';
