import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Redact } from '../../src/exchange/redact.ts';
import { EXCHANGE, listMutants, type Mutant } from './mutants.ts';
import { flat, formsOf, plantAll } from './plants.ts';

const planted = plantAll();
const mutants = listMutants();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mutants-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the redactor with one rule less', () => {
  it('there are many of them', () => expect(mutants.length).toBeGreaterThan(50));

  it.each(mutants.map((mutant) => [mutant.name, mutant] as const))(
    '%s: a secret is seen',
    async (_name, mutant) => {
      expect(await leakOf(mutant)).toBeDefined();
    },
  );

  it('and with all of them none is', async () => {
    expect(await leakOf(undefined)).toBeUndefined();
  });
});

/** The first planted secret that is seen, if one is. */
async function leakOf(mutant: Mutant | undefined): Promise<string | undefined> {
  const redact = await loadRedactor(mutant);
  return planted.find(({ secrets, exchange }) => {
    const seen = flat(JSON.stringify(redact(exchange)));
    return secrets.some((secret) => formsOf(secret).some((form) => seen.includes(flat(form))));
  })?.name;
}

let loaded = 0;

async function loadRedactor(mutant: Mutant | undefined): Promise<Redact> {
  const { outputFiles } = await build({
    entryPoints: [`${EXCHANGE}redact.ts`],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    plugins: [
      {
        name: 'mutant',
        setup({ onLoad }) {
          onLoad({ filter: /src[\\/]exchange[\\/][\w-]+\.ts$/ }, ({ path }) =>
            mutant !== undefined && path === `${EXCHANGE}${mutant.file}`
              ? { contents: mutant.source, loader: 'ts' }
              : undefined,
          );
        },
      },
    ],
  });
  loaded += 1;
  const file = join(folder, `redactor-${loaded}.mjs`);
  writeFileSync(file, outputFiles[0]?.contents ?? '');
  const { createRedactor } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
    createRedactor(options: { showSecrets: boolean }): Redact;
  };
  return createRedactor({ showSecrets: false });
}
