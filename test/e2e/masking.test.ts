import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCertificateAuthority } from './harness/certificates.ts';
import { describeCluster, run } from './harness/index.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/kubectl-trace', import.meta.url));

/** Options of ours before each command, and whether all commands are run with them or only those of `FEW`. */
const FORMATS: readonly (readonly [label: string, options: readonly string[], scope: 'all' | 'few'])[] = [
  ['the reading view', [], 'all'],
  ['-v 10', ['-v', '10'], 'all'],
  ['-w FILE.jsonl', ['-w', 'trace.jsonl'], 'few'],
  ['-v 6', ['-v', '6'], 'few'],
  ['-v 7', ['-v', '7'], 'few'],
  ['-v 8 --color always', ['-v', '8', '--color', 'always'], 'few'],
  ['-v 9', ['-v', '9'], 'few'],
  ['-o jsonl', ['-o', 'jsonl'], 'few'],
  ['-o table', ['-o', 'table'], 'few'],
];

const FEW = 12;

interface Step {
  name: string;
  args: readonly string[];
  env?: Record<string, string>;
  /** Where the command may fail: the request counts. */
  fails?: boolean;
}

/** Secrets that no other text contains, by name. */
type Plants = Map<string, string>;

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

describeCluster('masking', (cluster) => {
  let kubectl: string;
  let tls: { certPem: string; keyPem: string };
  beforeAll(async () => {
    kubectl = await cluster.kubectl('v1.35');
    tls = await (await createCertificateAuthority('planted')).issueServing();
  });
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  /** Every way in which a secret passes through kubectl, with secrets of this run's own. */
  async function prepare(folder: string): Promise<{ steps: Step[]; plants: Plants }> {
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
    return { steps, plants };
  }

  /** Runs the steps, and returns every byte that we wrote, by step. */
  async function trace(options: readonly string[], scope: 'all' | 'few') {
    const folder = mkdtempSync(join(tmpdir(), 'masking-'));
    folders.push(folder);
    const { steps, plants } = await prepare(folder);
    const output = new Map<string, string>();
    for (const { name, args, env = {}, fails = false } of scope === 'all' ? steps : steps.slice(0, FEW)) {
      const all = {
        HOME: folder,
        KUBECONFIG: cluster.kubeconfigs.admin,
        KUBECTL: kubectl,
        NODE_EXTRA_CA_CERTS: undefined,
        ...env,
      };
      const done = await run(process.execPath, [PROGRAM, ...options, ...args], { cwd: folder, env: all });
      if (!fails)
        expect({ name, code: done.code, stderr: done.code === 0 ? '' : done.stderr }).toEqual({
          name,
          code: 0,
          stderr: '',
        });
      if (name === 'create token') plants.set('CreatedToken', done.stdout.trim());
      const file = options.includes('-w') ? readFileSync(join(folder, 'trace.jsonl'), 'utf8') : '';
      // Without colours: they may stand in the midst of a secret.
      output.set(
        name,
        `${done.stderr}${file}`.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g'), ''),
      );
    }
    return { output, plants };
  }

  it.each(FORMATS)('%s shows none of the planted secrets', async (_label, options, scope) => {
    const { output, plants } = await trace(options, scope);
    const found: string[] = [];
    for (const [step, text] of output) {
      for (const [name, value] of plants) {
        for (const [encoding, form] of encodings(value)) {
          if (text.includes(form)) found.push(`${name} as ${encoding} in the trace of '${step}'`);
        }
      }
    }
    expect(found).toEqual([]);
    expect(plants.size).toBeGreaterThanOrEqual(20);
    // The traces are there, and masked: otherwise nothing could have been found.
    const all = [...output.values()].join('\n');
    expect(all.length).toBeGreaterThan(1000);
    if (!options.includes('6') && !options.includes('table')) expect(all).toMatch(/masked/);
  });

  it('--show-secrets shows each, and warns', async () => {
    const { output, plants } = await trace(['--show-secrets=all', '-w', 'trace.jsonl'], 'all');
    const all = [...output.values()].join('\n');
    const missing = [...plants].filter(
      ([, value]) => !encodings(value).some(([, form]) => all.includes(form)),
    );
    expect(missing.map(([name]) => name)).toEqual([]);
    for (const text of output.values()) {
      expect(text).toMatch(/^kubectl trace: secrets are shown: do not share this trace\n/);
    }
  });
});

/** How a secret may stand in a text. Base64 at each of its three offsets, without the characters that its neighbours share. */
function encodings(value: string): [encoding: string, form: string][] {
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2].map((offset): [string, string] => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return [`base64 at ${offset}`, text.slice(offset === 0 ? 0 : offset + 1, -4)];
  });
  return [
    ['itself', value],
    ['JSON', JSON.stringify(value).slice(1, -1)],
    ['JSON in JSON', JSON.stringify(JSON.stringify(value).slice(1, -1)).slice(1, -1)],
    ['a part of a URL', encodeURIComponent(value)],
    ['hex', bytes.toString('hex')],
    ...base64,
    ...base64.map(([name, text]): [string, string] => [
      `${name} (URL)`,
      text.replaceAll('+', '-').replaceAll('/', '_'),
    ]),
  ];
}
