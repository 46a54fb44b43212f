import { writeFileSync } from 'node:fs';
import { startCluster } from '../../e2e/harness/index.ts';
import { createRawApi } from '../../e2e/sandbox/raw-api.ts';
import { DOCUMENT, PATCH_CASES } from './patch-cases.ts';

// Records what a real kube-apiserver answers to the patches of patch-cases.ts, into patches.jsonl:
//   npx tsx test/sandbox/patch/record-patches.ts

const cluster = await startCluster({ kind: 'bare' });
const { certPem: cert, keyPem: key } = cluster.harnessIdentity;
const api = createRawApi({ server: cluster.server, ca: cluster.caPem, cert, key });
try {
  const path = '/apis/apps/v1/namespaces/default/deployments';
  const created = await api.send({ method: 'POST', path, body: DOCUMENT });
  const lines = [created.body.trim()];
  for (const { type, patch, fieldValidation, ...rest } of PATCH_CASES) {
    const query = `?dryRun=All${fieldValidation === undefined ? '' : `&fieldValidation=${fieldValidation}`}`;
    const { status, body, warnings } = await api.send({
      method: 'PATCH',
      path: `${path}/${DOCUMENT.metadata.name}${query}`,
      contentType: `application/${type}+json`,
      body: typeof patch === 'string' ? patch : JSON.stringify(patch),
    });
    const answer = JSON.parse(body) as {
      spec: unknown;
      metadata: { labels?: unknown; finalizers?: unknown };
    };
    const { labels, finalizers } = answer.metadata;
    const shown = status === 200 ? { spec: answer.spec, labels, finalizers } : answer;
    lines.push(JSON.stringify({ type, ...rest, fieldValidation, status, warnings, answer: shown }));
  }
  writeFileSync(new URL('patches.jsonl', import.meta.url), `${lines.join('\n')}\n`);
} finally {
  api.close();
  await cluster.stop();
}
