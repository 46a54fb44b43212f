import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Exchange, RecordedExchange } from '../../src/exchange/exchange.ts';
import { createRedactor } from '../../src/exchange/redact.ts';
import { redactArguments } from '../../src/exchange/redact-arguments.ts';
import { type RecordedParts, recorded } from './factory.ts';
import { jwt, pem } from './plants.ts';
import { random, randomJson } from './random.ts';

/** Without the numbers of the placeholders: test/exchange/placeholders.test.ts has those. */
function redact(sent: RecordedExchange): Exchange {
  const exchange = createRedactor({ showSecrets: false })(sent);
  return JSON.parse(JSON.stringify(exchange).replaceAll(/<masked:\d+>/g, '<masked>'));
}

const SECRET = '/api/v1/namespaces/default/secrets/s';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function answer(
  responseBody: NonNullable<RecordedParts['responseBody']>,
  url = '/x',
  more: RecordedParts = {},
) {
  return redact(recorded({ url, responseBody, ...more })).response?.body;
}

describe('what stays of a body', () => {
  test.each([
    [
      'keys and spacing',
      '{ "kind":"Secret",\n "data" : {"a": "eA==", "b":1.50 }}',
      '{ "kind":"Secret",\n "data" : {"a": "<masked>", "b":"<masked>" }}',
    ],
    [
      'null, which deletes',
      '{"kind":"Secret","data":{"a":null,"b":"x"}}',
      '{"kind":"Secret","data":{"a":null,"b":"<masked>"}}',
    ],
    [
      'directives',
      '{"kind":"Secret","data":{"$patch":"replace","a":"x"},"$retainKeys":["data"]}',
      '{"kind":"Secret","data":{"$patch":"replace","a":"<masked>"},"$retainKeys":["data"]}',
    ],
    [
      'a directive that is none',
      '{"kind":"Secret","data":{"$patch":"hunter2"}}',
      '{"kind":"Secret","data":{"$patch":"<masked>"}}',
    ],
    [
      'managed fields',
      '{"kind":"Secret","m":{"f:data":{"f:password":{}}}}',
      '{"kind":"Secret","m":{"f:data":{"f:password":{}}}}',
    ],
    [
      'references to a Secret',
      '{"ref":{"kind":"Secret","name":"s","uid":"u"}}',
      '{"ref":{"kind":"Secret","name":"s","uid":"u"}}',
    ],
    ['data of a ConfigMap', '{"kind":"ConfigMap","data":{"a":"b"}}', '{"kind":"ConfigMap","data":{"a":"b"}}'],
    [
      'around a release of helm in a ConfigMap',
      '{"kind":"ConfigMap","data":{"release":"H4sIAAAAAAAA/w==","a":"H4sI"}}',
      '{"kind":"ConfigMap","data":{"release":"<masked>","a":"H4sI"}}',
    ],
    [
      'what Go escapes, around a secret',
      `{"a":"\\u003cb\\u003e ${jwt('s')} \\/ \\u0041"}`,
      '{"a":"\\u003cb\\u003e <masked> \\/ \\u0041"}',
    ],
    [
      'a continue token',
      '{"metadata":{"continue":"eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ"}}',
      '{"metadata":{"continue":"eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ"}}',
    ],
    [
      'certificates',
      '{"a":"-----BEGIN CERTIFICATE-----\\nAA\\n-----END CERTIFICATE-----"}',
      '{"a":"-----BEGIN CERTIFICATE-----\\nAA\\n-----END CERTIFICATE-----"}',
    ],
    ['around a private key', JSON.stringify({ a: `x\n${pem('s')}y` }), '{"a":"x\\n<masked>\\ny"}'],
    [
      'the rest of a URL',
      '{"a":"https://u:p@h:1/x https://h:8443"}',
      '{"a":"https://u:<masked>@h:1/x https://h:8443"}',
    ],
    [
      'the rest of a command',
      '{"a":["x","--token","t","y","--token=t","z"]}',
      '{"a":["x","--token","<masked>","y","--token=<masked>","z"]}',
    ],
    [
      'a copy inside a string',
      JSON.stringify({ a: { [LAST_APPLIED]: '{"kind":"Secret",\n"data":{"a":"x<y"}}\n' } }),
      JSON.stringify({ a: { [LAST_APPLIED]: '{"kind":"Secret",\n"data":{"a":"<masked>"}}\n' } }),
    ],
    [
      'an unknown field of a Secret',
      '{"kind":"Secret","metadata":{"name":"s"},"type":"Opaque","dat":{"a":"b"}}',
      '{"kind":"Secret","metadata":{"name":"s"},"type":"Opaque","dat":{"a":"<masked>"}}',
    ],
    ...[
      '{"env":[{"name":"DB_PASSWORD","valueFrom":{"secretKeyRef":{"name":"db","key":"password"}}}]}',
      '{"env":[{"name":"DB_PASSWORD","value":"$(OTHER)"},{"name":"ALLOW_EMPTY_PASSWORD","value":"yes"}]}',
      '{"env":[{"name":"PASSWORD_FILE","value":"/run/x"},{"name":"TOKEN_TTL","value":"3h"},{"name":"A","value":"b"}]}',
      '{"env":[{"name":"AWS_ACCESS_KEY_ID","value":"AKIA"},{"name":"TLS_SECRET_NAME","value":"tls"}]}',
      '{"envFrom":[{"configMapRef":{"name":"passwords"}}],"key":"password"}',
      '{"args":["--token-file=/x","--password-stdin","--tls-secret-name","a","--token","--verbose"]}',
      '{"volumes":[{"name":"token","projected":{"sources":[{"serviceAccountToken":{"path":"token"}}]}}]}',
      '{"volumes":[{"name":"s","secret":{"secretName":"s"}}],"automountServiceAccountToken":false}',
      '{"kind":"ExternalSecret","spec":{"data":[{"secretKey":"username","remoteRef":{"key":"db"}}]}}',
      '{"annotations":{"nginx.ingress.kubernetes.io/auth-secret":"ns/s","nginx.ingress.kubernetes.io/auth-type":"basic"}}',
      '{"data":{"config":"password: {{ .password }}\\ntoken_type: x\\nsecret: my-secret\\nauth: basic\\n"}}',
      '{"script":"read -s PASSWORD; if [ $TOKEN == x ]; then PGPASSWORD=$DB_PASSWORD psql; fi"}',
      '{"message":"Unauthorized: invalid bearer token, token: not found, password is wrong"}',
      '{"spec":{"privateKey":{"algorithm":"RSA"},"nextPageToken":"abc","passwordSecretRef":{"name":"s"}}}',
      '{"resources":["secrets","tokenreviews","serviceaccounts/token"],"apiGroups":["authentication.k8s.io"]}',
      '{"required":["password","token"],"properties":{"token":{"type":"string","description":"A token = a secret."}}}',
      '{"users":["a"],"kind":"Group"}',
      '{"summary":{"pass":12,"fail":0}}',
      '{"env":[{"name":"GOOGLE_APPLICATION_CREDENTIALS","value":"/var/run/key.json"}]}',
      '{"a":"auth:\\n  password:\\n    secretKeyRef: x\\n  token:\\n  - a\\nuser: x"}',
    ].map((text): [string, string, string] => [text, text, text]),
    [
      'around the variables of a container',
      '{"env":[{"name":"DB_PASSWORD","value":"x"},{"name":"DB_USER","value":"me"}]}',
      '{"env":[{"name":"DB_PASSWORD","value":"<masked>"},{"name":"DB_USER","value":"me"}]}',
    ],
    [
      'around what a shell is given',
      '{"args":["sh","-c","PGPASSWORD=a psql -h db; curl -u x --token b https://h"]}',
      '{"args":["sh","-c","PGPASSWORD=<masked> psql -h db; curl -u x --token <masked> https://h"]}',
    ],
    [
      'around a value of YAML',
      '{"a":"user: me\\npassword: x\\nhost: db\\n"}',
      '{"a":"user: me\\npassword: <masked>\\nhost: db\\n"}',
    ],
    [
      'the API description',
      '{"kind":"APIResourceList","resources":[{"name":"secrets","kind":"Secret","namespaced":true}]}',
      '{"kind":"APIResourceList","resources":[{"name":"secrets","kind":"Secret","namespaced":true}]}',
    ],
  ])('%s', (_, sent, shown) => {
    expect(answer(sent)?.text).toBe(shown);
    expect(answer(sent)?.masked).toBe(shown.split('<masked>').length - 1);
  });

  test('a JSON patch keeps its operations', () => {
    const body =
      '[{"op":"test","path":"/metadata/name","value":"s"},{"op":"remove","path":"/data/a"},{"op":"add","path":"/data/b","value":"x"}]';
    expect(redact(recorded({ method: 'PATCH', url: SECRET, body })).request.body.text).toBe(
      body.replace('"x"', '"<masked>"'),
    );
  });

  test('a cut text is masked up to its edge', () => {
    const text = `{"a":"b ${jwt('secret')}`;
    const body = answer(`${text}"}`, '/x', { responseRecordedBytes: 20 });
    expect(body).toMatchObject({ text: '{"a":"b <masked>', recorded: 20, masked: 1, size: text.length + 2 });
  });

  test('a cut release of helm is masked up to its edge', () => {
    const text = '{"kind":"ConfigMap","data":{"release":"H4sIAAAAAAAA/w';
    const body = answer(`${text}=="}}`, '/x', { responseRecordedBytes: text.length });
    expect(body?.text).toBe('{"kind":"ConfigMap","data":{"release":"<masked>');
  });

  test('a Status keeps what it does not quote', () => {
    const exchange = redact(
      recorded({
        method: 'POST',
        url: SECRET,
        status: 422,
        body: { kind: 'Secret', stringData: { a: 'hunter2' } },
        responseBody: {
          kind: 'Status',
          message: 'Secret "s" is invalid: data[a]: Invalid value: "b": "hunter2" is bad',
        },
      }),
    );
    expect(exchange.response?.body.text).toBe(
      JSON.stringify({
        kind: 'Status',
        message: 'Secret "s" is invalid: data[a]: Invalid value: <masked>: "<masked>" is bad',
      }),
    );
  });
});

