import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCertificateAuthority } from '../harness/certificates.ts';
import { describeCluster, run } from '../harness/index.ts';
import { encodings } from './secret-forms.ts';
import { prepareSecretSteps } from './secret-steps.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/kubectl-trace', import.meta.url));

describeCluster('--show-secrets=all', (cluster) => {
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
  async function trace() {
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
      const done = await run(
        process.execPath,
        [PROGRAM, '--show-secrets=all', '-w', 'trace.jsonl', ...args],
        { cwd: folder, env: all },
      );
      if (!fails)
        expect({ name, code: done.code, stderr: done.code === 0 ? '' : done.stderr }).toEqual({
          name,
          code: 0,
          stderr: '',
        });
      if (name === 'create token') plants.set('CreatedToken', done.stdout.trim());
      const file = readFileSync(join(folder, 'trace.jsonl'), 'utf8');
      // Without colours: they may stand in the midst of a secret.
      output.set(
        name,
        `${done.stderr}${file}`.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g'), ''),
      );
    }
    return { output, plants };
  }

  it('shows each planted secret, and warns', async () => {
    const { output, plants } = await trace();
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
