import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRawClient, type RawClient } from '../../../scripts/sandbox-update/raw-client.ts';
import { createDocuments, type Documents } from '../../../src/sandbox/catalog/documents.ts';
import { encodeJson } from '../../../src/sandbox/codec/encode-json.ts';
import type { JsonObject } from '../../../src/sandbox/model/json.ts';
import type { ApiObject } from '../../../src/sandbox/model/object.ts';
import { readDefinitions } from '../../sandbox/catalog/read-definitions.ts';
import { type Cluster, startCluster, waitUntil } from '../harness/index.ts';
import { hideBuild } from './hide-build.ts';

// Every document of discovery and OpenAPI, to the byte: of the built-in resources and of some custom ones. Of /version
// what tells of the server's build is left out.

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const protobuf = (version: string) => `application/com.github.proto-openapi.spec.${version}.v1.0+protobuf`;
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
/** Where each of the custom resources is listed. */
const CUSTOM = [
  ['/apis/stable.example.com/v1beta1', 'crontabs'],
  ['/apis/stable.example.com/v1', 'crontabs'],
  ['/apis/stable.example.com/v1', 'zones'],
  ['/apis/example.org/v1alpha1', 'apples'],
] as const;

let cluster: Cluster;
let client: RawClient;
let documents: Documents;

beforeAll(async () => {
  cluster = await startCluster({ kind: 'bare' });
  client = createRawClient(cluster);
  documents = createDocuments({ serverAddress: new URL(cluster.server).host, keySet: () => ({ keys: [] }) });
});

afterAll(async () => {
  client?.close();
  await cluster?.stop();
});

it('are those of a new server', async () => {
  expect(await differences()).toEqual([]);
});

it('are those of a server with custom resources', async () => {
  for (const { status: _, ...definition } of readDefinitions()) {
    await cluster.api.sendOrThrow('POST', DEFINITIONS, definition);
  }
  await waitUntil(
    'the custom resources in discovery and OpenAPI',
    async () => {
      const listed = await Promise.all(
        CUSTOM.map(async ([path, name]) =>
          (await client.get(path)).body.toString().includes(`"name":"${name}"`),
        ),
      ).catch(() => [false]);
      if (listed.includes(false)) return false;
      const [v2, v3] = await Promise.all(
        ['/openapi/v2', '/openapi/v3'].map(async (path) => (await client.get(path)).body.toString()),
      );
      return ['stable.example.com/v1beta1', 'example.org/v1alpha1', 'stable.example.com/v1/zones'].every(
        (part) => v2?.includes(part) && v3?.includes(part.replace('/zones', '')),
      );
    },
    { timeoutMs: 30_000 },
  );
  const { items } = JSON.parse((await client.get(DEFINITIONS)).body.toString()) as { items: ApiObject[] };
  documents.setCustomResources(items);
  expect(await differences()).toEqual([]);
});

/** The paths and media types of the documents that are not equal. */
async function differences(): Promise<string[]> {
  const { paths } = JSON.parse((await client.get('/')).body.toString()) as { paths: string[] };
  const discovery = paths.filter((path) => /^\/apis?(\/|$)/.test(path));
  const index = JSON.parse((await client.get('/openapi/v3')).body.toString()) as {
    paths: Record<string, { serverRelativeURL: string }>;
  };
  const v3 = Object.values(index.paths).map(({ serverRelativeURL }) => serverRelativeURL);
  const requests: [string, string][] = [
    ...['/', '/version', '/openapi/v2', '/openapi/v3', ...discovery, ...v3].map((path): [string, string] => [
      path,
      'application/json',
    ]),
    ...['/api', '/apis'].map((path): [string, string] => [path, AGGREGATED]),
    ['/openapi/v2', protobuf('v2')],
    ...v3.map((path): [string, string] => [path, protobuf('v3')]),
  ];
  const different: string[] = [];
  for (const [path, accept] of requests) {
    const real = await client.get(path, accept);
    const [expected, found] = [real.body, bodyOf(path, accept)].map((body) => comparable(path, body));
    if (found !== expected) different.push(`${path} ${accept}`);
  }
  return different;
}

/**
 * The server lists the custom resources of a version in the order of a Go map, another at each start
 * (apiextensions-apiserver, pkg/apiserver/customresource_discovery_controller.go).
 */
function comparable(path: string, body: Buffer): string {
  if (path === '/version') return hideBuild(body.toString());
  if (path !== '/apis/stable.example.com/v1') return body.toString('latin1');
  const { resources, ...rest } = JSON.parse(body.toString()) as { resources: { name: string }[] };
  return JSON.stringify({ ...rest, resources: resources.sort((a, b) => (a.name < b.name ? -1 : 1)) });
}

function bodyOf(url: string, accept: string): Buffer {
  const { pathname: path, searchParams: query } = new URL(url, cluster.server);
  const request = { method: 'GET', accept, acceptEncoding: '', ifNoneMatch: '', pretty: false };
  const answer = documents.find({ ...request, path, query });
  if (answer === undefined) return Buffer.from('none');
  return answer.kind === 'bytes' ? answer.body : Buffer.from(encodeJson(answer.object as JsonObject));
}
