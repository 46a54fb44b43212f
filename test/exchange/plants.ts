import { type RecordedParts, recorded } from './factory.ts';
import { PLACES_BY_NAME } from './plants-by-name.ts';
import { PLACES_BY_RULE } from './plants-by-rule.ts';

/** Letters only, each once in the whole file, and found again in any encoding. */
export type Plant = (label: string) => string;

const b64 = (text: string): string => Buffer.from(text).toString('base64');
const b64url = (text: string): string => Buffer.from(text).toString('base64url');
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const SECRETS = '/api/v1/namespaces/default/secrets';

/** A JWT whose claims and signature are the plant. */
export function jwt(secret: string): string {
  return `${b64url('{"alg":"RS256","kid":"k"}')}.${b64url(`{"sub":"${secret}"}`)}.${b64url(secret)}`;
}

export function pem(secret: string, label = 'RSA PRIVATE KEY'): string {
  return `-----BEGIN ${label}-----\n${secret}\n${b64(secret)}\n-----END ${label}-----\n`;
}

/** JSON in which every character of the strings is escaped by its number. */
function escaped(text: string): string {
  return [...text].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
}

const secret = (data: object, more: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's' },
  data,
  ...more,
});
const configMap = (value: string): object => ({
  kind: 'ConfigMap',
  metadata: { name: 'c' },
  data: { file: value },
});
const yamlSecret = (value: string): string =>
  `kind: Secret\nmetadata:\n  name: x\nstringData:\n  p: ${value}\n`;
const annotated = (value: object | string, kind = 'Secret'): object => ({
  kind,
  metadata: { annotations: { [LAST_APPLIED]: typeof value === 'string' ? value : JSON.stringify(value) } },
});

