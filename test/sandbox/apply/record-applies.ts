import { writeFileSync } from 'node:fs';
import { startCluster } from '../../e2e/harness/index.ts';
import { APPLY_CASES } from '../../e2e/sandbox/apply-cases.ts';
import { createRawApi } from '../../e2e/sandbox/raw-api.ts';

// Records what a real kube-apiserver answers to the cases of test/e2e/sandbox/apply-cases.ts that are about ConfigMaps, into
// applies.jsonl: npx tsx test/sandbox/apply/record-applies.ts

const cluster = await startCluster({ kind: 'bare' });
const { certPem: cert, keyPem: key } = cluster.harnessIdentity;
const api = createRawApi({ server: cluster.server, ca: cluster.caPem, cert, key });
try {
  const lines: string[] = [];
  for (const [index, { name: title, steps }] of APPLY_CASES.entries()) {
    const name = `case-${index}`;
    const root = (apiVersion: string) => `/api/${apiVersion}/namespaces/default`;
    const requests = steps.map((step) => step({ root, name }));
    if (!requests.every(({ path }) => path.includes('/configmaps'))) continue;
    const answers = [];
    for (const request of requests) {
      const { status, body } = await api.send({ userAgent: 'apply-cases/1', ...request });
      answers.push({ ...request, status, answer: JSON.parse(body) });
    }
    lines.push(JSON.stringify({ title, requests: answers }));
  }
  writeFileSync(new URL('applies.jsonl', import.meta.url), `${lines.join('\n')}\n`);
} finally {
  api.close();
  await cluster.stop();
}