test('a JWT in base64 is masked', () => {
  const encoded = Buffer.from(jwt('secret')).toString('base64');
  expect(answer({ a: `x ${encoded} y` })?.text).toBe('{"a":"x <masked> y"}');
});

test('a form keeps its other fields', () => {
  const body = 'grant_type=client_credentials&client_id=a&client_secret=b%20c&scope=x+y';
  const headers: [string, string][] = [['Content-Type', 'application/x-www-form-urlencoded']];
  expect(redact(recorded({ method: 'POST', url: '/token', headers, body })).request.body).toMatchObject({
    text: body.replace('b%20c', '<masked>'),
    masked: 1,
  });
});

describe('what is withheld', () => {
  test.each([
    [
      'a cut Secret',
      { url: SECRET, responseBody: '{"kind":"Secret"}', responseRecordedBytes: 9 },
      'may hold secrets, and only its beginning was recorded',
    ],
    [
      'a Secret in a log',
      { url: '/x', responseBody: 'got {"kind":"Secret","data":{}}' },
      'may hold secrets, and is not valid JSON',
    ],
    [
      'YAML of a Secret',
      { url: SECRET, responseBody: 'kind: Secret', responseHeaders: [['Content-Type', 'application/yaml']] },
      'YAML that may hold secrets',
    ],
    ['a broken Secret', { url: SECRET, responseBody: '{"a":1]' }, 'may hold secrets, and is not valid JSON'],
    [
      'a cut TokenReview',
      { url: '/apis/authentication.k8s.io/v1/tokenreviews', responseBody: '{"a"' },
      'may hold secrets, and is not valid JSON',
    ],
    [
      'protobuf',
      { responseBody: 'k8s\0a', responseHeaders: [['Content-Type', 'application/vnd.kubernetes.protobuf']] },
      'binary (application/vnd.kubernetes.protobuf)',
    ],
  ] as [string, RecordedParts, string][])('%s', (_, parts, withheld) => {
    const body = redact(recorded(parts)).response?.body;
    expect(body).toMatchObject({ withheld, masked: 0 });
    expect(body?.text).toBeUndefined();
  });

  test('not an error page for a Secret', () => {
    const more: RecordedParts = {
      status: 404,
      responseHeaders: [['Content-Type', 'text/plain; charset=utf-8']],
    };
    expect(answer('404 page not found\n', SECRET, more)?.text).toBe('404 page not found\n');
  });
});

