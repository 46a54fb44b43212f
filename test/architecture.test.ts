import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** Which stage may import which others; docs/architecture.md says the same in words. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  exchange: [],
  client: [],
  render: ['exchange'],
  args: ['render'],
  kubeconfig: ['args'],
  proxy: ['kubeconfig', 'exchange'],
  decode: ['exchange', 'sandbox'],
  trace: ['args', 'kubeconfig', 'proxy', 'exchange', 'decode', 'render'],
  saved: ['exchange', 'decode', 'render'],
  compare: ['exchange', 'render'],
  sandbox: [],
  commands: [
    'args',
    'client',
    'kubeconfig',
    'proxy',
    'sandbox',
    'exchange',
    'trace',
    'render',
    'saved',
    'compare',
  ],
};

const src = fileURLToPath(new URL('../src', import.meta.url));

describe('imports between the stages', () => {
  it('every folder of src/ is a stage, and beside them stand only the two programs and what all need', () => {
    const entries = readdirSync(src, { withFileTypes: true });
    const names = (isFolder: boolean) =>
      entries.filter((entry) => entry.isDirectory() === isFolder).map(({ name }) => name);
    expect(names(true).sort()).toEqual(Object.keys(MAY_IMPORT).sort());
    expect(names(false).sort()).toEqual(['cli.ts', 'completion.ts', 'errors.ts', 'main.ts']);
  });

  it.each(Object.entries(MAY_IMPORT))('%s imports only %j', (stage, allowed) => {
    const imported = filesIn(join(src, stage)).flatMap((file) =>
      importsOf(file).map((path) => relative(src, path).split(sep)[0] ?? ''),
    );
    expect(imported.length).toBeGreaterThan(0);
    const others = new Set(
      imported.filter((other) => other !== stage && (other !== 'errors.ts' || stage === 'sandbox')),
    );
    expect([...others].filter((other) => !allowed.includes(other))).toEqual([]);
  });
});

describe('documents', () => {
  const root = join(src, '..');
  const inDocs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const documents = [
    'README.md',
    'CONTRIBUTING.md',
    'bench/README.md',
    ...inDocs.map((name) => `docs/${name}`),
  ];

  it.each(documents)('the links of %s lead somewhere', (document) => {
    const text = readFileSync(join(root, document), 'utf8');
    const targets = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = '']) => target);
    expect(targets.filter((target) => !existsSync(join(root, dirname(document), target)))).toEqual([]);
  });

  it.each(documents)('the files that %s names are there', (document) => {
    const text = readFileSync(join(root, document), 'utf8');
    const named = [...text.matchAll(/`((?:src|test|docs|scripts|bench|examples)\/[\w./-]*[\w/])`/g)];
    expect(named.map(([, path = '']) => path).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const found = [...text.matchAll(/\bfrom '(\.[^']+)'|\bimport\('(\.[^']+)'\)/g)];
  return found.map(([, fixed, lazy]) => normalize(join(dirname(file), fixed ?? lazy ?? '')));
}
