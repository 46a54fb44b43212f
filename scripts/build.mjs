// Bundles src/ into dist/: one file that every run loads first, and chunks for the rest.
// CommonJS, because Node starts it faster than ES modules (bench/README.md).
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url);
const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));

/**
 * What is loaded when it is needed, or while kubectl starts: each a file of its own beside the main one. The
 * code imports them by `import()`. What they share with it is in both, but for `errors`, whose class must be one.
 */
const CHUNKS = {
  compare: 'src/commands/compare.ts',
  completion: 'src/completion.ts',
  'decode-binary': 'src/decode/decode-binary.ts',
  'edit-kubeconfig': 'src/kubeconfig/edit-file.ts',
  errors: 'src/errors.ts',
  options: 'src/args/parse.ts',
  'read-yaml': 'src/decode/read-yaml.ts',
  sandbox: 'src/sandbox/index.ts',
  'sandbox-rules': 'src/sandbox/crd/rules/index.ts',
  'keep-run': 'src/commands/keep-run.ts',
  'sandbox-command': 'src/commands/sandbox.ts',
  'show-command': 'src/commands/show.ts',
  service: 'src/proxy/service.ts',
  trace: 'src/trace/configured-trace.ts',
  gunzip: 'src/trace/live/gunzip.ts',
  tunnel: 'src/proxy/tunnel/tunnel-record.ts',
  text: 'src/render/text.ts',
  klog: 'src/render/klog.ts',
  table: 'src/render/table.ts',
  jsonl: 'src/render/jsonl.ts',
  har: 'src/render/har.ts',
  curl: 'src/render/curl.ts',
  httpie: 'src/render/httpie.ts',
  http: 'src/render/http.ts',
  kubectl: 'src/render/kubectl.ts',
  audit: 'src/render/audit.ts',
  rbac: 'src/render/rbac.ts',
};

const toChunks = {
  name: 'to-chunks',
  setup(builder) {
    const chunkOf = new Map(
      Object.entries(CHUNKS).map(([name, path]) => [fileURLToPath(new URL(path, root)), name]),
    );
    builder.onResolve({ filter: /^\..*\.ts$/ }, ({ kind, path, resolveDir }) => {
      if (kind === 'entry-point') return undefined;
      const chunk = chunkOf.get(join(resolveDir, path));
      const isApart = chunk !== undefined && (kind === 'dynamic-import' || chunk === 'errors');
      return isApart ? { path: `./${chunk}.cjs`, external: true } : undefined;
    });
  },
};

/**
 * http-proxy asks Node for util._extend, which warns (DEP0060) from Node 22 on, and follow-redirects, which
 * is for an option that we do not use, asks for url.parse, which warns (DEP0169) from Node 24 on.
 */
const withoutDeprecations = {
  name: 'without-deprecations',
  setup(builder) {
    builder.onLoad({ filter: /node_modules[\\/]http-proxy[\\/].*\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll("require('util')._extend", 'Object.assign'),
      loader: 'js',
    }));
    builder.onResolve({ filter: /^follow-redirects$/ }, ({ path }) => ({ path, namespace: 'unused' }));
    builder.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {};' }));
  },
};

const { outputFiles, metafile } = await build({
  write: false,
  absWorkingDir: fileURLToPath(root),
  entryPoints: { 'kubectl-trace': 'src/main.ts', ...CHUNKS },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  // import() would start Node's loader of ES modules.
  supported: { 'dynamic-import': false },
  minify: true,
  keepNames: false,
  legalComments: 'none',
  define: {
    KUBECTL_TRACE_VERSION: JSON.stringify(version),
    // There is none in CommonJS: src/sandbox/data/read-data.ts asks where its files are.
    'import.meta.dirname': '__dirname',
  },
  plugins: [toChunks, withoutDeprecations],
  metafile: true,
  logLevel: 'warning',
});
const LICENSES = 'THIRD-PARTY-LICENSES.txt';
const DATA = 'kubernetes';

// Each file is replaced at once: a program that is running from dist/ never meets half a file.
const dist = fileURLToPath(new URL('dist', root));
await mkdir(dist, { recursive: true });
for (const { path, contents } of outputFiles) {
  await writeFile(`${path}.new`, contents);
  await rename(`${path}.new`, path);
  process.stdout.write(`dist/${basename(path)}  ${Math.round(contents.length / 1024)} KiB\n`);
}
await writeFile(join(dist, LICENSES), await collectLicenses(Object.keys(metafile.inputs)));
await copyData();
const names = new Set([LICENSES, DATA, ...outputFiles.map(({ path }) => basename(path))]);
for (const name of await readdir(dist))
  if (!names.has(name)) await rm(join(dist, name), { force: true, recursive: true });

/** The sandbox's description of the API, beside the chunk that reads it. */
async function copyData() {
  const from = fileURLToPath(new URL(`src/sandbox/data/${DATA}`, root));
  const to = join(dist, DATA);
  await mkdir(to, { recursive: true });
  const files = await readdir(from);
  for (const name of files) {
    await copyFile(join(from, name), join(to, `${name}.new`));
    await rename(join(to, `${name}.new`), join(to, name));
  }
  for (const name of await readdir(to)) if (!files.includes(name)) await rm(join(to, name));
}

/** The licences of the packages that are in the bundle: each asks that its text goes along. */
async function collectLicenses(inputs) {
  const packages = new Set(
    inputs.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
  );
  const texts = [...packages].sort().map(async (name) => {
    const folder = new URL(`node_modules/${name}/`, root);
    const { version, license } = JSON.parse(await readFile(new URL('package.json', folder), 'utf8'));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : await readFile(new URL(file, folder), 'utf8');
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}
