import { encode } from 'cborg';
import { describe, expect, test } from 'vitest';
import { decodeBinary } from '../../src/decode/decode-binary.ts';
import type { BinaryFormat } from '../../src/exchange/binary-body.ts';
import { createRedactor } from '../../src/exchange/redact.ts';
import { loadCatalog } from '../../src/sandbox/catalog/catalog.ts';
import { encodeProtobuf, encodeWatchFrame } from '../../src/sandbox/codec/protobuf/encode.ts';
import type { Json } from '../../src/sandbox/model/json.ts';
import { recorded } from './factory.ts';
import { flat, formsOf, jwt } from './plants.ts';

const catalog = loadCatalog();
const b64 = (text: string): string => Buffer.from(text).toString('base64');
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const SECRETS = '/api/v1/namespaces/default/secrets';

type Fields = { [key: string]: Json };

/** Where a secret stands in an object, and whether the object comes as the event of a watch. */
const PLACES: Readonly<Record<string, { url: string; watch?: true; build(plant: string): Fields }>> = {
  Secret: { url: `${SECRETS}/s`, build: (plant) => secret(plant) },
  'Secret, elsewhere': { url: '/x', build: (plant) => secret(plant) },
  SecretList: {
    url: SECRETS,
    build: (plant) => ({
      apiVersion: 'v1',
      kind: 'SecretList',
      metadata: {},
      items: [{ data: { a: b64(plant) } }],
    }),
  },
  'watch of Secrets': { url: `${SECRETS}?watch=1`, watch: true, build: (plant) => secret(plant) },
  'last-applied': {
    url: `${SECRETS}/s`,
    build: (plant) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        annotations: { [LAST_APPLIED]: JSON.stringify({ kind: 'Secret', stringData: { a: plant } }) },
      },
    }),
  },
  TokenRequest: {
    url: '/api/v1/namespaces/d/serviceaccounts/x/token',
    build: (plant) => ({
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      metadata: {},
      spec: { audiences: [] },
      status: { token: plant, expirationTimestamp: null },
    }),
  },
  TokenReview: {
    url: '/apis/authentication.k8s.io/v1/tokenreviews',
    build: (plant) => ({
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenReview',
      metadata: {},
      spec: { token: plant },
    }),
  },
  'JWT in a ConfigMap': {
    url: '/api/v1/namespaces/d/configmaps/c',
    build: (plant) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {},
      data: { file: `x ${jwt(plant)} y` },
    }),
  },
};

function secret(plant: string): Fields {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { a: b64(plant) } };
}

/** As Kubernetes writes CBOR: strings are byte strings. */
function toCbor(value: Json): Buffer {
  return Buffer.concat([Buffer.from('d9d9f7', 'hex'), encode(toBytes(value))]);
}

function toBytes(value: Json): unknown {
  if (typeof value === 'string') return Buffer.from(value);
  if (Array.isArray(value)) return value.map(toBytes);
  if (value === null || typeof value !== 'object') return value;
  return new Map(Object.entries(value).map(([key, item]) => [Buffer.from(key), toBytes(item)]));
}

function pack(format: BinaryFormat, object: Fields, isWatch: boolean): { type: string; bytes: Buffer } {
  if (format === 'cbor') {
    return isWatch
      ? { type: 'application/cbor-seq', bytes: toCbor({ type: 'ADDED', object }) }
      : { type: 'application/cbor', bytes: toCbor(object) };
  }
  const bytes = encodeProtobuf(catalog, object) ?? Buffer.alloc(0);
  return isWatch
    ? { type: 'application/vnd.kubernetes.protobuf;stream=watch', bytes: encodeWatchFrame('ADDED', bytes) }
    : { type: 'application/vnd.kubernetes.protobuf', bytes };
}

const FORMATS: readonly BinaryFormat[] = ['protobuf', 'cbor'];
const CASES = FORMATS.flatMap((format) =>
  Object.entries(PLACES).map(([name, place], index) => [format, name, place, index] as const),
);

describe.each(CASES)('in %s: %s', (format, _name, { url, watch, build }, index) => {
  const plant = `Planted${format}Secret${index}Zq`;
  const { type, bytes } = pack(format, build(plant), watch === true);
  const sent = recorded({
    method: watch ? 'GET' : 'POST',
    url,
    ...(watch ? {} : { headers: [['Content-Type', type]], body: bytes }),
    responseHeaders: [['Content-Type', type]],
    responseBody: bytes,
  });

  test('nothing of it is left, and the rest is shown', () => {
    const { request, response } = createRedactor({ showSecrets: false, decoders: { binary: decodeBinary } })(
      sent,
    );
    const shown = flat(JSON.stringify([request, response]));
    for (const form of formsOf(plant)) expect(shown).not.toContain(flat(form));
    expect(response?.body).toMatchObject({ decodedFrom: format, masked: 1 });
    expect(response?.body.text).toContain('<masked:1>');
    if (!watch) expect(request.body).toMatchObject({ decodedFrom: format, masked: 1 });
  });

  test('--show-secrets shows it', () => {
    const redact = createRedactor({ showSecrets: true, decoders: { binary: decodeBinary } });
    const text = redact(sent).response?.body.text ?? '';
    expect(formsOf(plant).some((form) => text.includes(form))).toBe(true);
  });

  test('without a decoder it is withheld', () => {
    const { response } = createRedactor({ showSecrets: false })(sent);
    expect(response?.body.text).toBeUndefined();
    expect(response?.body.withheld).toContain('binary');
  });

  test('nor is anything left when the recording is cut anywhere', () => {
    const redact = createRedactor({ showSecrets: false, decoders: { binary: decodeBinary } });
    for (let end = 0; end < bytes.length; end += 3) {
      const { response } = sent;
      if (response === undefined) continue;
      const body = { size: bytes.length, bytes: bytes.subarray(0, end) };
      const shown = flat(JSON.stringify(redact({ ...sent, response: { ...response, body } }).response));
      for (const form of formsOf(plant)) expect(shown).not.toContain(flat(form));
    }
  });
});

describe('what is binary and cannot be decoded', () => {
  const bytes = Buffer.from('k8s\0\u0001openapi');
  const answer = (url: string, showSecrets: boolean) =>
    createRedactor({ showSecrets })(
      recorded({
        url,
        responseHeaders: [['Content-Type', 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf']],
        responseBody: bytes,
      }),
    ).response?.body;

  test('keeps its bytes where it describes the API', () => {
    expect(Buffer.from(answer('/openapi/v2', false)?.bytes ?? [])).toEqual(bytes);
  });

  test('and else only with --show-secrets', () => {
    expect(answer(`${SECRETS}/s`, false)?.bytes).toBeUndefined();
    expect(answer('/api/v1/namespaces/d/pods/p/proxy/x', false)?.bytes).toBeUndefined();
    expect(Buffer.from(answer(`${SECRETS}/s`, true)?.bytes ?? [])).toEqual(bytes);
  });
});
