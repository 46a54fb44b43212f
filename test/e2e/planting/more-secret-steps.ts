import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processImage } from '../harness/kubelet.ts';
import type { Plants, Step, StepOptions } from './secret-steps.ts';

/** More secrets, in places that secret-steps.ts has not; in a namespace that is there. */
export async function prepareMoreSteps(
  { cluster, folder }: StepOptions,
  namespace: string,
  plants: Plants,
): Promise<Step[]> {
  const plant = (name: string): string => {
    const value = `Plant${name}${randomBytes(9).toString('hex')}`;
    plants.set(name, value);
    return value;
  };
  const b64 = (text: string) => Buffer.from(text).toString('base64');
  /** Its claims are the plant: each spelling in base64 is one of the plant's. */
  const jwt = (name: string) => `eyJhbGciOiJub25lIn0.${plant(name)}.c2lnbmF0dXJl`;
  const pem = (label: string, name: string) =>
    `-----BEGIN ${label}-----\n${plant(name)}\n-----END ${label}-----\n`;
  const file = (name: string, content: string | object, mode = 0o600) => {
    const path = join(folder, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content), { mode });
    return path;
  };
  const object = (kind: string, name: string, more: object, metadata: object = {}) => ({
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace, ...metadata },
    ...more,
  });
  const step = (name: string, args: readonly string[], more: Partial<Step> = {}): Step => ({
    name,
    args: [...args.slice(0, 1), '-n', namespace, ...args.slice(1)],
    ...more,
  });
  const create = (name: string, made: object, more: Partial<Step> = {}) =>
    step(name, ['create', '-f', file(`${name.replaceAll(/\W/g, '-')}.json`, made)], more);
  const typed = (type: string, name: string, stringData: object) =>
    object('Secret', name, { type, stringData });
  const fails = { fails: true };
  const user = (entry: object) => cluster.writeKubeconfig({ user: entry as Record<string, unknown> });
  const credential = {
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    status: { token: plant('EnvToken') },
  };
  const plugin = file('env-plugin', `#!/bin/sh\ncat <<'END'\n${JSON.stringify(credential)}\nEND\n`, 0o700);
  const exec = {
    apiVersion: credential.apiVersion,
    command: plugin,
    args: [`--password=${plant('PluginArgument')}`],
    env: [{ name: 'SECRET', value: plant('PluginEnvironment') }],
    interactiveMode: 'Never',
  };
  const { cluster: withProxy } = { cluster: { 'proxy-url': `http://u:${plant('ProxyUrl')}@127.0.0.1:1` } };
  const kubeconfigYaml = `apiVersion: v1\nkind: Config\nusers:\n- name: a\n  user:\n    token: ${plant('YamlToken')}\n    password: ${plant('YamlPassword')}\n    client-key-data: ${b64(plant('YamlKey'))}\n`;
  const kubeconfigJson = JSON.stringify({
    kind: 'Config',
    users: [
      {
        user: {
          token: plant('JsonToken'),
          password: plant('JsonPassword'),
          'client-key-data': b64(plant('JsonKey')),
        },
      },
    ],
  });
  const secretYaml = `apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\nstringData:\n  p: ${plant('YamlSecret')}\n`;
  const container = (name: string, more: object) => ({ name, image: processImage, ...more });
  return [
    create('a List of Secrets of every type', {
      apiVersion: 'v1',
      kind: 'List',
      items: [
        typed('bootstrap.kubernetes.io/token', 'bootstrap', {
          'token-id': 'abcdef',
          'token-secret': plant('Bootstrap'),
        }),
        typed('kubernetes.io/basic-auth', 'basic-auth', { username: 'u', password: plant('BasicAuth') }),
        typed('kubernetes.io/ssh-auth', 'ssh-auth', {
          'ssh-privatekey': pem('OPENSSH PRIVATE KEY', 'SshAuth'),
        }),
        typed('kubernetes.io/dockerconfigjson', 'docker-json', {
          '.dockerconfigjson': JSON.stringify({ auths: { r: { auth: b64(`u:${plant('DockerJson')}`) } } }),
        }),
        typed('helm.sh/release.v1', 'sh.helm.release.v1.a.v1', { release: b64(b64(plant('Helm'))) }),
        object('Secret', 'binary', {
          data: {
            b: Buffer.concat([Buffer.from([0, 255]), Buffer.from(plant('Binary'))]).toString('base64'),
          },
        }),
        object('Secret', 'fixed', { immutable: true, stringData: { a: plant('Immutable') } }),
      ],
    }),
    step('get of them all', ['get', 'secrets', '-o', 'yaml']),
    step('list as JSON', ['get', 'secrets', '-o', 'json', '--show-managed-fields']),
    step(
      'a change of what is immutable',
      ['patch', 'secret', 'fixed', '-p', JSON.stringify({ stringData: { a: plant('Immutable2') } })],
      fails,
    ),
    create(
      'data that is not base64',
      object('Secret', 'bad', { data: { a: `${plant('NotBase64')}!` } }),
      fails,
    ),
    create('a field that is none', object('Secret', 'typo', { strinData: { a: plant('Typo') } }), fails),
    create(
      'a wrong type of value',
      object('Secret', 'odd', { data: { a: { b: plant('WrongType') } } }),
      fails,
    ),
    create(
      'docker JSON that is none',
      typed('kubernetes.io/dockerconfigjson', 'no-json', { '.dockerconfigjson': plant('NoJson') }),
      fails,
    ),
    step('from a file', [
      'create',
      'secret',
      'generic',
      'of-file',
      `--from-file=a=${file('of-file', plant('FromFile'))}`,
    ]),
    step('from an env file', [
      'create',
      'secret',
      'generic',
      'of-env',
      `--from-env-file=${file('env', `A=${plant('EnvFile')}\n`)}`,
    ]),
    step('replace --force', [
      'replace',
      '--force',
      '-f',
      file('forced.json', object('Secret', 'of-file', { stringData: { a: plant('Forced') } })),
    ]),
    step('JSON patch of all data', [
      'patch',
      'secret',
      'of-env',
      '--type=json',
      '-p',
      JSON.stringify([{ op: 'replace', path: '/data', value: { a: b64(plant('AllData')) } }]),
    ]),
    step('an annotation', ['annotate', 'secret', 'of-env', `note=${jwt('Annotation')}`]),
    create(
      'kubeconfigs and Secrets in a ConfigMap',
      object('ConfigMap', 'files', {
        data: { yaml: kubeconfigYaml, json: kubeconfigJson, secret: secretYaml },
      }),
    ),
    create(
      'keys and tokens in a ConfigMap',
      object('ConfigMap', 'keys', {
        data: {
          rsa: pem('RSA PRIVATE KEY', 'Rsa'),
          encrypted: pem('ENCRYPTED PRIVATE KEY', 'Encrypted'),
          pkcs8: pem('PRIVATE KEY', 'Pkcs8'),
          packed: b64(`  ${pem('PRIVATE KEY', 'PackedKey')}`),
          token: b64(jwt('PackedToken')),
          json: JSON.stringify({ deep: JSON.stringify({ deeper: jwt('DeepToken') }) }),
          url: `postgres://u:${plant('Database')}@db/x`,
        },
      }),
    ),
    step('get of those', ['get', 'configmaps', 'files', 'keys', '-o', 'json']),
    step('a merge patch of a ConfigMap', [
      'patch',
      'configmap',
      'keys',
      '--type=merge',
      '-p',
      JSON.stringify({ data: { x: jwt('Merged') } }),
    ]),
    create(
      'a webhook with a password',
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingWebhookConfiguration',
        metadata: { name: `${namespace}-hook` },
        webhooks: [
          {
            name: 'a.b.c',
            clientConfig: { url: `https://u:${plant('Webhook')}@h/x` },
            rules: [],
            sideEffects: 'None',
            admissionReviewVersions: ['v1'],
          },
        ],
      },
      fails,
    ),
    create(
      'a Pod that is told tokens and says one',
      object('Pod', 'teller', {
        spec: {
          terminationGracePeriodSeconds: 0,
          containers: [
            container('app', {
              command: [
                'sh',
                '-c',
                `echo "got ${jwt('Log')}"; exec sleep infinity`,
                `--token=${plant('Argument')}`,
                '--password',
                plant('Argument2'),
              ],
              env: [{ name: 'T', value: jwt('Variable') }],
            }),
          ],
        },
      }),
    ),
    step('wait', ['wait', '--for=condition=Ready', 'pod/teller', '--timeout=30s']),
    step('logs', ['logs', 'teller']),
    step('describe of the Pod', ['describe', 'pod', 'teller']),
    step('exec with a token', [
      'exec',
      'teller',
      '--',
      'true',
      `--token=${plant('ExecFlag')}`,
      '--password',
      plant('ExecFlag2'),
    ]),
    step('exec with a token on stdin', ['exec', '-i', 'teller', '--', 'cat'], {
      ours: ['--payloads'],
      input: `${jwt('Typed')}\n`,
    }),
    step('a query', [
      'get',
      '--raw',
      `/api/v1/namespaces/${namespace}/configmaps?access_token=${plant('Query')}&x=${jwt('QueryToken')}`,
    ]),
    step('a path', ['get', '--raw', `/api/v1/namespaces/${namespace}/configmaps/${jwt('Path')}`], fails),
    step('impersonation', ['get', 'pods', `--as=${jwt('As')}`], fails),
    step('a plugin with arguments and environment', ['get', 'pods'], {
      ...fails,
      env: { KUBECONFIG: await user({ exec }) },
    }),
    step('a JWT as token', ['get', 'pods', `--token=${jwt('TokenJwt')}`], {
      ...fails,
      env: { KUBECONFIG: await user({}) },
    }),
    step('a proxy with a password', ['get', 'pods'], {
      ...fails,
      env: { KUBECONFIG: await cluster.writeKubeconfig({ cluster: withProxy }) },
    }),
    step('set data', [
      'create',
      'secret',
      'generic',
      'set',
      `--from-literal=a=${plant('Set')}`,
      '-o',
      'yaml',
    ]),
    step('delete', ['delete', 'secrets', '--all', '--wait=false']),
  ];
}
