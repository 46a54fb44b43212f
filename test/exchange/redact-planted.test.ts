import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodeBinary } from '../../src/decode/decode-binary.ts';
import { readYaml } from '../../src/decode/read-yaml.ts';
import type { CapturedBody, RawHeader } from '../../src/exchange/exchange.ts';
import { createRedactor } from '../../src/exchange/redact.ts';
import { flat, formsOf, plantAll } from './plants.ts';

/** With all decoders: what cannot be read is withheld. */
const redact = createRedactor({ showSecrets: false, decoders: { binary: decodeBinary, yaml: readYaml } });
const planted = plantAll();

function gzipped(body: CapturedBody): CapturedBody {
  const bytes = gzipSync(body.bytes);
  return { size: bytes.length + (body.size - body.bytes.length), bytes };
}

/** What makes these secret stands behind them: a recording that ends before it shows a text like any other. */
const KNOWN_BY_WHAT_FOLLOWS: ReadonlySet<string> = new Set([
  'Secret, kind after data, on another path',
  'SecretList, another path',
  'private key, no beginning',
  'a token alone in a URL',
  // The answer quotes what the request was cut before.
  "Status quotes a URL's password",
  "Status quotes a URL's password that was sent as YAML",
  'a Status that quotes a variable',
]);

test('there are many of them', () => {
  expect(planted.flatMap(({ secrets }) => secrets).length).toBeGreaterThanOrEqual(100);
});

describe.each(planted.map((one) => [one.name, one] as const))('%s', (name, { secrets, exchange }) => {
  const isGone = (output: string): void => {
    for (const form of secrets.flatMap(formsOf)) expect(flat(output)).not.toContain(flat(form));
  };

  test('nothing of it is left', () => {
    isGone(JSON.stringify(redact(exchange)));
    isGone(JSON.stringify(createRedactor({ showSecrets: false })(exchange)));
  });

  test('nor when the answer is compressed', () => {
    const { response } = exchange;
    if (response === undefined) return;
    const headers: RawHeader[] = [...response.headers, ['Content-Encoding', 'gzip']];
    isGone(
      JSON.stringify(
        redact({ ...exchange, response: { ...response, headers, body: gzipped(response.body) } }),
      ),
    );
  });

  const isTooEarly = KNOWN_BY_WHAT_FOLLOWS.has(name);
  const why = isTooEarly ? ' (skipped: what tells that it is a secret stands behind the cut)' : '';
  test.skipIf(isTooEarly)(`nor when the recording is cut anywhere${why}`, () => {
    for (const part of ['request', 'response'] as const) {
      const message = exchange[part];
      if (message === undefined) continue;
      const { bytes, size } = message.body;
      const step = Math.max(1, Math.floor(bytes.length / 40));
      for (let end = 0; end < bytes.length; end += step) {
        const body = { size, bytes: bytes.subarray(0, end) };
        isGone(JSON.stringify(redact({ ...exchange, [part]: { ...message, body } })));
      }
    }
  });

  test('--show-secrets shows it', () => {
    const shown = createRedactor({ showSecrets: true })(exchange);
    expect(shown.request.url).toBe(exchange.request.url);
    expect(shown.request.body.masked + (shown.response?.body.masked ?? 0)).toBe(0);
    expect(JSON.stringify(shown)).not.toContain('<masked');
  });
});
