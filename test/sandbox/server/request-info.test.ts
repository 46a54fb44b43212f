import { expect, test } from 'vitest';
import { parseQuery } from '../../../src/sandbox/server/query.ts';
import { parseRequestInfo } from '../../../src/sandbox/server/request-info.ts';

// The cases of apiserver pkg/endpoints/request/requestinfo_test.go: verb, group/version, namespace, resource, subresource, name.
test.each([
  ['GET', '/api/v1/namespaces', 'list /v1 - namespaces - -'],
  ['GET', '/api/v1/namespaces/other', 'get /v1 other namespaces - other'],
  ['GET', '/api/v1/namespaces/other/status', 'get /v1 other namespaces status other'],
  ['PUT', '/api/v1/namespaces/other/finalize', 'update /v1 other namespaces finalize other'],
  ['GET', '/api/v1/namespaces/other/pods', 'list /v1 other pods - -'],
  ['GET', '/api/v1/namespaces/other/pods/foo', 'get /v1 other pods - foo'],
  ['HEAD', '/api/v1/namespaces/other/pods/foo', 'get /v1 other pods - foo'],
  ['GET', '/api/v1/pods', 'list /v1 - pods - -'],
  ['GET', '/api/v1/pods?watch=1', 'watch /v1 - pods - -'],
  ['GET', '/api/v1/pods?watch=false', 'list /v1 - pods - -'],
  ['GET', '/api/v1/pods?fieldSelector=metadata.name=foo', 'list /v1 - pods - foo'],
  ['GET', '/api/v1/pods?fieldSelector=metadata.name!=foo', 'list /v1 - pods - -'],
  ['GET', '/api/v1/watch/pods', 'watch /v1 - pods - -'],
  ['GET', '/api/v1/watch/namespaces/other/pods', 'watch /v1 other pods - -'],
  ['POST', '/api/v1/namespaces/other/pods/foo/eviction', 'create /v1 other pods eviction foo'],
  ['PATCH', '/apis/apps/v1/namespaces/x/deployments/y', 'patch apps/v1 x deployments - y'],
  ['DELETE', '/api/v1/namespaces/other/pods', 'deletecollection /v1 other pods - -'],
  ['DELETE', '/api/v1/nodes/a', 'delete /v1 - nodes - a'],
  ['GET', '/api/v1/nodes/a/proxy/x/y', 'get /v1 - nodes proxy a'],
  ['BREW', '/api/v1/nodes/a', '"" /v1 - nodes - a'],
])('%s %s', (method, url, expected) => {
  const [path = '', query = ''] = url.split('?');
  const info = parseRequestInfo(method, path, parseQuery(query));
  const { apiGroup, apiVersion, namespace, resource, subresource, name } = info;
  const shown = [info.verb || '""', `${apiGroup}/${apiVersion}`, namespace, resource, subresource, name];
  expect(info.isResourceRequest).toBe(true);
  expect(shown.map((part) => part || '-').join(' ')).toBe(expected);
});

test.each(['/', '/api', '/api/v1', '/apis/apps', '/apis/apps/v1', '/version', '/healthz'])(
  '%s is no resource',
  (path) => {
    const info = parseRequestInfo('GET', path, new Map());
    expect(info).toMatchObject({ isResourceRequest: false, verb: 'get', path });
  },
);