/** Every place a secret can stand, each with a secret of its own. */
const PLACES: readonly (readonly [name: string, build: (plant: Plant) => RecordedParts])[] = [
  ['Authorization: Bearer', (p) => ({ headers: [['Authorization', `Bearer ${p('bearer')}`]] })],
  ['Authorization: Basic', (p) => ({ headers: [['authorization', `Basic ${b64(`me:${p('basic')}`)}`]] })],
  ['Authorization: Negotiate', (p) => ({ headers: [['AUTHORIZATION', `negotiate ${b64(p('nego'))}`]] })],
  ['Authorization: other scheme', (p) => ({ headers: [['Authorization', `AWS4-HMAC ${p('aws')}`]] })],
  ['Authorization: no scheme', (p) => ({ headers: [['Authorization', p('bare')]] })],
  ['Proxy-Authorization', (p) => ({ headers: [['Proxy-Authorization', `Basic ${b64(`a:${p('proxy')}`)}`]] })],
  ['Cookie', (p) => ({ headers: [['Cookie', `a=${p('cookie')}; b=2`]] })],
  ['Set-Cookie', (p) => ({ responseHeaders: [['Set-Cookie', `sid=${p('setcookie')}; HttpOnly`]] })],
  [
    'Sec-WebSocket-Protocol',
    (p) => ({
      headers: [
        [
          'Sec-WebSocket-Protocol',
          `v5.channel.k8s.io, base64url.bearer.authorization.k8s.io.${b64url(p('ws'))}`,
        ],
      ],
    }),
  ],
  ['X-Auth-Token', (p) => ({ headers: [['X-Auth-Token', p('xauth')]] })],
  ['Location with a password', (p) => ({ responseHeaders: [['Location', `https://u:${p('loc')}@h/x`]] })],
  ['Referer with a JWT', (p) => ({ headers: [['Referer', `https://h/?t=${jwt(p('ref'))}`]] })],
  ['URL: password', (p) => ({ url: `https://user:${p('url')}@host:6443/api/v1/pods` })],
  ['URL: JWT in the query', (p) => ({ url: `/api/v1/pods?x=${jwt(p('q'))}&y=1` })],
  ['URL: JWT in the path', (p) => ({ url: `/api/v1/namespaces/default/pods/${jwt(p('path'))}` })],
  [
    'URL: JWT percent-encoded',
    (p) => ({
      url: `/api/v1/pods?x=${jwt(p('pct')).replaceAll('.', '%2E').replaceAll('e', '%65')}`,
    }),
  ],
  ['URL: private key', (p) => ({ url: `/api/v1/pods?x=${encodeURIComponent(pem(p('urlpem')))}` })],
  ['URL: private key, blanks as +', (p) => ({ url: `/x?${new URLSearchParams({ x: pem(p('urlpem2')) })}` })],
  ['URL: access_token', (p) => ({ url: `/api/v1/pods?access_token=${p('at')}` })],
  [
    'URL: exec --token=',
    (p) => ({ url: `/api/v1/namespaces/d/pods/x/exec?command=vault&command=--token%3D${p('ex')}` }),
  ],
  [
    'URL: exec --password next',
    (p) => ({ url: `/api/v1/namespaces/d/pods/x/exec?command=--password&command=${p('ex2')}` }),
  ],
  ['URL in a URL', (p) => ({ url: `/x?u=${encodeURIComponent(`https://a:${p('uu')}@h`)}` })],
  ['status text', (p) => ({ statusText: `No ${jwt(p('reason'))}` })],
  ['error', (p) => ({ status: undefined, error: `dial https://u:${p('err')}@proxy: refused` })],
  [
    'Warning that quotes the Secret',
    (p) => {
      const value = p('warn');
      return {
        method: 'POST',
        url: SECRETS,
        body: secret({ a: b64(value) }),
        responseHeaders: [['Warning', `299 - "odd value ${value}"`]],
      };
    },
  ],
  [
    'Secret data',
    (p) => ({ url: `${SECRETS}/s`, responseBody: secret({ a: b64(p('data')), b: b64(p('data2')) }) }),
  ],
  [
    'Secret stringData',
    (p) => ({ method: 'POST', url: SECRETS, body: secret({}, { stringData: { a: p('sd') } }) }),
  ],
  [
    'Secret data, numbers and objects',
    (p) => ({ method: 'POST', url: SECRETS, body: secret({ a: { b: [p('deep')] } }) }),
  ],
  [
    'Secret data, a string',
    (p) => ({ method: 'POST', url: SECRETS, body: { kind: 'Secret', data: p('str') } }),
  ],
  [
    'Secret, misspelt field',
    (p) => ({ method: 'POST', url: SECRETS, body: secret({}, { strinData: { a: p('typo') } }) }),
  ],
  [
    'Secret, DATA',
    (p) => ({ method: 'POST', url: SECRETS, body: { kind: 'Secret', DATA: { a: p('case') } } }),
  ],
  [
    'Secret, keys escaped',
    (p) => ({ url: '/x', responseBody: `{"k\\u0069nd":"S\\u0065cret","d\\u0061ta":{"a":"${p('esc')}"}}` }),
  ],
  [
    'Secret, kind after data, on another path',
    (p) => ({ url: '/x', responseBody: `{"data":{"a":"${p('after')}"},"kind":"Secret"}` }),
  ],
  [
    'Secret, data twice',
    (p) => ({
      url: '/x',
      responseBody: `{"kind":"Secret","data":{"a":"${p('tw1')}"},"data":{"a":"${p('tw2')}"}}`,
    }),
  ],
  [
    'SecretList',
    (p) => ({ url: SECRETS, responseBody: { kind: 'SecretList', items: [{ data: { a: b64(p('list')) } }] } }),
  ],
  [
    'SecretList, another path',
    (p) => ({ url: '/x', responseBody: { items: [{ data: { a: p('list2') } }], kind: 'SecretList' } }),
  ],
  [
    'List',
    (p) => ({
      url: '/x',
      responseBody: { kind: 'List', items: [{ kind: 'Pod' }, secret({ a: p('klist') })] },
    }),
  ],
  [
    'watch',
    (p) => ({
      url: `${SECRETS}?watch=1`,
      responseBody: `${JSON.stringify({ type: 'ADDED', object: secret({ a: p('w1') }) })}\n${JSON.stringify({ type: 'MODIFIED', object: secret({ a: p('w2') }) })}\n`,
    }),
  ],
  [
    'watch on another path',
    (p) => ({ url: '/x?watch=1', responseBody: { type: 'ADDED', object: secret({ a: p('w3') }) } }),
  ],
  [
    'watch, cut',
    (p) => {
      const events = `${JSON.stringify({ type: 'ADDED', object: secret({ a: p('w4') }) })}\n{"object":{"data":{"a":"${p('w5')}`;
      return {
        url: `${SECRETS}?watch=1`,
        responseBody: `${events}","b":"x"}}}`,
        responseRecordedBytes: events.length,
      };
    },
  ],
  [
    'Table',
    (p) => ({
      url: SECRETS,
      responseBody: { kind: 'Table', rows: [{ cells: ['s', 1], object: { data: { a: p('table') } } }] },
    }),
  ],
  [
    'Table, metadata only',
    (p) => ({
      url: SECRETS,
      responseBody: {
        kind: 'Table',
        rows: [{ object: { ...annotated({ data: { a: p('tmeta') } }, 'PartialObjectMetadata') } }],
      },
    }),
  ],
  [
    'merge patch',
    (p) => ({
      method: 'PATCH',
      url: `${SECRETS}/s`,
      headers: [['Content-Type', 'application/merge-patch+json']],
      body: { data: { a: p('merge') } },
    }),
  ],
  [
    'strategic merge patch',
    (p) => ({
      method: 'PATCH',
      url: `${SECRETS}/s`,
      headers: [['Content-Type', 'application/strategic-merge-patch+json']],
      body: { data: { $patch: 'replace', a: p('smp') }, $retainKeys: ['data'] },
    }),
  ],
  [
    'JSON patch at a key',
    (p) => ({
      method: 'PATCH',
      url: `${SECRETS}/s`,
      headers: [['Content-Type', 'application/json-patch+json']],
      body: [
        { op: 'add', path: '/data/a', value: p('jp1') },
        { op: 'test', path: '/stringData/b', value: p('jp2') },
      ],
    }),
  ],
  [
    'JSON patch at data, above, and elsewhere',
    (p) => ({
      method: 'PATCH',
      url: `${SECRETS}/s`,
      body: [
        { op: 'replace', path: '/data', value: { a: p('jp3') } },
        { op: 'replace', path: '', value: { data: { a: p('jp4') } } },
        { op: 'add', path: '/dta/x', value: p('jp5') },
      ],
    }),
  ],
  [
    'JSON patch of the annotation',
    (p) => ({
      method: 'PATCH',
      url: `${SECRETS}/s`,
      body: [
        {
          op: 'add',
          path: `/metadata/annotations/${LAST_APPLIED.replace('/', '~1')}`,
          value: JSON.stringify({ data: { a: p('jpa') } }),
        },
        {
          op: 'add',
          path: '/metadata/annotations',
          value: { [LAST_APPLIED]: JSON.stringify({ data: { a: p('jpb') } }) },
        },
        {
          value: `{"data":{"a":"${p('jpc')}`,
          path: `/metadata/annotations/${LAST_APPLIED.replace('/', '~1')}`,
          op: 'add',
        },
      ],
    }),
  ],
  [
    'apply, JSON',
    (p) => ({
      method: 'PATCH',
      url: `${SECRETS}/s?fieldManager=kubectl`,
      headers: [['Content-Type', 'application/apply-patch+yaml']],
      body: secret({ a: p('ssa') }),
    }),
  ],
  [
    'apply, YAML',
    (p) => ({
      method: 'PATCH',
      url: `${SECRETS}/s?fieldManager=kubectl`,
      headers: [['Content-Type', 'application/apply-patch+yaml']],
      body: yamlSecret(p('ssay')),
    }),
  ],
  [
    'YAML on another path',
    (p) => ({
      url: '/x',
      responseHeaders: [['Content-Type', 'application/yaml']],
      responseBody: yamlSecret(p('yaml2')),
    }),
  ],
  ['last-applied', (p) => ({ url: `${SECRETS}/s`, responseBody: annotated(secret({ a: b64(p('la')) })) })],
  [
    'last-applied without a kind',
    (p) => ({ url: `${SECRETS}/s`, responseBody: annotated({ stringData: { a: p('la2') } }) }),
  ],
  [
    'last-applied, broken',
    (p) => ({ url: `${SECRETS}/s`, responseBody: annotated(`{"data":{"a":"${p('la3')}`) }),
  ],
  [
    'last-applied, broken, on a Pod',
    (p) => ({ responseBody: annotated(`{"data":{"a":"${p('la4')}`, 'Pod') }),
  ],
  [
    'last-applied within last-applied',
    (p) => ({ url: '/x', responseBody: annotated(annotated(secret({ a: p('la5') }))) }),
  ],
  [
    'Rancher copy',
    (p) => ({
      url: `${SECRETS}/s`,
      responseBody: {
        kind: 'Secret',
        metadata: { annotations: { 'objectset.rio.cattle.io/applied': b64(p('rio')) } },
      },
    }),
  ],
  [
    'TokenRequest',
    (p) => ({
      method: 'POST',
      url: '/api/v1/namespaces/d/serviceaccounts/x/token',
      body: { kind: 'TokenRequest', spec: {} },
      responseBody: { kind: 'TokenRequest', status: { token: p('tr') } },
    }),
  ],
  [
    'TokenRequest by its path alone',
    (p) => ({
      method: 'POST',
      url: '/api/v1/namespaces/d/serviceaccounts/x/token',
      responseBody: { status: { token: [p('tr2')] } },
    }),
  ],
  [
    'TokenReview',
    (p) => {
      const value = p('rev');
      return {
        method: 'POST',
        url: '/apis/authentication.k8s.io/v1/tokenreviews',
        body: { kind: 'TokenReview', spec: { token: value } },
        responseBody: { kind: 'TokenReview', spec: { token: value }, status: { authenticated: false } },
      };
    },
  ],
  [
    'TokenReview on another path',
    (p) => ({ url: '/x', responseBody: { kind: 'TokenReview', spec: { token: [p('rev2')] } } }),
  ],
  ['JWT in a ConfigMap', (p) => ({ responseBody: configMap(`a ${jwt(p('cmjwt'))} b`) })],
  ['JWT as a key', (p) => ({ responseBody: { [jwt(p('kjwt'))]: 1 } })],
  ['JWT escaped', (p) => ({ responseBody: `{"a":"${escaped(jwt(p('ejwt')))}"}` })],
  [
    'JWT escaped twice',
    (p) => ({ responseBody: JSON.stringify({ a: `{"b":"${escaped(jwt(p('eejwt')))}" !}` }) }),
  ],
  ['JWT in base64', (p) => ({ responseBody: configMap(b64(jwt(p('bjwt')))) })],
  [
    'JWT in a log',
    (p) => ({
      url: '/api/v1/namespaces/d/pods/x/log',
      responseHeaders: [['Content-Type', 'text/plain']],
      responseBody: `2024 got ${jwt(p('logjwt'))}\n`,
    }),
  ],
  [
    'JWT at the cut',
    (p) => {
      const text = `{"a":"${jwt(p('cutjwt'))}`;
      const end = text.indexOf('.') + 30;
      return { responseBody: `${text}"}`, responseRecordedBytes: end };
    },
  ],
  [
    'JWT escaped, in a cut body',
    (p) => {
      const text = `{"a":"${escaped(jwt(p('cutejwt')))}","b":"`;
      return { responseBody: `${text}"}`, responseRecordedBytes: text.length };
    },
  ],
  ['private key', (p) => ({ responseBody: configMap(pem(p('pem'))) })],
  [
    'private keys of other kinds',
    (p) => ({
      responseBody: configMap(
        pem(p('ec'), 'EC PRIVATE KEY') +
          pem(p('enc'), 'ENCRYPTED PRIVATE KEY') +
          pem(p('p8'), 'PRIVATE KEY') +
          pem(p('ssh'), 'OPENSSH PRIVATE KEY'),
      ),
    }),
  ],
  [
    'private key, no end',
    (p) => ({ responseBody: configMap(`x -----BEGIN PRIVATE KEY-----\n${p('noend')}`) }),
  ],
  [
    'private key, no beginning',
    (p) => ({
      url: '/api/v1/namespaces/d/pods/x/log',
      responseHeaders: [['Content-Type', 'text/plain']],
      responseBody: pem(p('nobegin')).replace(/.*\n/, 'x: \n'),
    }),
  ],
  [
    'private key in JSON in JSON',
    (p) => ({ responseBody: configMap(JSON.stringify({ a: JSON.stringify({ b: pem(p('jjpem')) }) })) }),
  ],
  [
    'private key in a cut body',
    (p) => {
      const text = JSON.stringify({ a: pem(p('cutpem')) });
      return { responseBody: text, responseRecordedBytes: text.indexOf('-----END') - 4 };
    },
  ],
  [
    'private key in base64',
    (p) => ({
      responseBody: configMap(
        `k: ${b64(pem(p('bpem')))}\nl: ${b64(` ${pem(p('bpem1'))}`)}\nm: ${b64(`  ${pem(p('bpem2'))}`)}`,
      ),
    }),
  ],
  [
    'private key in wrapped base64',
    (p) => ({ responseBody: configMap(b64(pem(p('wpem') + 'x'.repeat(90))).replaceAll(/.{64}/g, '$&\n')) }),
  ],
  [
    'kubeconfig',
    (p) => ({
      responseBody: configMap(
        `apiVersion: v1\nkind: Config\nusers:\n- name: a\n  user:\n    token: ${p('kc')}\n    password: "${p('kc2')}"\n`,
      ),
    }),
  ],
  [
    'kubeconfig in JSON',
    (p) => ({
      responseBody: configMap(
        JSON.stringify({
          kind: 'Config',
          users: [{ user: { token: p('kcj'), 'client-key-data': p('kcj2') } }],
        }),
      ),
    }),
  ],
  [
    'Secret as JSON in a ConfigMap',
    (p) => ({ responseBody: configMap(JSON.stringify(secret({ a: p('cmj') }))) }),
  ],
  ['Secret as YAML in a ConfigMap', (p) => ({ responseBody: configMap(yamlSecret(p('cmy'))) })],
  [
    'Secret in a log',
    (p) => ({
      url: '/api/v1/namespaces/d/pods/x/log',
      responseBody: `got ${JSON.stringify(secret({ a: p('logs') }))}`,
    }),
  ],
  [
    'webhook URL',
    (p) => ({
      responseBody: {
        clientConfig: { url: `https://u:${p('hook')}@h/x`, more: `https:\\/\\/u:${p('hook2')}@h` },
      },
    }),
  ],
  [
    '--token= in a command',
    (p) => ({
      responseBody: {
        args: [`--token=${p('arg')}`, '--token', p('arg2')],
        command: ['sh', '-c', `x --password ${p('arg3')}`],
      },
    }),
  ],
  [
    'Status quotes a value',
    (p) => {
      const value = p('quote');
      return {
        method: 'POST',
        url: SECRETS,
        body: secret({ a: b64(value) }),
        status: 422,
        responseBody: {
          kind: 'Status',
          message: `Invalid value: "${value}"`,
          details: { causes: [{ message: `bad ${b64(value)}` }] },
        },
      };
    },
  ],
  [
    'Status quotes stringData, escaped by Go',
    (p) => {
      const value = `x"${p('quote2')}`;
      return {
        method: 'POST',
        url: SECRETS,
        body: secret({}, { stringData: { a: value } }),
        status: 422,
        responseBody: {
          kind: 'Status',
          message: `stringData[a]: Invalid value: ${JSON.stringify(value)}: no`,
        },
      };
    },
  ],
  [
    'Status quotes stringData in base64, and with its quotes escaped',
    (p) => {
      const values = [p('quote3'), `x"${p('quote4')}`];
      return {
        method: 'POST',
        url: SECRETS,
        body: secret({}, { stringData: values }),
        status: 422,
        responseBody: {
          kind: 'Status',
          message: `odd ${b64(values[0] ?? '')}, ${JSON.stringify(values[1])}`,
        },
      };
    },
  ],
  [
    'Status quotes a value of a wrong kind',
    (p) => ({
      url: SECRETS,
      status: 400,
      responseBody: { kind: 'Status', message: `cannot unmarshal number ${p('num')} into Go struct field` },
    }),
  ],
  [
    'TokenRequest on another path',
    (p) => ({ url: '/x', responseBody: { kind: 'TokenRequest', status: { token: [p('tr3')] } } }),
  ],
  [
    'Rancher copy on another object',
    (p) => ({
      responseBody: {
        kind: 'Pod',
        metadata: { annotations: { 'objectset.rio.cattle.io/applied': b64(p('rio2')) } },
      },
    }),
  ],
  [
    'last-applied, broken behind a whole value',
    (p) => ({ responseBody: annotated(`{} {"data":{"a":"${p('la6')}`, 'Pod') }),
  ],
  [
    'a token alone in a URL',
    (p) => ({ responseBody: { repository: `https://ghp_${p('ghp')}@github.com/x` } }),
  ],
  [
    'Status quotes raw text',
    (p) => ({
      method: 'POST',
      url: SECRETS,
      body: secret({ a: 1 }),
      status: 400,
      responseBody: {
        kind: 'Status',
        message: `illegal base64, error found in #10 byte of ...|:{"a":"${p('raw')}|..., bigger`,
      },
    }),
  ],
  [
    'Status after a Secret that is no JSON',
    (p) => ({
      method: 'POST',
      url: SECRETS,
      body: `{"kind":"Secret","data":{"a":${p('bad')}`,
      status: 400,
      responseBody: {
        kind: 'Status',
        message: `invalid ${p('bad2')}`,
        details: { causes: [{ message: p('bad3') }] },
      },
    }),
  ],
  [
    'plain error text after it',
    (p) => ({
      method: 'POST',
      url: SECRETS,
      body: `{"kind":"Secret","data":{"a":${p('bad4')}`,
      status: 400,
      responseHeaders: [['Content-Type', 'text/plain']],
      responseBody: `invalid ${p('bad5')}`,
    }),
  ],
  [
    'cut Secret',
    (p) => {
      const text = JSON.stringify(secret({ a: p('cut') }));
      return { url: `${SECRETS}/s`, responseBody: text, responseRecordedBytes: text.length - 4 };
    },
  ],
  [
    'cut List',
    (p) => {
      const text = JSON.stringify({ kind: 'List', items: [secret({ a: p('cutl') })] });
      return { url: '/x', responseBody: text, responseRecordedBytes: text.length - 4 };
    },
  ],
  [
    'Secret, protobuf',
    (p) => ({
      url: `${SECRETS}/s`,
      responseHeaders: [['Content-Type', 'application/vnd.kubernetes.protobuf']],
      responseBody: `k8s\0${p('pb')}`,
    }),
  ],
  [
    'Secret nested too deep',
    (p) => ({
      url: `${SECRETS}/s`,
      responseBody: `${'['.repeat(9999)}{"data":"${p('nest')}"}${']'.repeat(9999)}`,
    }),
  ],
  [
    'Secret behind a gateway path',
    (p) => ({ url: `/k8s/clusters/c/api/v1/secrets`, responseBody: { items: [{ data: { a: p('gw') } }] } }),
  ],
  ['content type', (p) => ({ responseHeaders: [['Content-Type', jwt(p('ct'))]], responseBody: '{}' })],
];

/** The exchanges with the secrets that were planted in them. */
export function plantAll(): { name: string; secrets: string[]; exchange: ReturnType<typeof recorded> }[] {
  let count = 0;
  return [...PLACES, ...PLACES_BY_RULE, ...PLACES_BY_NAME].map(([name, build]) => {
    const secrets: string[] = [];
    const exchange = recorded(
      build((label) => {
        count += 1;
        const secret = `Planted${label}Secret${String(count).padStart(3, '0')}Zq`;
        secrets.push(secret);
        return secret;
      }),
    );
    return { name, secrets, exchange };
  });
}

/** The forms in which a secret may still be one, with the three spellings that base64 has of it. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inBase64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    return text.slice(shift === 0 ? 0 : shift + 1).replace(/..?=*$/, '');
  });
  return [
    secret,
    ...inBase64,
    bytes.toString('hex'),
    escaped(secret),
    [...bytes].map((byte) => `%${byte.toString(16)}`).join(''),
    secret.slice(0, -4),
    secret.slice(7),
  ];
}

/** Without backslashes, as a secret may be quoted at any depth; in lower case, as hex may be either. */
export function flat(text: string): string {
  return text.replaceAll('\\', '').toLowerCase();
}
