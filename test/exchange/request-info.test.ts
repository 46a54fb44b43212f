import { describe, expect, test } from 'vitest';
import type { RequestInfo } from '../../src/exchange/exchange.ts';
import { parseRequestInfo } from '../../src/exchange/request-info.ts';

/** `verb group/version resource/subresource namespace name`, `-` for what is empty. */
function inShort(info: RequestInfo): string {
  if (!info.isResourceRequest) return `${info.verb} ${info.path}`;
  const or = (text: string): string => text || '-';
  const resource = info.subresource === '' ? info.resource : `${info.resource}/${info.subresource}`;
  return `${info.verb} ${or(info.apiGroup)}/${info.apiVersion} ${or(resource)} ${or(info.namespace)} ${or(info.name)}`;
}

// Most are the cases of apiserver's own requestinfo_test.go.
test.each([
  ['GET', '/api/v1/namespaces', 'list -/v1 namespaces - -'],
  ['GET', '/api/v1/namespaces/other', 'get -/v1 namespaces other other'],
  ['GET', '/api/v1/namespaces/other/pods', 'list -/v1 pods other -'],
  ['GET', '/api/v1/namespaces/other/pods/foo', 'get -/v1 pods other foo'],
  ['HEAD', '/api/v1/namespaces/other/pods/foo', 'get -/v1 pods other foo'],
  ['GET', '/api/v1/pods', 'list -/v1 pods - -'],
  ['GET', '/api/v1/pods?watch=true', 'watch -/v1 pods - -'],
  ['GET', '/api/v1/pods?watch=1', 'watch -/v1 pods - -'],
  ['GET', '/api/v1/pods?watch', 'watch -/v1 pods - -'],
  ['GET', '/api/v1/pods?watch=false', 'list -/v1 pods - -'],
  ['GET', '/api/v1/pods?watch=False', 'list -/v1 pods - -'],
  ['GET', '/api/v1/pods?watch=0', 'list -/v1 pods - -'],
  ['GET', '/api/v1/namespaces/other/pods/foo?watch=true', 'get -/v1 pods other foo'],
  ['GET', '/api/v1/watch/pods', 'watch -/v1 pods - -'],
  ['GET', '/api/v1/watch/namespaces/other/pods', 'watch -/v1 pods other -'],
  ['GET', '/api/v1/proxy/namespaces/other/pods/foo/subpath', 'proxy -/v1 pods other foo'],
  ['GET', '/api/v1/proxy/pods/foo', 'proxy -/v1 pods - foo'],
  ['GET', '/api/v1/namespaces/other/pods/foo/proxy/sub/path', 'get -/v1 pods/proxy other foo'],
  ['POST', '/api/v1/namespaces/other/pods', 'create -/v1 pods other -'],
  ['PUT', '/api/v1/namespaces/other/pods/foo', 'update -/v1 pods other foo'],
  ['PATCH', '/api/v1/namespaces/other/pods/foo', 'patch -/v1 pods other foo'],
  ['DELETE', '/api/v1/namespaces/other/pods/foo', 'delete -/v1 pods other foo'],
  ['DELETE', '/api/v1/namespaces/other/pods', 'deletecollection -/v1 pods other -'],
  ['PUT', '/api/v1/namespaces/other/finalize', 'update -/v1 namespaces/finalize other other'],
  ['PATCH', '/api/v1/namespaces/other/status', 'patch -/v1 namespaces/status other other'],
  ['GET', '/apis/apps/v1/namespaces/other/deployments/web/scale', 'get apps/v1 deployments/scale other web'],
  ['OPTIONS', '/api/v1/pods', ' -/v1 pods - -'],
  ['GET', '/api/v1/pods?fieldSelector=metadata.name%3Dfoo', 'list -/v1 pods - foo'],
  ['GET', '/api/v1/pods?watch=1&fieldSelector=metadata.name%3D%3Dfoo', 'watch -/v1 pods - foo'],
  ['GET', '/api/v1/pods?fieldSelector=a%3Db%2Cmetadata.name%3Dfoo', 'list -/v1 pods - foo'],
  ['GET', '/api/v1/pods?fieldSelector=metadata.name!%3Dfoo', 'list -/v1 pods - -'],
  ['GET', '/api/v1/pods?fieldSelector=metadata.name%3Da%2Fb', 'list -/v1 pods - -'],
  ['GET', '/api/v1/watch', 'get /api/v1/watch'],
  ['GET', '/api/v1', 'get /api/v1'],
  ['GET', '/apis/apps/v1', 'get /apis/apps/v1'],
  ['GET', '/', 'get /'],
  ['GET', '', 'get /'],
  ['GET', '/healthz?verbose', 'get /healthz'],
  ['POST', '/nope/v1/pods', 'post /nope/v1/pods'],
  ['GET', '/api/v1/namespaces/a%20b/pods', 'list -/v1 pods a b -'],
  ['GET', '/api/v1/pods/%E0%A4%A', 'get -/v1 pods - %E0%A4%A'],
])('%s %s', (method, path, expected) => {
  expect(inShort(parseRequestInfo(method, path))).toBe(expected);
  expect(inShort(parseRequestInfo(method, `https://host:6443${path}`))).toBe(expected);
});

describe('the path of the server URL', () => {
  test.each([
    ['/k8s/clusters/c-1', 'https://h/k8s/clusters/c-1/api/v1/pods', 'list -/v1 pods - -'],
    ['/k8s/clusters/c-1/', 'https://h/k8s/clusters/c-1/api/v1/pods', 'list -/v1 pods - -'],
    ['/k8s', 'https://h/k8s', 'get /'],
    ['/k8s', 'https://h/k8s-other/x', 'get /k8s-other/x'],
    ['/', 'https://h/version', 'get /version'],
  ])('%s of %s', (basePath, url, expected) => {
    expect(inShort(parseRequestInfo('GET', url, basePath))).toBe(expected);
  });
});

describe('discovery', () => {
  test.each([
    '/api',
    '/apis',
    '/api/v1',
    '/apis/apps',
    '/apis/apps/v1',
    '/openapi/v2?timeout=32s',
    '/openapi/v3',
    '/openapi/v3/apis/apps/v1?hash=AB',
    '/version',
    '/version/',
    '/swagger.json',
    '/swagger-2.0.0.pb-v1',
  ])('%s is', (path) => {
    expect(parseRequestInfo('GET', path).isDiscovery).toBe(true);
    expect(parseRequestInfo('POST', path).isDiscovery).toBe(false);
  });

  test.each([
    '/healthz',
    '/livez/ping',
    '/metrics',
    '/',
    '/api/v1/pods',
    '/apis/apps/v1/deployments',
    '/versions',
  ])('%s is not', (path) => {
    expect(parseRequestInfo('GET', path).isDiscovery).toBe(false);
  });
});
