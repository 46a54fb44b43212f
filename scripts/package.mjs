// Builds the archive that plugin.yaml describes, and writes its checksum into plugin.yaml.
// The archive is the same to the byte for the same files: fixed times, fixed order, stored without compression,
// because zlib's output differs between versions of Node.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

const root = new URL('..', import.meta.url);
const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
const archiveName = `kubectl-trace-v${version}.tar.gz`;

const DOCUMENTS = ['CHANGELOG.md', 'LICENSE', 'README.md', 'docs/compare.md', 'docs/jsonl.md'];

/** 1985-10-26, as npm packs. */
const MODIFIED = new Date(499162500000);

const archive = pack();
const files = [...(await list('bin')), ...(await list('dist')), ...DOCUMENTS, 'package.json'].sort();
for (const name of files) {
  const mode = (await stat(new URL(name, root))).mode & 0o100 ? 0o755 : 0o644;
  archive.entry({ name, mode, mtime: MODIFIED }, await readFile(new URL(name, root)));
}
archive.finalize();
const chunks = [];
for await (const chunk of archive) chunks.push(chunk);
const bytes = gzipSync(Buffer.concat(chunks), { level: 0 });
// The header's ninth byte names the operating system that packed; 255 is 'unknown'.
bytes[9] = 255;

await mkdir(new URL('packages/', root), { recursive: true });
await writeFile(new URL(`packages/${archiveName}`, root), bytes);
const sha256 = createHash('sha256').update(bytes).digest('hex');
const manifestFile = new URL('plugin.yaml', root);
const manifest = (await readFile(manifestFile, 'utf8'))
  .replace(/^( {2}version: ).*$/m, `$1v${version}`)
  .replaceAll(/download\/v[^/]+\/kubectl-trace-v\S+?\.tar\.gz/g, `download/v${version}/${archiveName}`)
  .replaceAll(/^( +sha256: ).*$/gm, `$1"${sha256}"`);
await writeFile(manifestFile, manifest);
process.stdout.write(
  `packages/${archiveName}  ${bytes.length} bytes  sha256 ${sha256}\n${fileURLToPath(manifestFile)}\n`,
);

/** The files below a folder, as paths from the root. */
async function list(folder) {
  const entries = await readdir(new URL(`${folder}/`, root), { withFileTypes: true });
  const nested = await Promise.all(
    entries.map((entry) =>
      entry.isDirectory() ? list(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
    ),
  );
  return nested.flat();
}
