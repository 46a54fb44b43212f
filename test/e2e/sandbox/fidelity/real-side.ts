import { setTimeout as sleep } from 'node:timers/promises';
import { createStarterObjects } from '../../../../scripts/sandbox-update/starter-objects.ts';
import { type Cluster, startCluster, waitUntil } from '../../harness/index.ts';
import { openEtcd } from './etcd.ts';
import type { Side } from './side.ts';

/** What a change of the served API shows in; they follow the objects after a while. */
const API_DOCUMENTS = ['/apis', '/openapi/v3', '/openapi/v2'];

/** Milliseconds that the server's own caches may lag behind etcd. */
const CACHE_LAG_MS = 100;

/** A real kube-apiserver without controllers, with the objects that a new sandbox holds. */
export async function startRealSide(): Promise<Side> {
  const cluster = await startCluster({ kind: 'bare' });
  try {
    await waitUntilSettled(cluster);
    await createStarterObjects(async (method, path, body) => {
      return (await cluster.api.sendOrThrow(method, path, body)).body;
    });
    // Of how it made its own objects; not always the same.
    await cluster.api.sendOrThrow('DELETE', '/api/v1/namespaces/default/events');
    const etcd = openEtcd(cluster.etcdUrl);
    const content = await etcd.read();
    const documents = await readDocuments(cluster);
    return {
      name: 'real',
      port: () => Number(new URL(cluster.server).port),
      token: cluster.tokens.admin,
      async reset() {
        const touched = await etcd.restore(content);
        if (touched.length > 0) await sleep(CACHE_LAG_MS);
        const isApiChanged = touched.some((key) => /customresourcedefinitions|apiservices/.test(key));
        if (!isApiChanged) return;
        const isAsBefore = async () => (await readDocuments(cluster)) === documents;
        await waitUntil('the API to be as before', isAsBefore, { timeoutMs: 30_000, intervalMs: 200 });
      },
      stop: () => cluster.stop(),
    };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** The server writes to the last of its own objects some seconds after it is ready. */
async function waitUntilSettled({ api }: Cluster): Promise<void> {
  const isAvailable = (item: { status?: { conditions?: { type: string; status: string }[] } }) =>
    item.status?.conditions?.some(({ type, status }) => type === 'Available' && status === 'True') ?? false;
  const isReady = async () => {
    const services = await api.send('GET', '/apis/apiregistration.k8s.io/v1/apiservices');
    const schemas = await api.send('GET', '/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas');
    const kubernetes = await api.send('GET', '/api/v1/namespaces/default/services/kubernetes');
    const cidr = await api.send('GET', '/apis/networking.k8s.io/v1/servicecidrs/kubernetes');
    const lists = [services, schemas].map(({ body }) => (body as { items: { status?: object }[] }).items);
    const [available = [], schemed = []] = lists;
    return (
      kubernetes.status === 200 &&
      'status' in (cidr.body as object) &&
      available.every(isAvailable) &&
      schemed.every(({ status }) => status !== undefined && Object.keys(status).length > 0)
    );
  };
  await waitUntil('the server to have made its own objects', isReady, { timeoutMs: 60_000, intervalMs: 500 });
  // The last of them follow those that can be asked for.
  await sleep(4_000);
}

async function readDocuments({ api }: Cluster): Promise<string> {
  const answers = await Promise.all(API_DOCUMENTS.map((path) => api.send('GET', path)));
  return JSON.stringify(answers.map(({ body }) => body));
}
