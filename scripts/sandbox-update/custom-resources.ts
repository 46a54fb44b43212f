import { setTimeout as sleep } from 'node:timers/promises';
import type { CustomResourcesData } from '../../src/sandbox/catalog/openapi/custom-paths.ts';
import type { JsonObject } from '../../src/sandbox/model/json.ts';
import type { RawClient } from './raw-client.ts';
import type { SendJson } from './starter-objects.ts';

const GROUP = 'group.template.test';
const VERSION = 'v1template';

const DEFINITIONS = [
  { scope: 'Namespaced', plural: 'templateplurals', kind: 'Templatekind', listKind: 'Templatebag' },
  { scope: 'Cluster', plural: 'clusterplurals', kind: 'Clusterkind', listKind: 'Clusterbag' },
];

/** Defines two resources on the server, which stay. */
export async function takeCustomResources(client: RawClient, send: SendJson): Promise<CustomResourcesData> {
  for (const { scope, ...names } of DEFINITIONS) {
    await send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${names.plural}.${GROUP}` },
      spec: { group: GROUP, scope, names, versions: [version()] },
    });
  }
  const isComplete = (paths: JsonObject | undefined) =>
    DEFINITIONS.every(({ plural }) => Object.keys(paths ?? {}).some((path) => path.includes(plural)));
  const v3 = await poll(client, `/openapi/v3/apis/${GROUP}/${VERSION}`, ({ paths }) => isComplete(paths));
  const v2 = await poll(client, '/openapi/v2', ({ paths }) => isComplete(paths));
  const schemas = Object.entries(v3.components?.schemas ?? {}).filter(([name]) => name.startsWith('io.k8s.'));
  return {
    paths: { v2: byScope(v2.paths), v3: byScope(v3.paths) },
    schemas: Object.fromEntries(schemas),
  };
}

function version(): object {
  const scale = { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' };
  return {
    name: VERSION,
    served: true,
    storage: true,
    subresources: { status: {}, scale },
    schema: { openAPIV3Schema: { type: 'object' } },
  };
}

function byScope(paths: JsonObject): Record<'namespaced' | 'cluster', JsonObject> {
  const of = (plural: string) =>
    Object.fromEntries(Object.entries(paths).filter(([path]) => path.split('/').includes(plural)));
  const cluster = JSON.stringify(of('clusterplurals'));
  const renamed = cluster
    .replaceAll('clusterplurals', 'templateplurals')
    .replaceAll('Clusterkind', 'Templatekind')
    .replaceAll('Clusterbag', 'Templatebag');
  return { namespaced: of('templateplurals'), cluster: JSON.parse(renamed) as JsonObject };
}

interface Document {
  paths: JsonObject;
  components?: { schemas?: JsonObject };
}

/** The server's controllers take a moment to publish a definition. */
async function poll(
  client: RawClient,
  path: string,
  isReady: (document: Document) => boolean,
): Promise<Document> {
  for (let attempt = 0; attempt < 60; attempt++) {
    const text = await client.get(path).then(
      ({ body }) => body.toString(),
      () => '',
    );
    const document = (text === '' ? { paths: {} } : JSON.parse(text)) as Document;
    if (isReady(document)) return document;
    await sleep(500);
  }
  throw new Error(`${path} does not tell of the new resources`);
}
