import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterHandle } from '../harness/index.ts';

export interface Step {
  name: string;
  args: readonly string[];
  env?: Record<string, string>;
  /** Where the command may fail: the request counts. */
  fails?: boolean;
  /** Options of ours before it. */
  ours?: readonly string[];
  /** What it reads from stdin. */
  input?: string;
}

export interface StepOptions {
  cluster: ClusterHandle;
  tls: { certPem: string; keyPem: string };
  /** For the files that the commands read. */
  folder: string;
}

export interface PreparedSteps {
  steps: Step[];
  plants: Plants;
  namespace: string;
}

/** Secrets that no other text contains, by name. */
export type Plants = Map<string, string>;

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Every way in which a secret passes through kubectl, with secrets of this run's own. */
export async function prepareSecretSteps({ cluster, tls, folder }: StepOptions): Promise<PreparedSteps> {
  const ns = await cluster.createNamespace('masking');
  const plants: Plants = new Map();
  const plant = (name: string, value = `Plant${name}${randomBytes(9).toString('hex')}`) => {
    plants.set(name, value);
    return value;
  };
  const odd = plant('Odd', `odd"<&>\\/ü ${randomBytes(9).toString('hex')}`);
  const file = (name: string, content: string | object) => {
    const path = join(folder, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o700 });
    return path;
  };
  const object = (kind: string, name: string, more: object) => ({
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace: ns },
    ...more,
  });
  const secret = (name: string, value: string) => object('Secret', name, { stringData: { key: value } });
  const jwt = (claim: string) =>
    [{ alg: 'RS256', kid: 'k' }, { sub: claim }, { s: claim }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
  const pem = (value: string) => `-----BEGIN EC PRIVATE KEY-----\n${value}\n-----END EC PRIVATE KEY-----\n`;
  const kubeconfig = (name: string, user: object) =>
    cluster.writeKubeconfig({ file: join(folder, name), user: user as Record<string, unknown> });
  plant('TlsKey', tls.keyPem.split('\n')[5] ?? '');
  plant('KubeconfigToken', cluster.tokens.admin);
  const execToken = plant('ExecToken');
  const credential = {
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    status: { token: execToken },
  };
  const plugin = file('plugin', `#!/bin/sh\ncat <<'END'\n${JSON.stringify(credential)}\nEND\n`);
  const exec = { apiVersion: credential.apiVersion, command: plugin, interactiveMode: 'Never' };
  const n = ['-n', ns];
  const raw = `/api/v1/namespaces/${ns}/secrets`;
  const b64 = (text: string) => Buffer.from(text).toString('base64');
  const step = (name: string, args: readonly string[], more: Partial<Step> = {}): Step => ({
    name,
    args: [...args, ...n],
    ...more,
  });
  const patch = (type: string, body: object) =>
    step(`patch ${type}`, ['patch', 'secret', 'generic', `--type=${type}`, '-p', JSON.stringify(body)]);
  const steps: Step[] = [
    step('create generic', [
      'create',
      'secret',
      'generic',
      'generic',
      `--from-literal=a=${plant('Literal')}`,
      `--from-literal=odd=${odd}`,
    ]),
    step('apply, new', ['apply', '-f', file('applied.json', secret('applied', plant('Applied')))]),
    step('apply, changed', ['apply', '-f', file('changed.json', secret('applied', plant('Changed')))]),
    step('apply --server-side', [
      'apply',
      '--server-side',
      '-f',
      file('side.json', secret('side', plant('ServerSide'))),
    ]),
    patch('strategic', { stringData: { b: plant('Strategic') } }),
    patch('json', [{ op: 'add', path: '/data/d', value: b64(plant('JsonPatch')) }]),
    step('get -o yaml', ['get', 'secret', 'generic', 'applied', '-o', 'yaml']),
    step('get secrets', ['get', 'secrets']),
    step('create token', ['create', 'token', 'default']),
    step('TokenReview', [
      'create',
      '-o',
      'yaml',
      '-f',
      file('review.json', {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenReview',
        metadata: {},
        spec: { token: plant('Review') },
      }),
    ]),
    step('a kubeconfig token', ['get', 'pods'], { env: { KUBECONFIG: cluster.kubeconfigs.token } }),
    step('JWT in a ConfigMap', [
      'create',
      '-o',
      'yaml',
      '-f',
      file('jwt.json', object('ConfigMap', 'jwt', { data: { jwt: jwt(plant('Jwt')) } })),
    ]),
    // Up to here: the few.
    step('create tls', [
      'create',
      'secret',
      'tls',
      'tls',
      `--cert=${file('tls.crt', tls.certPem)}`,
      `--key=${file('tls.key', tls.keyPem)}`,
    ]),
    step('create docker-registry', [
      'create',
      'secret',
      'docker-registry',
      'docker',
      '--docker-server=registry.example',
      '--docker-username=u',
      `--docker-password=${plant('Docker')}`,
    ]),
    step('apply, unchanged', ['apply', '-f', join(folder, 'changed.json')]),
    step('apply --server-side over it', [
      'apply',
      '--server-side',
      '--force-conflicts',
      '-f',
      file('over.json', secret('applied', plant('Over'))),
    ]),
    patch('merge', { stringData: { c: plant('Merge') } }),
    step('edit', ['edit', 'secret', 'generic'], {
      env: {
        KUBE_EDITOR: file(
          'editor',
          `#!/bin/sh\nsed -i 's/^data:/stringData:\\n  e: ${plant('Edit')}\\ndata:/' "$1"\n`,
        ),
      },
    }),
    step('replace', ['replace', '-f', file('replace.json', secret('side', plant('Replace')))]),
    step('create --dry-run=server', [
      'create',
      'secret',
      'generic',
      'dry',
      `--from-literal=a=${plant('DryRun')}`,
      '--dry-run=server',
    ]),
    step('diff', ['diff', '-f', file('diff.json', secret('applied', plant('Diff')))], { fails: true }),
    {
      name: 'create --raw',
      args: ['create', '--raw', raw, '-f', file('raw.json', secret('raw', plant('CreateRaw')))],
    },
    {
      name: 'replace --raw',
      args: ['replace', '--raw', `${raw}/raw`, '-f', file('raw2.json', secret('raw', plant('ReplaceRaw')))],
    },
    { name: 'get --raw', args: ['get', '--raw', raw] },
    step('get -o json', ['get', 'secrets', '-o', 'json']),
    step('get -o wide', ['get', 'secrets', '-o', 'wide']),
    { name: 'get -A', args: ['get', 'secrets', '-A', '-o', 'yaml'] },
    step('get -w', ['get', 'secrets', '-w', '-o', 'yaml', '--request-timeout=1s'], { fails: true }),
    step('describe', ['describe', 'secrets']),
    step('--token', ['get', 'pods', `--token=${plant('TokenFlag')}`], {
      fails: true,
      env: { KUBECONFIG: await kubeconfig('nobody', {}) },
    }),
    step('basic', ['get', 'pods'], {
      fails: true,
      env: { KUBECONFIG: await kubeconfig('basic', { username: 'me', password: plant('Basic') }) },
    }),
    step('exec plugin', ['get', 'pods'], {
      fails: true,
      env: { KUBECONFIG: await kubeconfig('exec', { exec }) },
    }),
    step('private key in a ConfigMap', [
      'create',
      '-o',
      'json',
      '-f',
      file('pem.json', object('ConfigMap', 'pem', { data: { key: pem(plant('Pem')) } })),
    ]),
    step('create configmap', [
      'create',
      'configmap',
      'typed',
      `--from-literal=jwt=${jwt(plant('TypedJwt'))}`,
    ]),
    step('private key in an annotation', [
      'apply',
      '-f',
      file(
        'annotated.json',
        object('ConfigMap', 'annotated', {
          metadata: {
            name: 'annotated',
            annotations: { key: pem(plant('AnnotationPem')), [LAST_APPLIED]: '{}' },
          },
        }),
      ),
    ]),
    step('delete', ['delete', 'secret', 'applied', 'side', '--wait=false']),
  ];
  return { steps, plants, namespace: ns };
}
