import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Exchange } from '../../src/exchange/exchange.ts';
import { createRenderer } from '../../src/render/jsonl.ts';
import { exchange, RUN } from './factory.ts';
import { execTunnel, tunnelExchange } from './tunnels.ts';

const renderer = createRenderer({ verbosity: undefined, discovery: 'fold', color: false, width: Infinity });

const USER = { username: 'jane', groups: ['dev'] };

/** Has every field of the model. */
const FULL: Exchange = withStream({
  ...exchange({
    id: 1,
    method: 'POST',
    path: '/api/v1/namespaces/default/secrets',
    send: { kind: 'Secret' },
    status: 201,
    receive: { kind: 'Secret' },
    responseBody: { encoding: 'gzip', decodedFrom: 'protobuf', recorded: 3, withheld: 'cut', masked: 2 },
  }),
  tunnel: execTunnel(),
  error: 'reset',
  open: true,
});

function withStream({ response, ...others }: Exchange): Exchange {
  const rest = { ...others, request: { ...others.request, user: USER } };
  if (response === undefined) return rest;
  const events = { types: { ADDED: 1 }, initial: 1, resourceVersion: '7' };
  return { ...rest, response: { ...response, events, lines: 1 } };
}

test('the keys stand in the order that is documented, and every one of them is', async () => {
  const docs = await readFile(new URL('../../docs/jsonl.md', import.meta.url), 'utf8');
  const renderer = createRenderer({ verbosity: undefined, discovery: 'fold', color: false, width: Infinity });
  renderer.head({ ...RUN, user: USER });
  const record = JSON.parse(renderer.exchange(FULL));
  expect(JSON.parse(renderer.exchange(FULL)).run).toBeUndefined();
  expect(Object.keys(record.run)).toEqual(tableOf(docs, '## `run`'));
  expect(Object.keys(record)).toEqual(tableOf(docs, '## An exchange'));
  expect(Object.keys(record.response.body)).toEqual(tableOf(docs, '## `body`'));
  expect(Object.keys(record.request.info)).toEqual(tableOf(docs, '## `info`'));
  expect(Object.keys(record.timing)).toEqual(tableOf(docs, '## `timing`'));
  expect(Object.keys(record.connection)).toEqual(tableOf(docs, '## `connection`'));
  const both = tableOf(docs, '## `request` and `response`');
  const keys = new Set([...Object.keys(record.request), ...Object.keys(record.response)]);
  expect([...keys].sort()).toEqual([...both].sort());
});

test('the keys of tunnels too', async () => {
  const docs = await readFile(new URL('../../docs/jsonl.md', import.meta.url), 'utf8');
  const exec = execTunnel(true);
  const [stdout] = exec.channels;
  const whole = { text: '', base64: '', recorded: 1, masked: 0 };
  const traffic = { bytes: 1, frames: 1, first: 1, last: 1, ended: 1, isWithinLine: true, payload: whole };
  const channel = { name: '', port: 1, connection: 1, streams: 1, sent: traffic, received: traffic };
  const frame = { ...exec.frames[1], from: 'client', at: 1, type: '', size: 1, end: true } as const;
  const all = { ...exec, channels: [channel, ...(stdout ? [stdout] : [])], frames: [frame], undecoded: 'x' };
  const { tunnel } = JSON.parse(renderer.exchange(tunnelExchange(all)));
  expect(Object.keys(tunnel)).toEqual(tableOf(docs, '## `tunnel`'));
  expect(Object.keys(tunnel.channels[0])).toEqual([...tableOf(docs, '### `channels`'), 'received']);
  expect(Object.keys(tunnel.channels[0].sent)).toEqual(tableOf(docs, '### `sent` and `received`'));
  expect(Object.keys(tunnel.frames[0])).toEqual(tableOf(docs, '### `frames`'));
  expect(tunnel.channels[1].received.payload).toEqual({ text: 'abc\n', masked: 0 });
});

test('the example of the documentation is a record', async () => {
  const docs = await readFile(new URL('../../docs/jsonl.md', import.meta.url), 'utf8');
  const { version, ...example } = JSON.parse(/```json\n(.*?)```/s.exec(docs)?.[1] ?? '');
  expect(JSON.parse(renderer.exchange(example))).toEqual({ version, ...example });
});

test('what would harm a terminal is escaped, and comes back', () => {
  const it = exchange({ id: 1, path: '/\u001b[31m\u009b\u202e\ud800' });
  const line = renderer.exchange(it);
  expect(line).toContain('/\\u001b[31m\\u009b\\u202e\\ud800"');
  expect(JSON.parse(line).request.url).toBe(it.request.url);
});

test('times are rounded to microseconds', () => {
  const it = exchange({ id: 1, path: '/x' });
  it.timing.end = 3.6329279999999926;
  it.connection.tls = 1.00049;
  const { timing, connection } = JSON.parse(renderer.exchange(it));
  expect([timing.end, connection.tls]).toEqual([3.633, 1]);
});

function tableOf(docs: string, heading: string): string[] {
  const section = docs.slice(docs.indexOf(`${heading}\n`) + heading.length).split(/\n###? /)[0] ?? '';
  return [...section.matchAll(/^\| `(\w+)`[^|]*\|/gm)].map(([, name]) => name ?? '');
}
