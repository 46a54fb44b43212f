import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  createDocuments,
  type DocumentAnswer,
  type DocumentRequest,
  type Documents,
} from '../../../src/sandbox/catalog/documents.ts';
import { StatusError } from '../../../src/sandbox/model/status.ts';
import { readDefinitions } from './read-definitions.ts';

// Expected values were taken from kube-apiserver v1.37.2; test/e2e/sandbox/documents.test.ts compares whole documents.

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const PROTOBUF = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

const documents = createDocuments({ serverAddress: '127.0.0.1:6443', keySet: () => ({ keys: [] }) });

describe('paths', () => {
  it.each([['/api/v1/pods'], ['/api/v1/nope'], ['/apis/apps/v1/namespaces/default/deployments']])(
    '%s is about resources',
    (path) => {
      expect(find(path)).toBeUndefined();
    },
  );

  it.each([
    ['/foo'],
    ['/apis/nope'],
    ['/apis/nope/v1'],
    ['/apis/nope/v1/foos'],
    ['/openapi'],
    ['/healthz/nope'],
    ['/healthz/'],
    ['/logs'],
  ])('%s is not there, in plain text', (path) => {
    expect(find(path)).toMatchObject({
      status: 404,
      headers: { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' },
      body: Buffer.from('404 page not found\n'),
    });
  });

  it.each([['/api/v2'], ['/apis/apps/v9'], ['/apis/apps/v9/foos'], ['/version/foo']])(
    '%s is not there, in a Status',
    (path) => {
      expect(statusOf(() => find(path))).toMatchObject({
        code: 404,
        reason: 'NotFound',
        message: 'the server could not find the requested resource',
        details: {},
      });
    },
  );

  it.each([['/api'], ['/api/v1'], ['/apis/apps/v1'], ['/version']])('POST %s is refused', (path) => {
    expect(statusOf(() => find(path, { method: 'POST' }))).toMatchObject({
      code: 405,
      reason: 'MethodNotAllowed',
    });
  });

  it.each([['/apis'], ['/apis/apps'], ['/'], ['/healthz'], ['/openapi/v2']])(
    'POST %s is answered',
    (path) => {
      expect(find(path, { method: 'POST' })).toBeDefined();
    },
  );
});

describe('discovery', () => {
  it('tells the server of /api', () => {
    expect(objectOf(find('/api/'))).toEqual({
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1:6443' }],
    });
  });

  it.each([
    [`${AGGREGATED},application/json`, true],
    [`application/json,${AGGREGATED}`, false],
    [`${AGGREGATED.replace('v=v2', 'v=v2beta1')},${AGGREGATED},application/json`, true],
    [`${AGGREGATED.replace('v=v2', 'v=v2beta1')},application/json`, false],
    ['*/*', false],
    ['', false],
  ])('in the form of Accept: %s', (accept, isAggregated) => {
    expect(find('/apis', { accept })?.kind).toBe(isAggregated ? 'bytes' : 'object');
  });

  it('has the etag of the server, and tells when nothing has changed', () => {
    const answer = bytesOf(find('/apis', { accept: AGGREGATED }));
    const etag =
      '"C1F1010597FE58AB064229356A99E46C1A393186FA4A195FB7F52CC9716570130AA2FD3A1637DC37D5C215C4A3A6022B5C46487215FF916DE5BA1DD781D395AE"';
    expect(answer.headers).toEqual({
      'Content-Type': AGGREGATED,
      ETag: etag,
      Vary: 'Accept',
      'Cache-Control': 'public',
    });
    const again = bytesOf(find('/apis', { accept: AGGREGATED, ifNoneMatch: etag }));
    expect(again).toMatchObject({ status: 304, body: Buffer.alloc(0) });
  });
});

describe('health', () => {
  it.each([
    ['/healthz', 'ok'],
    ['/livez/ping', 'ok'],
    ['/readyz/poststarthook/rbac/bootstrap-roles', 'ok'],
  ])('%s', (path, body) => {
    expect(bytesOf(find(path)).body.toString()).toBe(body);
  });

  it('gives the keys in their own type only', () => {
    expect(bytesOf(find('/openid/v1/jwks', { accept: '*/*' })).body.toString()).toBe('{"keys":[]}');
    expect(statusOf(() => find('/openid/v1/jwks'))).toMatchObject({
      code: 406,
      message: '406: Not Acceptable\n\nAvailable representations: application/jwk-set+json',
    });
  });

  it('tells of each check', () => {
    const lines = bytesOf(find('/readyz?verbose&exclude=etcd')).body.toString().split('\n');
    expect(lines.slice(0, 4)).toEqual([
      '[+]ping ok',
      '[+]log ok',
      '[+]etcd excluded: ok',
      '[+]etcd-readiness ok',
    ]);
    expect(lines.slice(-2)).toEqual(['readyz check passed', '']);
  });
});

describe('OpenAPI', () => {
  it('sends v2 compressed to those who take it', () => {
    const plain = bytesOf(find('/openapi/v2'));
    const compressed = bytesOf(find('/openapi/v2', { acceptEncoding: 'gzip' }));
    expect(compressed.headers['Content-Encoding']).toBe('gzip');
    expect(compressed.headers['Vary']).toBe('Accept-Encoding, Accept');
    expect(gunzipSync(compressed.body).equals(plain.body)).toBe(true);
  });

  it.each([
    [PROTOBUF, PROTOBUF],
    [PROTOBUF.replace('v2.v1.0', 'v2@v1.0'), PROTOBUF],
    [`application/json, ${PROTOBUF}`, 'application/json'],
    [`${PROTOBUF};q=0.5, application/json`, 'application/json'],
    ['', 'application/json'],
    ['text/html', undefined],
  ])('for Accept: %s is in %s', (accept, type) => {
    const { status, headers } = bytesOf(find('/openapi/v2', { accept }));
    expect([status, headers['Content-Type']]).toEqual(type === undefined ? [406, undefined] : [200, type]);
  });

  it('leads from the index to documents that never change', () => {
    const { paths } = JSON.parse(bytesOf(find('/openapi/v3')).body.toString());
    const url: string = paths['apis/apps/v1'].serverRelativeURL;
    const { status, headers } = bytesOf(find(url));
    expect(status).toBe(200);
    expect(headers['Cache-Control']).toBe('public, immutable');
    expect(headers['Expires']).toMatch(/ UTC$/);
    expect(headers['ETag']).toBe(`"${url.split('=')[1]}"`);
    expect(bytesOf(find(url, { ifNoneMatch: headers['ETag'] ?? '' })).status).toBe(304);
  });

  it('leads from an old hash to the new one', () => {
    const { status, headers } = bytesOf(find('/openapi/v3/apis/apps/v1?hash=ABC'));
    expect(status).toBe(301);
    expect(headers['Location']).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{128}$/);
    expect(bytesOf(find('/openapi/v3/apis/nope/v1'))).toMatchObject({ status: 404, body: Buffer.alloc(0) });
  });
});

