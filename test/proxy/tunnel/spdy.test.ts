import { expect, it } from 'vitest';
import { bytesOf, recordOf, textsOf } from './record.ts';
import { control, SpdyEncoder } from './spdy-encoder.ts';
import type { Passed } from './websocket-traffic.ts';

const SPDY = { protocol: 'spdy/3.1', subprotocol: 'v4.channel.k8s.io' };
const FIN = 1;

it('streams are named by their headers, and end by a flag', async () => {
  const [client, server] = [new SpdyEncoder(), new SpdyEncoder()];
  const tunnel = recordOf(SPDY, [
    ['client', await client.open(1, { streamtype: 'error' })],
    ['client', await client.open(3, { streamType: 'stdin' })],
    ['client', await client.open(5, { streamtype: 'stdout' }, FIN)],
    ['client', await client.open(7, { streamtype: 'other' })],
    ['client', client.data(3, 'in')],
    ['client', client.data(3, '', FIN)],
    ['server', server.data(5, 'out', FIN)],
    ['server', server.data(1, 'failed')],
    ['server', control(6, 0, Buffer.from([0, 0, 0, 1]))],
  ]);
  expect(tunnel.undecoded).toBeUndefined();
  expect(bytesOf(tunnel)).toEqual({ error: [0, 6], stdin: [2, 0], stdout: [0, 3], 'stream 7': [0, 0] });
  expect(tunnel.channels.map(({ sent, received }) => [sent.ended, received.ended])).toEqual([
    [undefined, undefined],
    [1, undefined],
    [1, 1],
    [undefined, undefined],
  ]);
  expect(tunnel.frames.map(({ type }) => type)).toEqual([
    ...Array.from({ length: 4 }, () => 'open'),
    ...Array.from({ length: 4 }, () => 'data'),
    'ping',
  ]);
});

it('thousands of connections take the room of some, and every byte counts', async () => {
  const client = new SpdyEncoder();
  const passed: Passed = [];
  const COUNT = 2500;
  for (let connection = 0; connection < COUNT; connection += 1) {
    const ids = { port: '8080', requestID: String(connection) };
    const [error, data] = [4 * connection + 1, 4 * connection + 3];
    passed.push(
      ['client', await client.open(error, { ...ids, streamtype: 'error' }, FIN)],
      ['client', await client.open(data, { ...ids, streamtype: 'data' })],
      ['client', client.data(data, 'request')],
      ['server', client.data(data, 'an answer', FIN)],
    );
  }
  const tunnel = recordOf({ ...SPDY, subprotocol: 'portforward.k8s.io' }, passed, { captureLimit: 100 });
  expect(tunnel.undecoded).toBeUndefined();
  expect([tunnel.channels.length, tunnel.frames.length]).toEqual([202, 1000]);
  expect(tunnel.omitted).toBe(4 * COUNT - 1000);
  const sum = (side: 'sent' | 'received') => tunnel.channels.reduce((all, it) => all + it[side].bytes, 0);
  expect([sum('sent'), sum('received')]).toEqual([7 * COUNT, 9 * COUNT]);
  const streams = tunnel.channels.reduce((all, it) => all + (it.streams ?? 1), 0);
  expect(streams).toBe(2 * COUNT);
  // However many channels there are, four times the limit is what is kept.
  const kept = Object.values(tunnel.channels).flatMap(({ sent, received }) => [
    sent.payload,
    received.payload,
  ]);
  expect(kept.reduce((all, it) => all + (it?.bytes.length ?? 0), 0)).toBe(400);
});

it('thousands of streams without a name take the room of some', () => {
  const COUNT = 5000;
  const open = (stream: number) => {
    const body = Buffer.alloc(10);
    body.writeUInt32BE(stream);
    return control(1, 0, body);
  };
  const passed: Passed = Array.from({ length: COUNT }, (_, index) => ['client', open(2 * index + 1)]);
  const tunnel = recordOf(SPDY, passed);
  expect(tunnel.channels).toHaveLength(251);
  expect(tunnel.channels.reduce((all, { streams }) => all + (streams ?? 1), 0)).toBe(COUNT);
});

it('headers that cannot be read cost the names, not the counts', async () => {
  const client = new SpdyEncoder();
  const first = await client.open(1, { streamtype: 'stdin' });
  const second = await client.open(3, { streamtype: 'stdout' });
  first.fill(0xff, 24);
  const tunnel = recordOf(SPDY, [
    ['client', first],
    ['client', second],
    ['client', client.data(1, 'in')],
    ['server', client.data(3, 'out')],
  ]);
  expect(bytesOf(tunnel)).toEqual({ 'stream 1': [2, 0], 'stream 3': [0, 3] });
});

it('a header block beyond all measure is passed over', async () => {
  const client = new SpdyEncoder();
  const bomb = await client.open(1, { streamtype: 'stdin', filler: 'x'.repeat(5_000_000) });
  const tunnel = recordOf(SPDY, [
    ['client', bomb],
    ['client', client.data(1, 'in')],
    ['client', control(1, 0, Buffer.alloc(100_000))],
    ['client', client.data(1, 'more')],
  ]);
  expect(tunnel.undecoded).toBeUndefined();
  expect(bytesOf(tunnel)).toEqual({ 'stream 1': [6, 0] });
});

it.each([
  [
    'data of a stream that nobody has opened',
    Buffer.from([0, 0, 0, 9, 0, 0, 0, 1, 65]),
    'stream 9 was never opened',
  ],
  ['another version', Buffer.from([0x80, 2, 0, 1, 0, 0, 0, 0]), 'a frame says version 2'],
  ['an unknown frame', Buffer.from([0x80, 3, 0, 77, 0, 0, 0, 0]), 'there is no frame of type 77'],
])('%s is not SPDY', (_, bytes, why) => {
  const tunnel = recordOf(SPDY, [
    ['client', bytes],
    ['client', Buffer.from('more')],
  ]);
  expect(tunnel.undecoded).toContain(why);
  expect(tunnel.sent).toBe(bytes.length + 4);
  expect(tunnel.frames).toEqual([{ from: 'client', at: 1, type: 'bytes', size: 4 }]);
});

it('in a WebSocket that says so it is SPDY, else it is not', async () => {
  const client = new SpdyEncoder();
  const bytes = Buffer.concat([
    await client.open(1, { streamtype: 'data', port: '80', requestid: '0' }),
    client.data(1, 'hi'),
  ]);
  const frame = Buffer.concat([Buffer.from([0x82, bytes.length]), bytes]);
  expect(bytes.length).toBeLessThan(126);
  const tunnel = recordOf({ subprotocol: 'SPDY/3.1+portforward.k8s.io' }, [['client', frame]]);
  expect(bytesOf(tunnel)).toEqual({ 'data 80 0': [2, 0] });
  expect(textsOf(tunnel)).toEqual({ '> data': 'hi' });
  expect(recordOf({ subprotocol: 'mqtt' }, [['client', frame]]).undecoded).toBe(
    'the subprotocol mqtt is not known',
  );
});
