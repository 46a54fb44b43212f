import { describe, expect, it } from 'vitest';
import type { RecordedExchange } from '../../src/exchange/exchange.ts';
import { createRedactor } from '../../src/exchange/redact.ts';
import { parseRequestInfo } from '../../src/exchange/request-info.ts';
import type { Frame, RecordedPayload, RecordedTunnel, Traffic } from '../../src/exchange/tunnel.ts';

const NONE: Traffic<RecordedPayload> = { bytes: 0, frames: 0 };
const JWT = `eyJhbGciOiJub25lIn0.${Buffer.from('{"sub":"planted"}').toString('base64url')}.c2lnbmF0dXJl`;

/** A tunnel that has received these frames on one channel. */
function received(name: string, pieces: readonly (string | Buffer)[], size?: number): RecordedTunnel {
  const buffers = pieces.map((piece) => Buffer.from(piece));
  const bytes = Buffer.concat(buffers);
  let at = 0;
  const frames = buffers.map((buffer): Frame => {
    const start = at;
    at += buffer.length;
    return { from: 'server', at: 1, type: 'binary', channel: 0, size: buffer.length, span: [start, at] };
  });
  const traffic = { bytes: size ?? bytes.length, frames: frames.length, payload: { bytes } };
  return {
    protocol: 'websocket',
    subprotocol: 'v5.channel.k8s.io',
    sent: 0,
    received: bytes.length,
    channels: [{ name, sent: NONE, received: traffic }],
    frames,
    omitted: 0,
  };
}

function redacted(tunnel: RecordedTunnel, showSecrets = false, token = 'opaque-token-of-the-request') {
  const url = 'https://10.0.0.5:6443/api/v1/namespaces/default/pods/web/exec?command=sh';
  const empty = { size: 0, bytes: new Uint8Array() };
  const recorded: RecordedExchange = {
    id: 1,
    request: {
      method: 'GET',
      url,
      httpVersion: '1.1',
      headers: [['Authorization', `Bearer ${token}`]],
      body: empty,
      info: parseRequestInfo('GET', url),
    },
    response: { status: 101, statusText: '', httpVersion: '1.1', headers: [], body: empty },
    tunnel,
    timing: { startedAt: 0 },
    connection: { id: 1, reused: false, remoteAddress: '', dns: 0, dial: 0 },
  };
  const shown = createRedactor({ showSecrets })(recorded).tunnel;
  if (shown === undefined) throw new Error('no tunnel');
  const payload = shown.channels[0]?.received.payload;
  const pieces = shown.frames.map(({ span: [start, end] = [0, 0] }) => payload?.text?.slice(start, end));
  return { shown, payload, pieces };
}

describe('a secret in a payload', () => {
  it.each([
    ['a JWT', JWT],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIEplanted\n-----END RSA PRIVATE KEY-----'],
    ["the request's own token", 'opaque-token-of-the-request'],
    ['a header', 'Authorization: Bearer planted-opaque'],
    ['a header as it is typed', 'curl -H "Authorization: Bearer planted-opaque" https://x'],
    ['a token without a header', 'export T="Bearer planted-opaque-token"'],
    ['a cookie', 'Set-Cookie: session=planted'],
    ['a Secret', '{"kind":"Secret","apiVersion":"v1","data":{"a":"cGxhbnRlZA=="}}'],
  ])('%s is masked, in however many frames it comes', (_, secret) => {
    for (const size of [1, 2, 7, 1000]) {
      const text = `before\n${secret}\nafter`;
      const pieces = text.match(new RegExp(`.{1,${size}}`, 'gs')) ?? [];
      const { shown, payload } = redacted(received('stdout', pieces));
      expect(payload?.masked).toBeGreaterThan(0);
      expect(JSON.stringify(shown)).not.toMatch(/planted|opaque-token|MIIE|cGxhbnRlZA|eyJ/);
      expect(redacted(received('stdout', pieces), true).payload?.text).toBe(text);
    }
  });

  it('is masked among bytes that are no text', () => {
    const { shown, payload } = redacted(received('stdout', [Buffer.from([0, 255, 254]), ` ${JWT} `]));
    const bytes = Buffer.from(payload?.base64 ?? '', 'base64');
    expect(payload?.text).toBeUndefined();
    expect([...bytes.subarray(0, 3)]).toEqual([0, 255, 254]);
    expect(bytes.toString('latin1')).not.toContain('eyJ');
    expect(shown.frames.map(({ span }) => span)).toEqual([
      [0, 3],
      [3, bytes.length],
    ]);
  });

  it('is masked where the recording ends within it', () => {
    const cut = JWT.slice(0, 30);
    expect(redacted(received('stdout', [`a ${cut}`], 5000)).payload).toMatchObject({
      text: expect.not.stringContaining('eyJ'),
      recorded: 32,
    });
  });
});

it('frames keep their part of the text: a mask stands in the first of those that it covers', () => {
  const { pieces, payload } = redacted(
    received('stdout', ['one ', JWT.slice(0, 9), JWT.slice(9), ' two', ' three']),
  );
  expect(pieces.join('')).toBe(payload?.text);
  expect(pieces[0]).toBe('one ');
  expect(pieces[1]).toMatch(/masked/);
  expect(pieces.slice(2)).toEqual(['', ' two', ' three']);
});

it('a character in two frames belongs to the first', () => {
  const bytes = Buffer.from('ä😀!');
  const { pieces } = redacted(
    received('stdout', [bytes.subarray(0, 1), bytes.subarray(1, 4), bytes.subarray(4)]),
  );
  expect(pieces).toEqual(['ä', '😀', '!']);
});

it('a character that was cut off at the end of the recording does not make it binary', () => {
  const bytes = Buffer.from('abc😀').subarray(0, 5);
  expect(redacted(received('stdout', [bytes], 100)).payload).toMatchObject({ text: 'abc', recorded: 5 });
});

describe('the exit status', () => {
  const status = (value: object) => redacted(received('error', [JSON.stringify(value)])).shown.exit;

  it.each([
    [{ status: 'Success' }, { status: 'Success', code: 0 }],
    [
      {
        status: 'Failure',
        reason: 'NonZeroExitCode',
        message: 'm',
        details: { causes: [{ reason: 'ExitCode', message: '3' }] },
      },
      { status: 'Failure', code: 3, reason: 'NonZeroExitCode', message: 'm' },
    ],
    [
      { status: 'Failure', reason: 'InternalError', message: 'container not found' },
      { status: 'Failure', reason: 'InternalError', message: 'container not found' },
    ],
    [{ details: { causes: 'odd' }, status: 7 }, { status: '' }],
  ])('%j', (value, exit) => expect(status(value)).toEqual(exit));

  it('in words, as servers of old said it', () => {
    expect(redacted(received('error', ['command ', 'failed\n'])).shown.exit).toEqual({
      status: '',
      message: 'command failed',
    });
  });

  it('is not read from an empty channel, nor from that of a port', () => {
    expect(redacted(received('error', [])).shown.exit).toBeUndefined();
    const tunnel = received('error', ['refused']);
    const [channel] = tunnel.channels;
    expect(
      redacted({ ...tunnel, channels: channel ? [{ ...channel, port: 80 }] : [] }).shown.exit,
    ).toBeUndefined();
  });
});
