import { describe, expect, test } from 'vitest';
import type { RecordedExchange } from '../../src/exchange/exchange.ts';
import { isPlaceholder, PLACEHOLDER, Placeholders } from '../../src/exchange/placeholders.ts';
import { createRedactor } from '../../src/exchange/redact.ts';
import { recorded } from './factory.ts';
import { jwt, pem } from './plants.ts';

const b64 = (text: string): string => Buffer.from(text).toString('base64');
const SECRET = '/api/v1/namespaces/default/secrets/s';

/** The placeholders of one run, in the order of its model. */
function numbersOf(...run: RecordedExchange[]): string[] {
  const redact = createRedactor({ showSecrets: false });
  return run.flatMap((sent) => {
    const { request, response } = redact(sent);
    const shown = JSON.stringify([
      request.url,
      request.headers,
      request.body,
      response?.headers,
      response?.body,
    ]);
    return shown.match(new RegExp(PLACEHOLDER, 'g')) ?? [];
  });
}

describe('the placeholders of a run', () => {
  test('count the secrets as they come: URL, headers, body, answer', () => {
    const sent = recorded({
      method: 'PUT',
      url: `${SECRET}?access_token=first-one`,
      headers: [['Authorization', 'Bearer second-one']],
      body: { kind: 'Secret', stringData: { a: 'third-one', b: 'fourth-one', c: 'third-one' } },
      responseHeaders: [['Set-Cookie', 'fifth=one']],
      responseBody: { kind: 'Secret', data: { a: b64('third-one'), d: b64('sixth-one') } },
    });
    expect(numbersOf(sent)).toEqual([1, 2, 3, 4, 3, 5, 3, 6].map((number) => `<masked:${number}>`));
  });

  test('are the same for a secret wherever it stands', () => {
    const token = jwt('claim');
    const places: Parameters<typeof recorded>[0][] = [
      { headers: [['Authorization', `Bearer ${token}`]] },
      { headers: [['X-Auth-Token', token]] },
      {
        headers: [
          [
            'Sec-WebSocket-Protocol',
            `base64url.bearer.authorization.k8s.io.${Buffer.from(token).toString('base64url')}`,
          ],
        ],
      },
      { url: `/api/v1/pods?access_token=${token}` },
      { url: `/api/v1/namespaces/d/pods/x/exec?command=--token%3D${token}` },
      { responseBody: { kind: 'ConfigMap', data: { a: `x ${token} y` } } },
      { responseBody: { kind: 'ConfigMap', data: { a: b64(token) } } },
      { responseBody: { kind: 'Secret', data: { token: b64(token) } } },
      { responseBody: { kind: 'Secret', stringData: { token } } },
      { responseBody: { kind: 'Secret', data: { token: b64(b64(token)) } } },
      {
        responseBody: `{"kind":"TokenRequest","status":{"token":${JSON.stringify(token).replace('e', '\\u0065')}}}`,
      },
    ];
    expect(numbersOf(...places.map((parts) => recorded(parts)))).toEqual(places.map(() => '<masked:1>'));
  });

  test('tell unequal secrets apart', () => {
    const values = ['admin', 'Admin', 'admin ', b64('admin1'), '0', '', 'a"b', 'a\\b', pem('x'), pem('y')];
    const data = Object.fromEntries(values.map((value, index) => [`k${index}`, value]));
    const found = numbersOf(recorded({ responseBody: { kind: 'Secret', stringData: data } }));
    expect(new Set(found).size).toBe(values.length);
  });

  test('begin anew in each run, and tell nothing of the secret', () => {
    const one = recorded({ headers: [['Authorization', 'Bearer one-secret']] });
    const other = recorded({ headers: [['Authorization', 'Bearer another-secret']] });
    expect(numbersOf(one)).toEqual(numbersOf(other));
  });

  test('stay what they are in a trace that is read again', () => {
    const placeholders = new Placeholders();
    expect(placeholders.of('secret')).toBe('<masked:1>');
    expect(placeholders.of('<masked:7>')).toBe('<masked:7>');
    expect(isPlaceholder('"<masked>"')).toBe(true);
    expect(isPlaceholder('<masked:1> and more')).toBe(false);
  });
});

test('more secrets than are told apart have no number', () => {
  const placeholders = new Placeholders();
  for (let count = 0; count < 100_000; count += 1) placeholders.of(`secret ${count}`);
  expect(placeholders.of('one more')).toBe('<masked>');
  expect(placeholders.of('secret 5')).toBe('<masked:6>');
});
