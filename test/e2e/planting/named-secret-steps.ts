import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { processImage } from '../harness/kubelet.ts';
import type { Plants, Step, StepOptions } from './secret-steps.ts';

/** Secrets of which only a name says so, and files that hold some; in a namespace that is there. */
export async function prepareNamedSteps(
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
  const file = (name: string, content: string | object) => {
    const path = join(folder, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const object = (kind: string, name: string, more: object, metadata: object = {}) => ({
    apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1',
    kind,
    metadata: { name, namespace, ...metadata },
    ...more,
  });
  const step = (name: string, args: readonly string[], more: Partial<Step> = {}): Step => ({
    name,
    args: [...args.slice(0, 1), '-n', namespace, ...args.slice(1)],
    ...more,
  });
  const deployment = (name: string, container: object) =>
    object('Deployment', name, {
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: {
            terminationGracePeriodSeconds: 0,
            containers: [{ name: 'app', image: processImage, command: ['sleep', 'infinity'], ...container }],
          },
        },
      },
    });
  const env = (label: string) =>
    ['DB_PASSWORD', 'GITHUB_TOKEN', 'APP_SECRET', 'stripe-api-key'].map((name, index) => ({
      name,
      value: plant(`${label}${index}`),
    }));
  const fails = { fails: true };
  const crd = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `logins.${namespace}.example` },
    spec: {
      group: `${namespace}.example`,
      scope: 'Namespaced',
      names: { plural: 'logins', singular: 'login', kind: 'Login' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          additionalPrinterColumns: [{ name: 'Password', type: 'string', jsonPath: '.spec.password' }],
        },
      ],
    },
  };
  const login = {
    apiVersion: `${namespace}.example/v1`,
    kind: 'Login',
    metadata: { name: 'a', namespace },
    spec: { password: plant('CustomPassword'), nested: [{ accessToken: plant('CustomToken') }] },
  };
  const files = {
    flow: `kind: Config\nusers: [{name: a, user: {token: ${plant('FlowToken')}, client-key-data: ${b64(plant('FlowKey'))}}}]\n`,
    inner: `as follows: {"users":[{"user":{"token":"${plant('InnerToken')}"}}]}.`,
    exec: `kind: Config\nusers:\n- name: a\n  user:\n    exec:\n      command: x\n      env:\n      - name: A\n        value: ${plant('ExecValue')}\n`,
    'application.properties': `spring.datasource.password = ${plant('Properties')}\nspring.user=me\n`,
    'application.yaml': `db:\n  user: me\n  password: "${plant('YamlFile')}"\n  api_key: |\n    ${plant('YamlBlock')}\n`,
    'db-password': plant('ConfigMapKey'),
    docker: JSON.stringify({ auths: { r: { auth: b64(`u:${plant('ConfigMapDocker')}`) } } }),
    dsn: `root:${plant('DataSource')}@tcp(db:3306)/x`,
    release: gzipSync(JSON.stringify({ manifest: plant('HelmConfigMap') })).toString('base64'),
  };
  const annotation = { annotations: { users: `users: [{user: {token: ${plant('FlowAnnotation')}}}]` } };
  return [
    step('a Deployment with secrets in env', [
      'create',
      '-f',
      file('named-env.json', deployment('named', { env: env('Env') })),
    ]),
    step('apply of one', [
      'apply',
      '-f',
      file('named-apply.json', deployment('applied', { env: env('ApplyEnv') })),
    ]),
    step('apply of one, changed', [
      'apply',
      '-f',
      file('named-apply2.json', deployment('applied', { env: env('ApplyEnvChanged') })),
    ]),
    step('server-side apply of one', [
      'apply',
      '--server-side',
      '-f',
      file('named-side.json', deployment('side', { env: env('SideEnv') })),
    ]),
    step('set env', ['set', 'env', 'deployment/named', `MYSQL_PASSWORD=${plant('SetEnv')}`]),
    step('run --env', [
      'run',
      'runner',
      `--image=${processImage}`,
      `--env=API_TOKEN=${plant('RunEnv')}`,
      '--',
      'sh',
      '-c',
      `PGPASSWORD=${plant('RunShell')} sleep 1`,
    ]),
    step('arguments of a container', [
      'create',
      '-f',
      file(
        'named-args.json',
        deployment('arguments', {
          args: [`--db-password=${plant('ArgumentEquals')}`, '--client-secret', plant('ArgumentNext')],
          livenessProbe: {
            httpGet: {
              path: '/',
              port: 80,
              httpHeaders: [{ name: 'Authorization', value: `Basic ${b64(`u:${plant('Probe')}`)}` }],
            },
          },
        }),
      ),
    ]),
    step('get of them', ['get', 'deployments,replicasets,pods', '-o', 'yaml', '--show-managed-fields']),
    step('describe of them', ['describe', 'deployments']),
    step('JSON patch of them', [
      'patch',
      'deployment',
      'named',
      '--type=json',
      '-p',
      JSON.stringify([
        {
          op: 'add',
          path: '/spec/template/spec/containers/0/env/-',
          value: { name: 'NEW_TOKEN', value: plant('JsonPatchEnv') },
        },
      ]),
    ]),
    step(
      'a refused variable',
      ['create', '-f', file('named-refused.json', deployment('Refused!', { env: env('RefusedEnv') }))],
      fails,
    ),
    step('a watch of them', ['get', 'deployments', '-w', '-o', 'json', '--request-timeout=1s'], fails),
    step('files in a ConfigMap', [
      'apply',
      '-f',
      file('named-files.json', object('ConfigMap', 'named-files', { data: files }, annotation)),
    ]),
    step('get of it', ['get', 'configmap', 'named-files', '-o', 'yaml']),
    step('JSON patch of a key', [
      'patch',
      'configmap',
      'named-files',
      '--type=json',
      '-p',
      JSON.stringify([{ op: 'add', path: '/data/smtp-password', value: plant('JsonPatchKey') }]),
    ]),
    step('from literals', [
      'create',
      'configmap',
      'literals',
      `--from-literal=password=${plant('Literals')}`,
    ]),
    step('an Event that tells one', [
      'create',
      '-f',
      file('named-event.json', {
        ...object('Event', 'teller', {
          reason: 'Failed',
          message: `could not log in: PASSWORD=${plant('Event')}`,
        }),
        involvedObject: { kind: 'Pod', name: 'x', namespace },
      }),
    ]),
    step('events', ['get', 'events']),
    step('a custom resource', ['create', '-f', file('named-crd.json', crd)]),
    step('wait for it', ['wait', '--for=condition=Established', `crd/logins.${namespace}.example`]),
    step('one of it', ['create', '-f', file('named-login.json', login)]),
    step('its table', ['get', `logins.${namespace}.example`]),
    step('itself', ['get', `logins.${namespace}.example`, '-o', 'yaml']),
    step('exec with a password', [
      'exec',
      'teller',
      '--',
      'sh',
      '-c',
      `PGPASSWORD=${plant('ExecShell')} true`,
    ]),
    step('exec with headers', [
      'exec',
      'teller',
      '--',
      'true',
      '-H',
      `Authorization: Bearer ${plant('ExecHeader')}`,
    ]),
    step('a server with a password', ['get', 'pods'], {
      ...fails,
      env: {
        KUBECONFIG: await cluster.writeKubeconfig({
          cluster: { server: `https://u:${plant('ServerUrl')}@127.0.0.1:1` },
        }),
      },
    }),
    step('an odd proxy with a password', ['get', 'pods'], {
      ...fails,
      env: {
        KUBECONFIG: await cluster.writeKubeconfig({
          cluster: { 'proxy-url': `gopher://u:${plant('OddProxy')}@127.0.0.1:1` },
        }),
      },
    }),
    step('a kubeconfig that is broken', ['get', 'pods'], {
      ...fails,
      env: { KUBECONFIG: file('broken', `kind: Config\nusers:\n- user: {token: ${plant('Broken')}\n  x: [`) },
    }),
    step(
      'its server and user on the command line',
      [
        'get',
        'pods',
        '--server',
        `https://u:${plant('ServerFlag')}@127.0.0.1:1`,
        '--username=u',
        `--password=${plant('PasswordFlag')}`,
      ],
      fails,
    ),
    step(
      'extras of impersonation',
      ['get', 'pods', '--as=x', `--as-user-extra=k=${plant('AsExtra')}`],
      fails,
    ),
    step('a query with a signature', [
      'get',
      '--raw',
      `/api/v1/namespaces/${namespace}/pods?X-Amz-Signature=${plant('Signature')}&client_secret=${plant('QuerySecret')}`,
    ]),
    step('the end', ['delete', 'deployments,configmaps', '--all', '--wait=false']),
  ];
}
