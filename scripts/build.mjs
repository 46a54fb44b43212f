// Bundles src/ into dist/: one file that every run loads, and chunks for what only some runs need.
import { readFile, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));

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
    builder.onResolve({ filter: /^follow-redirects$/ }, () => ({
      path: 'follow-redirects',
      namespace: 'unused',
    }));
    builder.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({
      contents: 'module.exports = {};',
      loader: 'js',
    }));
  },
};

await rm(new URL('../dist', import.meta.url), { recursive: true, force: true });
const result = await build({
  absWorkingDir: new URL('..', import.meta.url).pathname,
  entryPoints: { 'kubectl-trace': 'src/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minify: true,
  legalComments: 'none',
  define: { KUBECTL_TRACE_VERSION: JSON.stringify(version) },
  // The CommonJS packages in the bundle load Node's own modules by require, which ESM does not have.
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  plugins: [withoutDeprecations],
  metafile: true,
  logLevel: 'warning',
});
for (const [file, { bytes }] of Object.entries(result.metafile.outputs))
  process.stdout.write(`${file}  ${bytes} bytes\n`);
