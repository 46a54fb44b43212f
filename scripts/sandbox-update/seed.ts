import { setTimeout as sleep } from 'node:timers/promises';
import type { DiscoveryData } from '../../src/sandbox/catalog/resources.ts';
import { allResources } from './discovery.ts';
import type { RawClient } from './raw-client.ts';

interface SeedObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; uid: string; resourceVersion?: string };
  data?: Record<string, string>;
  spec?: { ports?: { targetPort?: number }[] };
}

/** Two lists of the objects of one storage: the second is not asked. componentstatuses are not kept at all. */
const NOT_ASKED: ReadonlySet<string> = new Set([
  '/v1/componentstatuses',
  'events.k8s.io/v1/events',
  'autoscaling/v1/horizontalpodautoscalers',
]);

/** A server writes to the last of its own objects some seconds after it is ready. */
export async function waitUntilSettled(client: RawClient): Promise<void> {
  const version = async () => {
    const { body } = await client.get('/api/v1/namespaces?limit=1');
    return (JSON.parse(body.toString()) as { metadata: { resourceVersion: string } }).metadata
      .resourceVersion;
  };
  let last = '';
  for (let attempt = 0; attempt < 20; attempt++) {
    await sleep(6_000);
    const now = await version();
    // Leases are renewed all the time, one write in ten seconds.
    if (last !== '' && Number(now) - Number(last) <= 2) return;
    last = now;
  }
  throw new Error('the server does not come to rest');
}

/**
 * All objects in an order in which they could have been created. What differs from run to run is replaced: uids are
 * numbered, times are the epoch (src/sandbox/catalog/seed.ts puts in new ones), resourceVersions are left out.
 */
export async function takeSeed(client: RawClient, { aggregated }: DiscoveryData): Promise<SeedObject[]> {
  const objects: SeedObject[] = [];
  for (const { group, version, groupVersion, resources = [] } of allResources(aggregated)) {
    for (const { resource, verbs, responseKind } of resources) {
      if (!verbs.includes('list') || NOT_ASKED.has(`${group}/${version}/${resource}`)) continue;
      const path = `${group === '' ? '/api' : '/apis'}/${groupVersion}/${resource}`;
      const { items } = JSON.parse((await client.get(path)).body.toString()) as { items: SeedObject[] };
      // A list does not say of its items what they are.
      const typed = items.map((item) => ({ ...item, kind: responseKind.kind, apiVersion: groupVersion }));
      objects.push(...typed.map(({ kind, apiVersion, ...rest }) => ({ kind, apiVersion, ...rest })));
    }
  }
  const kept = objects.filter(
    ({ kind, metadata }) => kind !== 'Lease' || !metadata.name.startsWith('apiserver-'),
  );
  for (const object of kept) {
    delete object.metadata.resourceVersion;
    if (object.metadata.name === 'extension-apiserver-authentication') hideCertificates(object);
    if (object.kind === 'Service' && object.metadata.name === 'kubernetes') hidePort(object);
  }
  kept.sort((a, b) => creationRank(a) - creationRank(b));
  return JSON.parse(withoutChance(JSON.stringify(kept))) as SeedObject[];
}

/** The server's own objects first, then those of `demo`, owners before what they own. */
function creationRank({ kind, metadata: { name, namespace } }: SeedObject): number {
  if (kind === 'Namespace') return name === 'demo' ? 3 : 0;
  if (kind === 'Node') return 2;
  const starters = ['ConfigMap', 'Deployment', 'ReplicaSet', 'Pod', 'Service', 'Endpoints', 'EndpointSlice'];
  if (namespace === 'demo') return 4 + starters.indexOf(kind);
  // The address of the starter's Service.
  return kind === 'IPAddress' && name !== '10.0.0.1' ? 20 : 1;
}

function hideCertificates(object: SeedObject): void {
  for (const key of Object.keys(object.data ?? {})) {
    if (object.data?.[key]?.startsWith('-----BEGIN CERTIFICATE')) {
      object.data[key] = '-----BEGIN CERTIFICATE-----\nc2FuZGJveA==\n-----END CERTIFICATE-----\n';
    }
  }
}

/** The server listens on whatever port was free, and tells of it; 6443 is the usual one. */
function hidePort({ spec }: SeedObject): void {
  for (const port of spec?.ports ?? []) port.targetPort = 6443;
}

function withoutChance(text: string): string {
  const numbers = new Map<string, string>();
  for (const [, uid = ''] of text.matchAll(/"(?:uid|[^"]*-uid)":"([-0-9a-f]{36})"/g)) {
    if (!numbers.has(uid)) numbers.set(uid, (numbers.size + 1).toString(16).padStart(12, '0'));
  }
  return (
    text
      // Managed fields name owners by their uids.
      .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, (uid) => {
        const number = numbers.get(uid);
        return number === undefined ? uid : `00000000-0000-0000-0000-${number}`;
      })
      .replaceAll(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"/g, '"1970-01-01T00:00:00Z"')
      .replaceAll(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"/g, '"1970-01-01T00:00:00.000000Z"')
      .replaceAll(/"\d{4}-\d\d-\d\d"/g, '"1970-01-01"')
  );
}
