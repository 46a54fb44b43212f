import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FORMAT_NAMES } from '../../../src/render/formats.ts';
import { createCertificateAuthority } from '../harness/certificates.ts';
import { describeCluster, type KubectlVersion, run } from '../harness/index.ts';
import { prepareMoreSteps } from './more-secret-steps.ts';
import { prepareNamedSteps } from './named-secret-steps.ts';
import { encodings } from './secret-forms.ts';
import { prepareSecretSteps, type Step } from './secret-steps.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/kubectl-trace', import.meta.url));
const LEVELS = [[], ['-v', '6'], ['-v', '7'], ['-v', '8', '--color', 'always']];
const NEWEST = 'v1.35';
const VERSIONS: readonly KubectlVersion[] = [NEWEST, 'v1.24'];

describeCluster('secrets planted in every place, traced in every format', (cluster) => {
  let tls: { certPem: string; keyPem: string };
  beforeAll(async () => {
    tls = await (await createCertificateAuthority('planted')).issueServing();
  });
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  it.each(VERSIONS)(
    'kubectl %s: none is in any byte that is written',
    { timeout: 300_000 },
    async (version) => {
      const folder = mkdtempSync(join(tmpdir(), 'planting-'));
      folders.push(folder);
      // The search of the run before has blocked this process: it has not yet seen which idle connections are closed.
      for (let turn = 0; turn < 3; turn += 1) await setImmediate();
      const options = { cluster, tls, folder };
      const { steps, plants, namespace } = await prepareSecretSteps(options);
      steps.push(...(await prepareMoreSteps(options, namespace, plants)));
      // What names tell does not depend on who sends it.
      if (version === NEWEST) steps.push(...(await prepareNamedSteps(options, namespace, plants)));
      const written = join(folder, 'written');
      const environment = {
        HOME: folder,
        XDG_STATE_HOME: join(written, 'state'),
        KUBECONFIG: cluster.kubeconfigs.admin,
        KUBECTL: await cluster.kubectl(version),
        KUBECTL_TRACE_KEEP: '200',
        NODE_EXTRA_CA_CERTS: undefined,
      };
      let number = 0;
      /** Runs our program with every format written into a folder of its own. */
      const write = async (args: readonly string[], { env = {}, input = '' }: Partial<Step> = {}) => {
        number += 1;
        const target = join(written, String(number));
        mkdirSync(target, { recursive: true });
        const files = FORMAT_NAMES.flatMap((format) => ['-w', `${format}:${join(target, format)}`]);
        const isShow = args.includes('show');
        const words = isShow ? [...args, ...files] : [...files, ...args];
        const done = await run(process.execPath, [PROGRAM, ...words], {
          cwd: folder,
          env: { ...environment, ...env },
          input,
        });
        return { ...done, target };
      };
      const said: string[] = [];
      const targets: string[] = [];
      for (const { name, args, fails = false, ours = [], ...more } of steps) {
        const { code, stdout, stderr, target } = await write(['-v', '10', ...ours, ...args], more);
        if (!fails)
          expect({ name, code, said: code === 0 ? '' : stderr }).toEqual({ name, code: 0, said: '' });
        if (name === 'create token') plants.set('CreatedToken', stdout.trim());
        // What kubectl itself says is its own.
        said.push(...stderr.split('\n').filter((line) => line.startsWith('kubectl trace: ')));
        targets.push(target);
      }
      // Saved ones again, from both kinds of files, and compared.
      for (const [index, target] of targets.slice(0, 12).entries()) {
        for (const saved of ['jsonl', 'har']) {
          const level = LEVELS[index % LEVELS.length] ?? [];
          const shown = await write(['show', ...level, join(target, saved)]);
          expect(shown).toMatchObject({ code: 0 });
          said.push(shown.stdout, shown.stderr);
        }
      }
      // What is read the most.
      for (const target of version === NEWEST ? targets : []) {
        const shown = await run(process.execPath, [PROGRAM, 'show', join(target, 'jsonl')], {
          env: environment,
        });
        said.push(shown.stdout, shown.stderr);
      }
      const [, , before = '', after = ''] = targets;
      const compared = await run(
        process.execPath,
        [PROGRAM, 'compare', join(before, 'jsonl'), join(after, 'har')],
        {
          env: environment,
        },
      );
      said.push(compared.stdout, compared.stderr);

      const texts: [string, string][] = [['what we said', said.join('\n')]];
      for (const file of readdirSync(written, { recursive: true, withFileTypes: true }))
        if (file.isFile()) {
          const path = join(file.parentPath, file.name);
          texts.push([path.slice(written.length), readFileSync(path, 'latin1')]);
        }
      expect(plants.size).toBeGreaterThanOrEqual(60);
      const forms = [...plants].flatMap(([name, value]) =>
        encodings(value).map(
          ([encoding, form]) => [`${name} as ${encoding}`, Buffer.from(form).toString('latin1')] as const,
        ),
      );
      const found = texts.flatMap(([path, text]) =>
        forms.filter(([, form]) => text.includes(form)).map(([what]) => `${what} in ${path}`),
      );
      expect(found).toEqual([]);
      // They are there, and masked: otherwise nothing could have been found.
      expect(texts.length).toBeGreaterThan(FORMAT_NAMES.length * steps.length);
      for (const format of ['text', 'klog', 'jsonl', 'har', 'audit'])
        expect({
          format,
          isMasked: texts.some(([path, text]) => path.endsWith(`/${format}`) && text.includes('<masked')),
        }).toEqual({ format, isMasked: true });
    },
  );
});
