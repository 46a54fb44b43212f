import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { random } from '../../exchange/random.ts';
import { bytesOf, comparable, recordOf, textsOf } from './record.ts';
import { rechunk, recordWebSocket } from './websocket-traffic.ts';

const V5 = 'v5.channel.k8s.io';
const onChannel = (channel: number, text: string | Buffer) =>
  Buffer.concat([Buffer.from([channel]), Buffer.from(text)]);

describe('a WebSocket between two that are not ours', () => {
  it('exec: each channel, the close signal of v5, the exit status, and the close', async () => {
    const passed = await recordWebSocket(V5, async (client, server) => {
      client.send(onChannel(0, 'in'));
      client.send(Buffer.from([255, 0]));
      client.send(onChannel(4, '{"Width":80,"Height":24}'));
      server.send(onChannel(1, ''));
      server.send(onChannel(1, 'out'));
      server.send(onChannel(2, 'err'));
      server.send(onChannel(3, '{"status":"Success"}'));
      server.close(1000, 'done');
    });
    const tunnel = recordOf({ subprotocol: V5 }, passed);
    expect(bytesOf(tunnel)).toEqual({
      stdin: [2, 0],
      resize: [24, 0],
      stdout: [0, 3],
      stderr: [0, 3],
      error: [0, 20],
    });
    expect(textsOf(tunnel)['< error']).toBe('{"status":"Success"}');
    expect(tunnel.close).toEqual({ from: 'server', at: 1, code: 1000, reason: 'done' });
    expect(tunnel.undecoded).toBeUndefined();
    const stdin = tunnel.channels.findIndex(({ name }) => name === 'stdin');
    expect(tunnel.frames.filter(({ channel }) => channel === stdin)).toEqual([
      { from: 'client', at: 1, type: 'binary', channel: stdin, size: 2, span: [0, 2] },
      { from: 'client', at: 1, type: 'binary', channel: stdin, size: 0, end: true },
    ]);
    expect(tunnel.channels[stdin]?.sent.ended).toBe(1);
  });

  it('by default only error and resize are kept', async () => {
    const passed = await recordWebSocket(V5, async (client, server) => {
      for (const channel of [0, 4]) client.send(onChannel(channel, 'sent'));
      for (const channel of [1, 2, 3]) server.send(onChannel(channel, 'received'));
      server.close();
    });
    const tunnel = recordOf({ subprotocol: V5 }, passed, { payloads: false });
    expect(textsOf(tunnel)).toEqual({ '> resize': 'sent', '< error': 'received' });
    expect(bytesOf(tunnel)).toMatchObject({ stdin: [4, 0], stdout: [0, 8], stderr: [0, 8] });
    expect(JSON.stringify(tunnel.frames.filter(({ span }) => span !== undefined))).toHaveLength(
      JSON.stringify(tunnel.frames.filter(({ channel }) => [1, 4].includes(channel ?? -1))).length,
    );
  });

  it('a message in parts, with a ping between them', async () => {
    const passed = await recordWebSocket(V5, async (client, server) => {
      client.send(onChannel(0, 'one '), { fin: false });
      client.ping('beat');
      client.send('two ', { binary: true, fin: false });
      client.send('three', { binary: true, fin: true });
      client.send(onChannel(0, '!'));
      await once(server, 'ping');
      client.close();
    });
    const tunnel = recordOf({ subprotocol: V5 }, passed);
    expect(textsOf(tunnel)).toEqual({ '> stdin': 'one two three!' });
    expect(tunnel.frames.map(({ from, type, size }) => `${from} ${type} ${size}`)).toEqual(
      expect.arrayContaining([
        'client binary 4',
        'client ping 4',
        'client continuation 4',
        'client continuation 5',
        'client binary 1',
        'server pong 4',
      ]),
    );
  });

  it.each(['base64.channel.k8s.io', 'v4.base64.channel.k8s.io'])('%s', async (subprotocol) => {
    const encoded = (channel: number, text: string) => `${channel}${Buffer.from(text).toString('base64')}`;
    const passed = await recordWebSocket(subprotocol, async (client, server) => {
      client.send(encoded(0, 'some input'));
      server.send(encoded(1, 'a'));
      server.send(encoded(1, 'bcdefg'));
      server.close();
    });
    const tunnel = recordOf({ subprotocol }, rechunk(passed, random(1)));
    expect(textsOf(tunnel)).toEqual({ '> stdin': 'some input', '< stdout': 'abcdefg' });
    expect(
      tunnel.frames
        .map(({ size }) => size)
        .slice(0, 3)
        .sort(),
    ).toEqual([1, 10, 6]);
  });

  it('what begins with no digit in base64 belongs to no channel', async () => {
    const subprotocol = 'base64.channel.k8s.io';
    const passed = await recordWebSocket(subprotocol, async (client, server) => {
      server.send('\0gar', { fin: false });
      server.send('bage');
      server.send(`1${Buffer.from('text').toString('base64')}`);
      client.send('~');
      server.close();
    });
    expect(bytesOf(recordOf({ subprotocol }, passed))).toEqual({ stdout: [0, 4] });
  });

  it.each(['v4.channel.k8s.io', 'v4.base64.channel.k8s.io'])(
    'a forwarded port by %s: two channels a port, and the port before the first bytes',
    async (subprotocol) => {
      const message = (channel: number, bytes: string | Buffer) =>
        subprotocol.includes('base64')
          ? `${channel}${Buffer.from(bytes).toString('base64')}`
          : onChannel(channel, bytes);
      const passed = await recordWebSocket(subprotocol, async (client, server) => {
        for (const [channel, port] of [8080, 8080, 5432, 5432].entries()) {
          server.send(message(channel, Buffer.from([port & 0xff, port >> 8])));
        }
        client.send(message(2, 'select 1'));
        server.send(message(2, 'one row'));
        server.send(message(1, 'connection refused'));
        server.close();
      });
      const head = { subprotocol, subresource: 'portforward', ports: [8080, 5432] };
      const tunnel = recordOf(head, passed);
      expect(bytesOf(tunnel)).toEqual({
        'data 8080': [0, 0],
        'error 8080': [0, 18],
        'data 5432': [8, 7],
        'error 5432': [0, 0],
      });
      expect(textsOf(recordOf(head, passed, { payloads: false }))).toEqual({
        '< error': 'connection refused',
      });
    },
  );

  it('in whatever chunks it comes, the frames are the same', async () => {
    for (let seed = 0; seed < 4; seed += 1) {
      const next = random(seed);
      const counts = new Map<number, number>();
      const say = (socket: WebSocket, channels: readonly number[]) => {
        for (let left = 20; left > 0; left -= 1) {
          const channel = channels[Math.floor(next() * channels.length)] ?? 0;
          const length = Math.floor(next() ** 6 * 200_000);
          counts.set(channel, (counts.get(channel) ?? 0) + length);
          const parts = next() < 0.3 ? 1 + Math.floor(next() * 3) : 0;
          socket.send(onChannel(channel, Buffer.alloc(length, 97 + channel)), { fin: parts === 0 });
          for (let part = 1; part <= parts; part += 1) {
            if (next() < 0.3) socket.ping('x'.repeat(Math.floor(next() * 126)));
            const more = Math.floor(next() * 300);
            counts.set(channel, (counts.get(channel) ?? 0) + more);
            socket.send(Buffer.alloc(more, 97 + channel), { fin: part === parts });
          }
        }
      };
      const passed = await recordWebSocket(V5, async (client, server) => {
        say(client, [0, 4]);
        say(server, [1, 2, 3]);
        server.close();
      });
      const tunnel = recordOf({ subprotocol: V5 }, passed);
      expect(tunnel.undecoded).toBeUndefined();
      for (const [number, name] of ['stdin', 'stdout', 'stderr', 'error', 'resize'].entries()) {
        const channel = tunnel.channels.find((it) => it.name === name);
        const traffic = number === 0 || number === 4 ? channel?.sent : channel?.received;
        expect([name, traffic?.bytes ?? 0]).toEqual([name, counts.get(number) ?? 0]);
        const kept = Buffer.from(traffic?.payload?.bytes ?? []);
        expect(kept.equals(Buffer.alloc(kept.length, 97 + number))).toBe(true);
      }
      for (let again = 0; again < 3; again += 1) {
        expect(comparable(recordOf({ subprotocol: V5 }, rechunk(passed, next)))).toEqual(comparable(tunnel));
      }
    }
  });
});

