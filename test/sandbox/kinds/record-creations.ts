import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { loadAll } from 'js-yaml';
import type { JsonObject } from '../../../src/sandbox/model/json.ts';
import type { ApiObject } from '../../../src/sandbox/model/object.ts';
import { startCluster } from '../../e2e/harness/index.ts';
import { type Answer, comparable, resourceOf } from './creation.ts';

// Records what a real kube-apiserver without controllers answers to the creation of each of manifests.yaml, as a dry run,
// into creations.txt, one line each:
//   npx tsx test/sandbox/kinds/record-creations.ts

const cluster = await startCluster({ kind: 'bare' });
try {
  const { certPem: cert, keyPem: key } = cluster.harnessIdentity;
  const agent = new Agent({ keepAlive: true, ca: cluster.caPem, cert, key });
  const create = (manifest: ApiObject) =>
    new Promise<Answer>((resolve, reject) => {
      const url = new URL(`${pathOf(manifest)}?dryRun=All`, cluster.server);
      const headers = { accept: 'application/json', 'content-type': 'application/json' };
      const sent = request(url, { method: 'POST', agent, headers }, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        const body = JSON.parse(Buffer.concat(chunks).toString()) as JsonObject;
        resolve({ code: response.statusCode ?? 0, body });
      });
      sent.once('error', reject);
      sent.end(JSON.stringify(manifest));
    });
  const lines: string[] = [];
  const manifests = loadAll(readFileSync(new URL('manifests.yaml', import.meta.url), 'utf8'));
  for (const manifest of manifests as ApiObject[]) lines.push(`${comparable(await create(manifest))}\n`);
  writeFileSync(new URL('creations.txt', import.meta.url), lines.join(''));
  agent.destroy();
} finally {
  await cluster.stop();
}

function pathOf(manifest: ApiObject): string {
  const { group, version, resource, namespaced } = resourceOf(manifest);
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  if (!namespaced) return `${root}/${resource}`;
  return `${root}/namespaces/${manifest.metadata.namespace ?? 'default'}/${resource}`;
}
