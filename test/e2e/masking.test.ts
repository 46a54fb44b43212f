import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCertificateAuthority } from './harness/certificates.ts';
import { describeCluster, run } from './harness/index.ts';
import { encodings } from './planting/secret-forms.ts';
import { prepareSecretSteps } from './planting/secret-steps.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/kubectl-trace', import.meta.url));

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

  /** Runs the steps, and returns every byte that we wrote, by step. */
  async function trace(options: readonly string[]) {
    const folder = mkdtempSync(join(tmpdir(), 'masking-'));
    folders.push(folder);
    const { steps, plants } = await prepareSecretSteps({ cluster, tls, folder });
    const output = new Map<string, string>();
    for (const { name, args, env = {}, fails = false } of steps) {
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

  // test/e2e/planting has all other formats and levels.
  it('the reading view shows none of the planted secrets', async () => {
    const { output, plants } = await trace([]);
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
    expect(all).toMatch(/masked/);
  });

  it('--show-secrets shows each, and warns', async () => {
    const { output, plants } = await trace(['--show-secrets=all', '-w', 'trace.jsonl']);
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
