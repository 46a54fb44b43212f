import type { RawHeader } from '../../src/exchange/exchange.ts';
import type { RecordedParts } from './factory.ts';
import type { Plant } from './plants.ts';

const b64 = (text: string): string => Buffer.from(text).toString('base64');
const TEXT: RawHeader = ['Content-Type', 'text/plain'];
const FORM: RawHeader = ['Content-Type', 'application/x-www-form-urlencoded'];
const POD_LOG = '/api/v1/namespaces/d/pods/x/log';
const deployment = (container: object): object => ({
  kind: 'Deployment',
  spec: { template: { spec: { containers: [{ name: 'app', ...container }] } } },
});
const file = (text: string): RecordedParts => ({ responseBody: { kind: 'ConfigMap', data: { file: text } } });
const log = (text: string): RecordedParts => ({
  url: POD_LOG,
  responseHeaders: [TEXT],
  responseBody: text,
});

/** Places of which a name says that they hold a secret, and no kind does. */
export const PLACES_BY_NAME: readonly (readonly [name: string, build: (plant: Plant) => RecordedParts])[] = [
  [
    'variables of a container',
    (p) => ({
      responseBody: deployment({
        env: [
          'DB_PASSWORD',
          'token',
          'GITHUB_TOKEN_2',
          'APP_SECRET',
          'stripeApiKey',
          'PASS',
          'SECRET_KEY_BASE',
          'DB_PASSWORD_B64',
          'AWS_CREDENTIALS',
        ].map((name) => ({ name, value: p('env') })),
      }),
    }),
  ],
  [
    'variables of a container in a merge patch',
    (p) => ({
      method: 'PATCH',
      headers: [['Content-Type', 'application/strategic-merge-patch+json']],
      body: {
        spec: {
          $setElementOrder: [{ name: 'DB_PASSWORD' }],
          env: [{ name: 'DB_PASSWORD', value: p('envpatch') }],
        },
      },
    }),
  ],
  [
    'arguments of a container',
    (p) => ({
      responseBody: deployment({
        args: [
          `--db-password=${p('arg')}`,
          '--client-secret',
          p('argnext'),
          `-Dspring.password=${p('javaarg')}`,
        ],
        command: ['sh', '-c', `PGPASSWORD=${p('shell')} psql --api-key '${p('quoted')}'`],
      }),
    }),
  ],
  [
    'headers of a probe',
    (p) => ({
      responseBody: deployment({
        livenessProbe: {
          httpGet: { httpHeaders: [{ name: 'Authorization', value: `Basic ${p('probe')}` }] },
        },
      }),
    }),
  ],
  [
    'a key of a ConfigMap',
    (p) => ({ responseBody: { kind: 'ConfigMap', data: { 'db.password': p('cmkey') } } }),
  ],
  [
    'JSON patch of such a key',
    (p) => ({
      method: 'PATCH',
      body: [{ op: 'replace', path: '/data/api-key', value: p('jpkey') }],
    }),
  ],
  [
    'a field of a custom resource',
    (p) => ({
      responseBody: { kind: 'Database', spec: { adminPassword: p('crd'), pin: { password: 123, x: 1 } } },
    }),
  ],
  [
    'last-applied of a Deployment',
    (p) => ({
      responseBody: {
        kind: 'Deployment',
        metadata: {
          annotations: {
            'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(
              deployment({ env: [{ name: 'API_KEY', value: p('laenv') }] }),
            ),
          },
        },
      },
    }),
  ],
  [
    'a Status that quotes a variable',
    (p) => {
      const value = p('statusenv');
      return {
        method: 'POST',
        body: deployment({ env: [{ name: 'TOKEN', value }] }),
        status: 422,
        responseBody: { kind: 'Status', message: `admission webhook denied ${value}` },
      };
    },
  ],
  [
    'variables in YAML',
    (p) => ({
      responseHeaders: [['Content-Type', 'application/yaml']],
      responseBody: `spec:\n  env:\n  - name: DB_PASSWORD\n    value: ${p('yamlenv')}\n  - name: B\n    value: b\n`,
    }),
  ],
  [
    'properties, YAML, and a shell script in a ConfigMap',
    (p) =>
      file(
        [
          `spring.datasource.password = ${p('properties')};x&y`,
          `  api_key: ${p('yamlkey')} # and ${p('comment')}`,
          `password: |\n    ${p('block')}\n    ${p('block2')}`,
          `token:   '${p('quotedyaml')}'`,
          `- {user: x, password: ${p('flow')}, y: z}`,
          `export AWS_SECRET_ACCESS_KEY="${p('export')}"`,
          `Server=db;User Id=x;Password=${p('ado')};Encrypt=true`,
          `root:${p('dsn')}@tcp(db:3306)/x`,
          `root:a@b:${p('dsn2')}@tcp(db:3306)/x`,
          `run --insecure -password ${p('behindSwitch')} x`,
          `password: '{{a}}${p('braces')}{{b}}'`,
          `db:\n  password:\n    ${p('nextline')}\n  user: me`,
          `db:\n  password: "a\n    ${p('quotedlines')}"\n  user: me`,
          `'password' => '${p('arrow')}',`,
          `$password = "${p('code')}"; const apiKey = '${p('code2')}';`,
        ].join('\n'),
      ),
  ],
  [
    'a name beside a key',
    (p) => ({ responseBody: { a: { key: 'x', name: 'DB_PASSWORD', value: p('beside') } } }),
  ],
  ['YAML of one line', (p) => file(`password: ${p('oneline')}`)],
  [
    'XML',
    (p) =>
      file(
        `<Credentials><ns:SessionToken>${p('xml')}</ns:SessionToken><password a="b">${p('xml2')}</password><token><![CDATA[${p('xml3')}]]></token><password><![CDATA[<${p('xml4')}]]></password>`,
      ),
  ],
  [
    'the keys of an EncryptionConfiguration',
    (p) => ({
      responseBody: {
        kind: 'EncryptionConfiguration',
        resources: [{ providers: [{ aescbc: { keys: [{ name: 'k', secret: p('enckey') }] } }] }],
      },
    }),
  ],
  [
    'a login of a registry in a ConfigMap',
    (p) => file(JSON.stringify({ auths: { 'r.example': { auth: b64(`u:${p('docker')}`) } } })),
  ],
  [
    'a column of a Table, in two events of a watch',
    (p) => ({
      responseBody: [[{ name: 'Name' }, { name: 'Password' }], null]
        .map((columnDefinitions) =>
          JSON.stringify({
            type: 'ADDED',
            object: { kind: 'Table', columnDefinitions, rows: [{ cells: ['a', p('cell')] }] },
          }),
        )
        .join('\n'),
    }),
  ],
  [
    'a column of a Table, cut',
    (p) => {
      const columnDefinitions = [{ name: 'Name' }, { name: 'Password' }];
      const text = JSON.stringify({
        kind: 'Table',
        columnDefinitions,
        rows: [{ cells: ['a', p('cutcell')] }],
      });
      return { responseBody: text, responseRecordedBytes: text.length - 2 };
    },
  ],
  ['assignments in a log', (p) => log(`start DB_PASSWORD=${p('logenv')} x\n{"token":"${p('logjson')}"}\n`)],
  ['a head of HTTP in a log', (p) => log(`> Authorization: Bearer ${p('logbearer')}\n`)],
  ['bearer in a log', (p) => log(`using bearer ${p('plainbearer')}\n`)],
  [
    'tokens by their beginning in a log',
    (p) =>
      log(
        ['sha256~', 'ghp_', 'github_pat_', 'glpat-', 'xoxb-', 'hvs.', 'dckr_pat_', 'npm_', 'AIza', 'ya29.']
          .map((mark) => `${mark}${p('mark')}AAAAAAAAAAAAAA`)
          .join('\n'),
      ),
  ],
  [
    'a form',
    (p) => ({
      method: 'POST',
      url: '/oauth/token',
      headers: [FORM],
      body: `grant_type=password&username=u&pass%77ord=${p('form')}&client_secret=${p('formsecret')}&code=${p('formcode')}`,
      responseBody: { access_token: p('oauth'), refresh_token: p('oauth2'), token_type: 'Bearer' },
    }),
  ],
  [
    'a form of parts',
    (p) => ({
      method: 'POST',
      headers: [['Content-Type', 'multipart/form-data; boundary=x']],
      body: `--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n${p('part')}\r\n--x--\r\n`,
    }),
  ],
  [
    'URL: after a login',
    (p) => ({
      responseHeaders: [['Location', `https://h/cb#access_token=${p('fragment')}&expires_in=1`]],
      url: `/cb?code=${p('code')}&state=x`,
    }),
  ],
  ['X-Forwarded-Authorization', (p) => ({ headers: [['X-Forwarded-Authorization', p('fwdauth')]] })],
  [
    'a Status that quotes a cookie',
    (p) => {
      const value = p('cookieecho');
      const responseBody = { kind: 'Status', message: `session ${value} has expired` };
      return { headers: [['Cookie', `sid=${value}; a=b`]], status: 401, responseBody };
    },
  ],
  [
    'a plain error that quotes a token',
    (p) => {
      const value = p('plainecho');
      const headers: RawHeader[] = [['Authorization', `Bearer ${value}`]];
      return { headers, status: 401, responseHeaders: [TEXT], responseBody: `no such session ${value}\n` };
    },
  ],
  ['X-Session-Id', (p) => ({ headers: [['X-Session-Id', p('session')]] })],
  [
    'kubeconfig in JSON, no kind',
    (p) =>
      file(
        JSON.stringify({
          clusters: [],
          users: [{ user: { exec: { command: 'c', env: [{ name: 'A', value: p('nokind') }] } } }],
        }),
      ),
  ],
  [
    'kubeconfig in flow style',
    (p) => file(`kind: Config\nusers: [{name: a, user: {client-key-data: ${b64(p('flowkc'))}}}]\n`),
  ],
  [
    'kubeconfig in flow style with the variables of a plugin',
    (p) =>
      file(`kind: Config\nusers: [{name: a, user: {exec: {env: [{name: A, value: ${p('flowexec')}}]}}}]\n`),
  ],
  [
    'kubeconfig in flow style, no kind, in an annotation',
    (p) => ({
      responseBody: {
        kind: 'Pod',
        metadata: { annotations: { a: `x:\nusers: [{user: {token: ${p('flowanno')}}}]` } },
      },
    }),
  ],
  [
    'kubeconfig in JSON within a longer text',
    (p) => log(`read {"users":[{"user":{"token":"${p('longer')}"}}]} ok`),
  ],
];