describe('custom resources', () => {
  let custom: Documents;
  beforeAll(() => {
    custom = createDocuments({ serverAddress: '127.0.0.1:6443', keySet: () => ({ keys: [] }) });
    custom.setCustomResources(readDefinitions());
  });

  it('are in legacy discovery, with the groups in the order of their APIServices', () => {
    const { groups } = objectOf(find('/apis', {}, custom)) as { groups: { name: string }[] };
    expect(groups.slice(-3).map(({ name }) => name)).toEqual([
      'storagemigration.k8s.io',
      'stable.example.com',
      'example.org',
    ]);
    expect(JSON.stringify(objectOf(find('/apis/stable.example.com/v1', {}, custom)))).toBe(
      '{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"stable.example.com/v1","resources":[{"name":"crontabs","singularName":"crontab","namespaced":true,"kind":"CronTab","verbs":["delete","deletecollection","get","list","patch","create","update","watch"],"shortNames":["ct"],"categories":["all"],"storageVersionHash":"EdX2FP+L0js="},{"name":"crontabs/status","singularName":"","namespaced":true,"kind":"CronTab","verbs":["get","patch","update"]},{"name":"crontabs/scale","singularName":"","namespaced":true,"group":"autoscaling","version":"v1","kind":"Scale","verbs":["get","patch","update"]},{"name":"zones","singularName":"zone","namespaced":false,"kind":"Zone","verbs":["delete","deletecollection","get","list","patch","create","update","watch"],"storageVersionHash":"KXv2dpVDEDo="}]}',
    );
  });

  it('are in aggregated discovery, with the groups by name', () => {
    const list = JSON.parse(bytesOf(find('/apis', { accept: AGGREGATED }, custom)).body.toString());
    expect(list.items.slice(-2)).toMatchObject([
      { metadata: { name: 'example.org' } },
      {
        metadata: { name: 'stable.example.com' },
        versions: [
          { version: 'v1', resources: [{ resource: 'crontabs' }, { resource: 'zones' }] },
          { version: 'v1beta1' },
        ],
      },
    ]);
  });

  it('are served, until they are gone', () => {
    expect(find('/apis/stable.example.com/v1/zones', {}, custom)).toBeUndefined();
    const paths = () => JSON.parse(bytesOf(find('/', {}, custom)).body.toString()).paths as string[];
    expect(paths()).toContain('/apis/stable.example.com/v1beta1');
    custom.setCustomResources([]);
    expect(paths()).not.toContain('/apis/stable.example.com/v1beta1');
    expect(find('/apis/stable.example.com/v1/zones', {}, custom)).toMatchObject({ status: 404 });
    custom.setCustomResources(readDefinitions());
  });

  it('are not told of before they are established', () => {
    const waiting = createDocuments({ serverAddress: '127.0.0.1:6443', keySet: () => ({ keys: [] }) });
    waiting.setCustomResources(readDefinitions().map(({ status: _, ...definition }) => definition as never));
    expect(find('/apis/stable.example.com', {}, waiting)).toMatchObject({ status: 404 });
  });
});

function find(
  url: string,
  request: Partial<DocumentRequest> = {},
  from: Documents = documents,
): DocumentAnswer | undefined {
  const { pathname: path, searchParams: query } = new URL(url, 'https://server');
  const usual = {
    method: 'GET',
    accept: 'application/json',
    acceptEncoding: '',
    ifNoneMatch: '',
    pretty: false,
  };
  return from.find({ ...usual, path, query, ...request });
}

function bytesOf(answer: DocumentAnswer | undefined) {
  if (answer?.kind !== 'bytes') throw new Error(`no bytes: ${JSON.stringify(answer)}`);
  return answer;
}

function objectOf(answer: DocumentAnswer | undefined) {
  if (answer?.kind !== 'object') throw new Error(`no object: ${JSON.stringify(answer)}`);
  return answer.object;
}

function statusOf(run: () => unknown) {
  try {
    run();
  } catch (error) {
    if (error instanceof StatusError) return error.status;
    throw error;
  }
  throw new Error('nothing was thrown');
}