describe('what is not understood', () => {
  it('an agreed extension: counted only', () => {
    const tunnel = recordOf({ extensions: 'permessage-deflate' }, [['client', Buffer.alloc(10)]]);
    expect(tunnel).toMatchObject({
      sent: 10,
      channels: [],
      frames: [{ from: 'client', at: 1, type: 'bytes', size: 10 }],
      undecoded: 'the WebSocket has extensions: permessage-deflate',
    });
  });

  it.each(['h2c', 'tls/1.0'])('the protocol %s', (protocol) => {
    const tunnel = recordOf({ protocol }, [['server', Buffer.alloc(10)]]);
    expect(tunnel).toMatchObject({ received: 10, undecoded: `the protocol ${protocol} is not known` });
  });

  it('one direction that turns to noise leaves the other', async () => {
    const passed = await recordWebSocket(V5, async (client, server) => {
      client.send(onChannel(0, 'in'));
      server.send(onChannel(1, 'out'));
      server.close();
    });
    const tunnel = recordOf({ subprotocol: V5 }, [['client', Buffer.from('GET / HTTP/1.1')], ...passed]);
    expect(tunnel.undecoded).toBe(
      'what the client sent from about byte 0 on is not understood: a frame has bits of an extension',
    );
    expect(bytesOf(tunnel)).toEqual({ stdout: [0, 3] });
  });

  it.each(['websocket', 'spdy/3.1'])('%s of noise never throws, and every byte is counted', (protocol) => {
    for (let seed = 0; seed < 300; seed += 1) {
      const next = random(seed);
      const noise = Buffer.from(
        Array.from({ length: Math.floor(next() * 400) }, () => Math.floor(next() * 256)),
      );
      const passed = rechunk(
        [
          ['client', noise],
          ['server', noise],
        ],
        next,
      );
      for (const subprotocol of [V5, 'base64.channel.k8s.io', 'SPDY/3.1+portforward.k8s.io']) {
        const tunnel = recordOf({ protocol, subprotocol }, passed);
        expect([tunnel.sent, tunnel.received]).toEqual([noise.length, noise.length]);
        expect(tunnel.undecoded ?? '').not.toContain('fault');
      }
    }
  });
});
