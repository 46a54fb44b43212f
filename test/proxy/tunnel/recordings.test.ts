import { readFile } from 'node:fs/promises';
import { constants, inflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { Side } from '../../../src/exchange/tunnel.ts';
import { SPDY_DICTIONARY } from '../../../src/proxy/tunnel/spdy-dictionary.ts';
import type { TunnelHead } from '../../../src/proxy/tunnel/tunnel-record.ts';
import { random } from '../../exchange/random.ts';
import { bytesOf, comparable, recordOf, textsOf } from './record.ts';
import { type Passed, rechunk } from './websocket-traffic.ts';

/**
 * What passed between real kubectls, a kube-apiserver 1.37 and a kubelet: `exec -i web -- sh -c 'cat; echo oops >&2;
 * exit 3'` with 8 bytes of input, and `port-forward web :18080` with two requests for a page that is not there.
 */
async function load(name: string): Promise<{ head: TunnelHead; passed: Passed }> {
  const text = await readFile(new URL(`recordings/${name}.json`, import.meta.url), 'utf8');
  const { head, chunks }: { head: TunnelHead; chunks: [Side, string][] } = JSON.parse(text);
  return { head, passed: chunks.map(([from, base64]) => [from, Buffer.from(base64, 'base64')]) };
}

const names = ['exec-1.24', 'exec-1.35', 'port-forward-1.24', 'port-forward-1.35'];

it.each([
  ['exec-1.24', 'spdy/3.1', 'v4.channel.k8s.io'],
  ['exec-1.35', 'websocket', 'v5.channel.k8s.io'],
])('%s', async (name, protocol, subprotocol) => {
  const { head, passed } = await load(name);
  const tunnel = recordOf(head, passed);
  expect(tunnel).toMatchObject({ protocol, subprotocol, omitted: 0 });
  expect(tunnel.undecoded).toBeUndefined();
  const { '< error': status = '', ...texts } = textsOf(tunnel);
  expect(texts).toEqual({ '> stdin': 'abc\nxyz\n', '< stdout': 'abc\nxyz\n', '< stderr': 'oops\n' });
  expect(JSON.parse(status)).toMatchObject({
    status: 'Failure',
    details: { causes: [{ reason: 'ExitCode', message: '3' }] },
  });
  expect(tunnel.channels.find(({ name }) => name === 'stdin')?.sent.ended).toBe(1);
});

it.each([
  ['port-forward-1.24', 'spdy/3.1', 'portforward.k8s.io'],
  ['port-forward-1.35', 'websocket', 'SPDY/3.1+portforward.k8s.io'],
])('%s', async (name, protocol, subprotocol) => {
  const { head, passed } = await load(name);
  const tunnel = recordOf(head, passed);
  expect(tunnel).toMatchObject({ protocol, subprotocol, omitted: 0 });
  expect(tunnel.undecoded).toBeUndefined();
  const [{ received: first } = { received: undefined }] = tunnel.channels.filter(
    ({ name }) => name === 'data',
  );
  expect(Buffer.from(first?.payload?.bytes ?? []).toString()).toMatch(/^HTTP\/1\.0 404 File not found\r\n/);
  expect(Object.keys(bytesOf(tunnel)).sort()).toEqual([
    'data 18080 0',
    'data 18080 1',
    'error 18080 0',
    'error 18080 1',
  ]);
});

it('the dictionary is the one that Go names', async () => {
  const { passed } = await load('exec-1.24');
  const first = Buffer.concat(passed.filter(([from]) => from === 'client').map(([, chunk]) => chunk));
  // Behind the frame's header and the numbers of the stream. zlib compares the checksums of dictionaries itself.
  const block = first.subarray(18, 8 + first.readUIntBE(5, 3));
  const options = { dictionary: Buffer.from(SPDY_DICTIONARY), finishFlush: constants.Z_SYNC_FLUSH };
  expect(inflateSync(block, options).toString('latin1')).toContain('streamtype');
});

it.each(names)('%s in other chunks gives the same', async (name) => {
  const { head, passed } = await load(name);
  const whole = comparable(recordOf(head, passed));
  const next = random(1);
  for (let again = 0; again < 40; again += 1) {
    expect(comparable(recordOf(head, rechunk(passed, next)))).toEqual(whole);
  }
});

it.each(names)('%s cut off anywhere, or with one bit turned, never throws', async (name) => {
  const { head, passed } = await load(name);
  const bytes = Buffer.concat(passed.map(([, chunk]) => chunk));
  const next = random(2);
  for (let again = 0; again < 120; again += 1) {
    const cut = Math.floor(next() * passed.length);
    const turned = passed.map(([from, chunk], index): Passed[number] => {
      if (index !== cut) return [from, chunk];
      if (next() < 0.5) return [from, chunk.subarray(0, Math.floor(next() * chunk.length))];
      const copy = Buffer.from(chunk);
      const at = Math.floor(next() * copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(next() * 8));
      return [from, copy];
    });
    const tunnel = recordOf(head, turned);
    const total = turned.reduce((sum, [, chunk]) => sum + chunk.length, 0);
    expect(tunnel.sent + tunnel.received).toBe(total);
    expect(total).toBeLessThanOrEqual(bytes.length);
    expect(tunnel.undecoded ?? '').not.toContain('fault of ours');
  }
});
