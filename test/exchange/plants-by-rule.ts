import type { RecordedParts } from './factory.ts';
import type { Plant } from './plants.ts';

/** A JWT of which only the claims are the plant, so that each of its spellings in base64 is one of the plant's. */
const bare = (secret: string): string => `eyJhbGciOiJub25lIn0.${secret}.c2lnbmF0dXJl`;
const SECRETS = '/api/v1/namespaces/default/secrets';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const TEXT: [string, string] = ['Content-Type', 'text/plain'];
const kubeconfig = (user: object): object => ({
  kind: 'ConfigMap',
  data: { file: JSON.stringify({ kind: 'Config', users: [{ user }] }) },
});
const provider = (name: string) => (p: Plant) => ({
  responseBody: kubeconfig({ 'auth-provider': { config: { [name]: p('provider') } } }),
});

/** Places that one rule of the redactor alone sees: mutants.test.ts drops the rules one by one. */
export const PLACES_BY_RULE: readonly (readonly [name: string, build: (plant: Plant) => RecordedParts])[] = [
  [
    'JWT in a plain error about Secrets',
    (p) => ({ url: SECRETS, status: 500, responseHeaders: [TEXT], responseBody: `no: ${bare(p('plain'))}` }),
  ],
  [
    'last-applied of a Pod, cut',
    (p) => {
      const copy = JSON.stringify({ stringData: { a: p('cutcopy') } });
      const text = JSON.stringify({ kind: 'Pod', metadata: { annotations: { [LAST_APPLIED]: copy } } });
      return { responseBody: text, responseRecordedBytes: text.length - 5 };
    },
  ],
  [
    'kubeconfig in a log',
    (p) => ({
      url: '/api/v1/namespaces/d/pods/x/log',
      responseHeaders: [TEXT],
      responseBody: `kind: Config\nusers:\n- name: a\n  user:\n    exec:\n      env:\n      - name: A\n        value: ${p('logkc')}\n`,
    }),
  ],
  [
    'Warning with a query',
    (p) => ({ responseHeaders: [['Warning', `299 - "see /x?X-Amz-Signature=${p('wq')}"`]] }),
  ],
  ['X-Remote-User', (p) => ({ headers: [['X-Remote-User', p('remote')]] })],
  ['Impersonate-Extra', (p) => ({ headers: [['Impersonate-Extra-Scopes', p('extra')]] })],
  ['URL: JWT as API group', (p) => ({ url: `/apis/${bare(p('group'))}/v1/namespaces/d/pods/x` })],
  ['URL: JWT as API version', (p) => ({ url: `/apis/apps/${bare(p('version'))}/namespaces/d/pods/x` })],
  ['URL: JWT as resource', (p) => ({ url: `/apis/apps/v1/namespaces/d/${bare(p('resource'))}/x` })],
  ['URL: JWT as subresource', (p) => ({ url: `/apis/apps/v1/namespaces/d/pods/x/${bare(p('sub'))}` })],
  ['URL: JWT as namespace', (p) => ({ url: `/api/v1/namespaces/${bare(p('ns'))}/pods/x` })],
  [
    'JWT as a key of a Secret',
    (p) => ({ url: `${SECRETS}/s`, responseBody: { kind: 'Secret', data: { [bare(p('skey'))]: 'x' } } }),
  ],
  [
    'JWT in the message of a Status',
    (p) => ({ status: 403, responseBody: { kind: 'Status', message: `no: ${bare(p('message'))}` } }),
  ],
  [
    'TokenReview by its path alone',
    (p) => ({
      method: 'POST',
      url: '/apis/authentication.k8s.io/v1/tokenreviews',
      body: { spec: { token: [p('trpath')] } },
    }),
  ],
  [
    'TokenReview behind a gateway path',
    (p) => ({
      method: 'POST',
      url: '/k8s/clusters/c/apis/authentication.k8s.io/v1/tokenreviews',
      body: { spec: { token: [p('trgate')] } },
    }),
  ],
  [
    'ExecCredential, odd',
    (p) => ({ responseBody: { kind: 'ExecCredential', status: { token: [p('execcred')] } } }),
  ],
  ...['password', 'id-token', 'refresh-token', 'access-token', 'client-secret', 'client-key-data'].map(
    (name) => [`kubeconfig in JSON: ${name}`, provider(name)] as const,
  ),
  [
    "Status quotes a URL's password",
    (p) => {
      const user = `u:${p('quotedurl')}`;
      return {
        method: 'POST',
        url: '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
        body: {
          kind: 'ValidatingWebhookConfiguration',
          webhooks: [{ clientConfig: { url: `https://${user}@h/x` } }],
        },
        status: 422,
        responseBody: {
          kind: 'Status',
          message: `url: Invalid value: "${user}": user information is not permitted`,
        },
      };
    },
  ],
  [
    "Status quotes a URL's password that was sent as YAML",
    (p) => {
      const user = `u:${p('quotedyaml')}`;
      return {
        method: 'PATCH',
        url: '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/x?fieldManager=a',
        headers: [['Content-Type', 'application/apply-patch+yaml']],
        body: `webhooks:\n- clientConfig:\n    url: https://${user}@h/x\n`,
        status: 422,
        responseBody: { kind: 'Status', message: `url: Invalid value: "${user}": no` },
      };
    },
  ],
  [
    'JWT in base64, alone',
    (p) => ({
      responseBody: { kind: 'ConfigMap', data: { a: Buffer.from(bare(p('onlyb64'))).toString('base64') } },
    }),
  ],
];