describe('headers and URLs', () => {
  test.each([
    ['Authorization', 'Bearer abc', 'Bearer <masked>'],
    ['authorization', 'basic abc', 'basic <masked>'],
    ['Authorization', 'Negotiate  abc', 'Negotiate <masked>'],
    ['Authorization', 'Digest abc', '<masked>'],
    ['Authorization', '', ''],
    ['Proxy-Authorization', 'Basic abc', 'Basic <masked>'],
    ['Cookie', 'a=b', '<masked>'],
    ['Set-Cookie', 'a=b; Path=/', '<masked>'],
    [
      'Sec-WebSocket-Protocol',
      'v4.channel.k8s.io, base64url.bearer.authorization.k8s.io.abc',
      'v4.channel.k8s.io, base64url.bearer.authorization.k8s.io.<masked>',
    ],
    ['X-Api-Key', 'abc', '<masked>'],
    ['X-Remote-User', 'me', '<masked>'],
    ['Impersonate-User', 'me', 'me'],
    ['Impersonate-Extra-Scopes', 'abc', '<masked>'],
    ['Audit-Id', '5e1c', '5e1c'],
    [
      'WWW-Authenticate',
      'Bearer realm="https://h/token",service="s"',
      'Bearer realm="https://h/token",service="s"',
    ],
    ['Location', 'https://h:8443', 'https://h:8443'],
  ])('%s: %s', (name, value, shown) => {
    expect(redact(recorded({ headers: [[name, value]] })).request.headers).toEqual([[name, shown]]);
  });

  test.each([
    ['/api/v1/pods?limit=500&continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ', undefined],
    ['/api/v1/pods?labelSelector=a%3Db%2Cc%20in%20(d)', undefined],
    ['https://u:pw@h:6443/api/v1/pods', 'https://u:<masked>@h:6443/api/v1/pods'],
    [`/x?a=1&b=${jwt('s')}&c=2`, '/x?a=1&b=<masked>&c=2'],
    ['/x?command=a&command=--token%3Db&c=d', '/x?command=a&command=--token%3D<masked>&c=d'],
    ['/x?command=--password&command=b&c=d', '/x?command=--password&command=<masked>&c=d'],
  ])('%s', (url, shown) => {
    const sent = recorded({ url });
    expect(redact(sent).request.url.replace('https://127.0.0.1:6443', '')).toBe(shown ?? url);
  });

  test('the recording itself is left as it was', () => {
    const sent = recorded({
      url: SECRET,
      headers: [['Cookie', 'a']],
      responseBody: { kind: 'Secret', data: { a: 'b' } },
    });
    const before = JSON.stringify(sent);
    redact(sent);
    expect(JSON.stringify(sent)).toBe(before);
  });
});

