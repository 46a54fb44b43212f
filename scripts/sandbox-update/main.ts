import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { startCluster } from '../../test/e2e/harness/index.ts';
import { takeColumns } from './columns.ts';
import { takeCustomResources } from './custom-resources.ts';
import { takeDiscovery } from './discovery.ts';
import { packDocuments, takeOpenApi } from './open-api.ts';
import { createRawClient } from './raw-client.ts';
import { takeSchemas } from './schemas.ts';
import { takeSeed, waitUntilSettled } from './seed.ts';
import { createStarterObjects, type SendJson } from './starter-objects.ts';

/** The data of the sandbox's catalog, anew: src/sandbox/data/README.md says what there is. */
const dataFolder = fileURLToPath(new URL('../../src/sandbox/data/kubernetes/', import.meta.url));

const cluster = await startCluster({ kind: 'bare' });
const client = createRawClient(cluster);
try {
  await waitUntilSettled(client);
  const discovery = await takeDiscovery(client, new URL(cluster.server).host);
  const openApi = await takeOpenApi(client);
  const files: Record<string, Buffer | string> = {
    'discovery.json': JSON.stringify(discovery),
    'columns.json': JSON.stringify(await takeColumns(client, discovery)),
    'schemas.json': JSON.stringify(takeSchemas(openApi.v3.json)),
    'go-types.json': takeGoTypes(discovery.groupVersions),
    'openapi-v2.json': openApi.v2.json,
    'openapi-v2.pb': openApi.v2.protobuf,
    'openapi-v3-index.json': openApi.index,
    'openapi-v3.json': packDocuments(openApi.v3.json),
    'openapi-v3.pb': packDocuments(openApi.v3.protobuf),
  };
  const send: SendJson = async (method, path, body) =>
    (await cluster.api.sendOrThrow(method, path, body)).body;
  await createStarterObjects(send);
  files['seed.json'] = JSON.stringify(await takeSeed(client, discovery));
  files['custom-resources.json'] = JSON.stringify(await takeCustomResources(client, send));
  rmSync(dataFolder, { recursive: true, force: true });
  mkdirSync(dataFolder);
  for (const [name, content] of Object.entries(files)) write(name, content);
} finally {
  client.close();
  await cluster.stop();
}

function takeGoTypes(groupVersions: readonly string[]): string {
  const cwd = fileURLToPath(new URL('go-types/', import.meta.url));
  return execFileSync('go', ['run', '.', ...groupVersions], { cwd, encoding: 'utf8', maxBuffer: 2 ** 26 });
}

function write(name: string, content: Buffer | string): void {
  const compressed = brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS },
  });
  writeFileSync(join(dataFolder, `${name}.br`), compressed);
  process.stdout.write(`${name}.br  ${Math.ceil(compressed.length / 1024)} KiB\n`);
}
