import { describe, expect, it } from 'vitest';
import { decodeBinary } from '../../src/decode/decode-binary.ts';
import { readYaml } from '../../src/decode/read-yaml.ts';
import type { Body, Exchange } from '../../src/exchange/exchange.ts';
import { createRedactor } from '../../src/exchange/redact.ts';
import { createSavedRedactor, type SavedExchange } from '../../src/exchange/redact-saved.ts';
import { execTunnel, tunnelExchange } from '../render/tunnels.ts';
import { recorded } from './factory.ts';
import { flat, formsOf, plantAll } from './plants.ts';
import { random, randomJson } from './random.ts';

const decoders = { binary: decodeBinary, yaml: readYaml };
const redactSaved = createSavedRedactor({ showSecrets: false, decoders });
const planted = plantAll();

/** As src/saved reads it from a file. */
function saved({ request, response, ...rest }: Exchange): SavedExchange {
  return {
    ...rest,
    request: { ...request, body: { saved: request.body } },
    ...(response === undefined ? {} : { response: { ...response, body: { saved: response.body } } }),
  };
}

describe('what was masked already', () => {
  it.each(planted.map((one) => [one.name, one] as const))('stays as it is: %s', (_, { exchange }) => {
    const once = createRedactor({ showSecrets: false, decoders })(exchange);
    expect(redactSaved(saved(once))).toEqual(once);
  });

  it.each(planted.map((one) => [one.name, one] as const))('also where it was cut: %s', (_, { exchange }) => {
    for (const part of ['request', 'response'] as const) {
      const message = exchange[part];
      if (message === undefined) continue;
      const { bytes, size } = message.body;
      const step = Math.max(1, Math.floor(bytes.length / 20));
      for (let end = 0; end < bytes.length; end += step) {
        const body = { size, bytes: bytes.subarray(0, end) };
        const once = createRedactor({ showSecrets: false, decoders })({
          ...exchange,
          [part]: { ...message, body },
        });
        expect(redactSaved(saved(once)), `${part} cut at ${end}`).toEqual(once);
      }
    }
  });

  it.each(Array.from({ length: 300 }, (_, seed) => seed + 1))('whatever it is (seed %i)', (seed) => {
    const next = random(seed);
    const paths = ['/api/v1/namespaces/x/secrets/a', '/api/v1/pods', '/api/v1/serviceaccounts/x/token'];
    const once = createRedactor({ showSecrets: false, decoders })(
      recorded({
        method: 'POST',
        url: paths[seed % paths.length] ?? '',
        body: randomJson(next),
        responseBody: randomJson(next).slice(0, seed % 7 === 0 ? 40 : undefined),
        status: seed % 3 === 0 ? 422 : 200,
      }),
    );
    expect(redactSaved(saved(once))).toEqual(once);
  });

  it('in tunnels too, with the places of their frames', () => {
    const [, shell] = [0, tunnelExchange(execTunnel(true))];
    const { tunnel } = redactSaved(saved(shell));
    expect(tunnel?.frames).toEqual(shell.tunnel?.frames);
    expect(tunnel?.channels).toEqual(shell.tunnel?.channels);
  });
});

describe('what others have written', () => {
  it.each(planted.map((one) => [one.name, one] as const))('is masked: %s', (_, { exchange, secrets }) => {
    const plain = createRedactor({ showSecrets: true })(exchange);
    const output = JSON.stringify(redactSaved(saved(plain)));
    for (const form of secrets.flatMap(formsOf)) expect(flat(output)).not.toContain(flat(form));
  });

  it('is counted with what was masked before', () => {
    const body: Body = {
      size: 9,
      mediaType: 'application/json',
      text: '{"data":{"a":"<masked>","b":"x"}}',
      masked: 1,
    };
    const base = createRedactor({ showSecrets: false, decoders })(
      recorded({ url: '/api/v1/namespaces/x/secrets/a' }),
    );
    const { request } = redactSaved(saved({ ...base, request: { ...base.request, body } }));
    expect(request.body.masked).toBe(2);
  });

  it('is shown with --show-secrets', () => {
    const plain = createRedactor({ showSecrets: true })(planted[0]?.exchange ?? recorded());
    expect(createSavedRedactor({ showSecrets: true })(saved(plain))).toEqual(plain);
  });
});