describe('anything at all', () => {
  test('JSON without secrets comes out byte for byte', () => {
    const next = random(11);
    for (let round = 0; round < 1000; round += 1) {
      const text = randomJson(next);
      expect(answer(text)).toMatchObject({ text, masked: 0 });
    }
  });

  test('and around a secret too', () => {
    const next = random(12);
    for (let round = 0; round < 500; round += 1) {
      const [before, after] = [randomJson(next), randomJson(next)];
      const wrap = (secret: string): string =>
        `{"x":${before}, "kind":"Secret" ,"data": {"a":${secret}},"y":${after}}`;
      // `data` may stand in the random parts as well: there it is masked, and both sides show the same.
      const shown = answer(wrap('"hunter2"'))?.text ?? '';
      expect(shown).toBe(answer(wrap('"<masked>"'))?.text);
      expect(JSON.parse(shown).data).toEqual({ a: '<masked>' });
      if (!`${before}${after}`.includes('"data"')) expect(shown).toBe(wrap('"<masked>"'));
    }
  });

  test.each([
    ['random bytes', randomBytes(10_000)],
    ['deep nesting', '[{"a":'.repeat(100_000)],
    ['deep nesting of a Secret', `{"kind":"Secret","data":${'['.repeat(490)}"x"${']'.repeat(490)}}`],
    ['lone surrogates', '{"a":"\\ud800","b":"\\udc00 \\u0041"}'],
    ['a huge number', `{"\\u0061":${'9'.repeat(100_000)}}`],
    ['__proto__', '{"__proto__":{"kind":"Secret"},"kind":"Secret","constructor":1,"data":{"__proto__":"x"}}'],
    ['nothing but blanks', ' \n '],
    ['NUL', 'a\0b'],
    ['broken escapes', '{"a":"\\u00'],
    [
      'wrong kinds',
      '{"kind":["Secret"],"data":{"message":1},"op":{},"path":[],"value":1,"metadata":null,"details":[3]}',
    ],
    [
      'a Status of wrong kinds',
      '{"kind":"Status","message":{"a":1},"details":{"causes":["a",{"message":[]}]}}',
    ],
  ])('%s never throws', (_, body) => {
    for (const url of [SECRET, '/x', '/apis/authentication.k8s.io/v1/tokenreviews']) {
      for (const coding of ['', 'gzip', 'deflate', 'br', 'zstd', 'gzip, gzip']) {
        const headers: [string, string][] = [['Content-Encoding', coding]];
        redact(
          recorded({
            method: 'POST',
            url,
            headers,
            body,
            status: 400,
            responseBody: body,
            responseHeaders: headers,
          }),
        );
      }
    }
  });

  test.each([
    ['key ends', '-----END PRIVATE KEY-----'],
    ['keys', '-----END PRIVATE KEY-----AAAA-----BEGIN PRIVATE KEY-----'],
    ['token heads', 'eyJ'],
    ['token parts', 'eyJa.'],
    ['encoded keys', 'UFJJVkFURSBLRV\n'],
    ['authorities', '://a:b@'],
    ['kinds', 'kind"'],
    ['escapes', '\\u0041'],
    ['quoted fields', 'data['],
    ['assignments', 'token='],
    ['fields', 'token: '],
    ['lines that go in', ' token: x\n'],
    ['pairs', 'name: token '],
    ['parts', 'name="token" '],
    ['elements', '<token a>'],
    ['data sources', 'a:a:@tcp('],
    ['flags', '--token '],
    ['blanks', 'token:          '],
  ])('a megabyte of %s ends', (_, part) => {
    // A rule that goes back over the text for each of its parts takes minutes here, and the test's limit ends it.
    const megabyte = part.repeat(1e6 / part.length);
    expect(answer(megabyte)?.size).toBe(megabyte.length);
    expect(answer({ a: megabyte })?.size).toBeGreaterThan(megabyte.length);
    const refused = { url: SECRET, status: 422, responseBody: { kind: 'Status', message: megabyte } };
    expect(redact(recorded(refused)).response?.body.text).not.toContain(part.repeat(3));
  });

  test('8 MiB of Pods without secrets stay as they are', () => {
    const pod = {
      metadata: { name: 'web', labels: { app: 'web' } },
      spec: { image: 'docker.io/nginx', args: ['a && b'] },
    };
    const text = JSON.stringify({
      kind: 'PodList',
      metadata: { continue: 'eyJ2Ijoi' },
      items: Array(85_000).fill(pod),
    });
    expect(text.length).toBeGreaterThan(8 * 1024 * 1024);
    const exchange = recorded({
      url: '/api/v1/pods',
      headers: [['Authorization', 'Bearer abcdefghijkl']],
      responseBody: text,
    });
    const { body } = redact(exchange).response ?? {};
    expect(body?.masked).toBe(0);
    expect(body?.text === text).toBe(true);
  });
});

describe('what would be read again and again', { timeout: 10_000 }, () => {
  // Without the bounds each takes more than its time.
  test.each([
    ['a word of names', 'auth='.repeat(160_000)],
    ['paths of credentials', 'credentials=/'.repeat(80_000)],
    ['names of parts', `token=x\n${`name=${'a'.repeat(100)}\n`.repeat(100_000)}`],
  ])('is read once: %s', (_name, text) => {
    expect(answer({ kind: 'ConfigMap', data: { text } })).toBeDefined();
  });

  test('an argument of a saved run', () => {
    expect(redactArguments(['set', 'token'.repeat(100_000)])).toHaveLength(2);
  });
});
