import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { loadAll } from 'js-yaml';
import { startCluster } from '../../e2e/harness/index.ts';

// Records what a real kube-apiserver shows of the objects in rich-objects.yaml, into tables.jsonl:
//   npx tsx test/sandbox/table/record-tables.ts

interface ApiObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; managedFields?: unknown };
  status?: unknown;
}

interface Discovered {
  group: string;
  version: string;
  kind: string;
  plural: string;
  namespaced: boolean;
}

const NAMESPACE = 'table-rows';
const cluster = await startCluster({ kind: 'bare' });
try {
  const { certPem: cert, keyPem: key } = cluster.harnessIdentity;
  const agent = new Agent({ keepAlive: true, ca: cluster.caPem, cert, key });
  const send = (method: string, path: string, accept = 'application/json', body?: object) =>
    new Promise<{ status: number; date: string; body: never }>((resolve, reject) => {
      const headers = { accept, 'content-type': 'application/json' };
      const sent = request(new URL(path, cluster.server), { method, agent, headers }, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        const answer = JSON.parse(Buffer.concat(chunks).toString()) as never;
        resolve({ status: response.statusCode ?? 0, date: response.headers.date ?? '', body: answer });
      });
      sent.once('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  const mustSend = async (method: string, path: string, body: ApiObject) => {
    const answer = await send(method, path, undefined, body);
    if (answer.status < 400) return answer.body as ApiObject;
    throw new Error(`${method} ${path} ${body.metadata.name}: ${JSON.stringify(answer.body)}`);
  };

  const known = await discover((path) => send('GET', path));
  const files = await readFile(new URL('rich-objects.yaml', import.meta.url), 'utf8');
  const objects = loadAll(files) as ApiObject[];
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };
  await mustSend('POST', '/api/v1/namespaces', namespace);
  const recorded = new Map<string, Discovered>();
  for (const object of objects) {
    const resource = known.get(`${object.apiVersion}/${object.kind}`);
    if (resource === undefined) throw new Error(`not served: ${object.apiVersion} ${object.kind}`);
    const path = pathOf(resource);
    const created = await mustSend('POST', path, object);
    const { status } = object;
    if (status !== undefined)
      await mustSend('PUT', `${path}/${object.metadata.name}/status`, { ...created, status });
    recorded.set(path, resource);
  }
  const tables = [];
  for (const [path, { group, kind }] of recorded) {
    // They are those of the core group, in another form.
    if (group === 'events.k8s.io') continue;
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const { date, body } = await send('GET', `${path}?includeObject=Object`, accept);
    const { columnDefinitions, rows } = body as {
      columnDefinitions: { name: string }[];
      rows: { cells: unknown[]; conditions?: unknown; object: ApiObject }[];
    };
    for (const { object } of rows) delete object.metadata.managedFields;
    const columns = columnDefinitions.map(({ name }) => name);
    // A cluster has many bindings of its own, which show nothing new. The order of FlowSchemas does.
    const shown = kind === 'ClusterRoleBinding' ? rows.slice(0, 2) : rows;
    tables.push({ kind: `${group}/${kind}`, now: new Date(date).toISOString(), columns, rows: shown });
  }
  const lines = tables.map((table) => `${JSON.stringify(table)}\n`);
  writeFileSync(new URL('tables.jsonl', import.meta.url), lines.join(''));
} finally {
  await cluster.stop();
}

async function discover(get: (path: string) => Promise<{ body: never }>): Promise<Map<string, Discovered>> {
  const found = new Map<string, Discovered>();
  const groups = (await get('/apis')).body as { groups: { versions: { groupVersion: string }[] }[] };
  const versions = groups.groups.flatMap(({ versions }) => versions.map(({ groupVersion }) => groupVersion));
  for (const apiVersion of ['v1', ...versions]) {
    const path = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
    const list = (await get(path)).body as {
      resources: { name: string; kind: string; namespaced: boolean }[];
    };
    const [version = '', group = ''] = apiVersion.split('/').reverse();
    for (const { name, kind, namespaced } of list.resources) {
      if (name.includes('/')) continue;
      found.set(`${apiVersion}/${kind}`, { group, version, kind, plural: name, namespaced });
    }
  }
  return found;
}

function pathOf({ group, version, plural, namespaced }: Discovered): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return namespaced ? `${root}/namespaces/${NAMESPACE}/${plural}` : `${root}/${plural}`;
}
