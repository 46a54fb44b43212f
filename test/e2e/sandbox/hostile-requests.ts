import type { RawRequest } from './raw-api.ts';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const MERGE = 'application/merge-patch+json';
const JSON_PATCH = 'application/json-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';
const APPLY = 'application/apply-patch+yaml';
const MEGABYTE = 2 ** 20;

function post(body: string, contentType = 'application/json', path = CONFIG_MAPS): RawRequest {
  return { method: 'POST', path, body, contentType };
}

function patch(body: string, contentType: string, name = 'victim'): RawRequest {
  return { method: 'PATCH', path: `${CONFIG_MAPS}/${name}`, body, contentType };
}

function get(path: string, headers: Record<string, string> = {}): RawRequest {
  return { method: 'GET', path, headers };
}

const configMap = (name: string, rest = '') => `{"metadata":{"name":"${name}"}${rest}}`;

/** What nobody sends by accident, by what it is. */
export const HOSTILE_REQUESTS: Readonly<Record<string, RawRequest>> = {
  'half a text': post('{"metadata":{"name":"x'),
  'an empty body': post(''),
  'a lone null': post('null'),
  'a list for an object': post('[]'),
  'a number for an object': post('7'),
  'two objects': post(`${configMap('two')}${configMap('three')}`),
  'a trailing comma': post('{"metadata":{"name":"comma",}}'),
  'a byte order mark': post(`\ufeff${configMap('bom')}`),
  'a NUL in a string': post(configMap('nul', ',"data":{"a":"\\u0000"}')),
  'half a surrogate pair': post(configMap('surrogate', ',"data":{"a":"\\ud800"}')),
  'a key twice': post(configMap('twice', ',"data":{"a":"1","a":"2"}')),
  'a number that no double holds': post(configMap('huge', ',"data":{"a":1e400}')),
  'a number for a string': post(configMap('number', ',"data":{"a":1}')),
  'a string for an object': post('{"metadata":"x"}'),
  'another kind': post('{"apiVersion":"v1","kind":"Secret","metadata":{"name":"kind"}}'),
  'another version': post('{"apiVersion":"v9","kind":"ConfigMap","metadata":{"name":"version"}}'),
  'another namespace': post('{"metadata":{"name":"elsewhere","namespace":"kube-system"}}'),
  'deep lists': post('['.repeat(100_000)),
  'deep objects': post(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`),
  'deep YAML': post('['.repeat(5_000), 'application/yaml'),
  'YAML with a loop of aliases': post('a: &a [*a]\n', 'application/yaml'),
  'YAML that grows': post(
    `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefgh'].map((key, index) => `${key}: &${key} [${`*${'abcdefgh'[index]},`.repeat(9)}]`).join('\n')}\n`,
    'application/yaml',
  ),
  'no protobuf': post('k8s\0\xff\xff\xff', 'application/vnd.kubernetes.protobuf'),
  'protobuf without its first bytes': post('\x0a\x04', 'application/vnd.kubernetes.protobuf'),
  'an unknown media type': post(configMap('media'), 'application/x-nothing'),
  'a malformed media type': post(configMap('media'), '/;;='),
  'a text': post(configMap('text'), 'text/plain'),
  'a body of a form': post('a=1', 'application/x-www-form-urlencoded'),
  'a patch of an unknown type': patch('{}', 'application/patch'),
  'a patch as JSON': patch('{}', 'application/json'),
  'a merge patch that is a list': patch('[]', MERGE),
  'a merge patch that is no JSON': patch('{', MERGE),
  'a JSON patch that is an object': patch('{}', JSON_PATCH),
  'a JSON patch without a path': patch('[{"op":"add","value":1}]', JSON_PATCH),
  'a JSON patch of what is not there': patch('[{"op":"remove","path":"/data/none"}]', JSON_PATCH),
  'a JSON patch with an unknown operation': patch('[{"op":"burn","path":"/data"}]', JSON_PATCH),
  'a JSON patch into __proto__': patch('[{"op":"add","path":"/__proto__/x","value":"1"}]', JSON_PATCH),
  'a JSON patch of 10,001 operations': patch(
    `[${Array.from({ length: 10_001 }, () => '{"op":"test","path":"/kind","value":"ConfigMap"}').join(',')}]`,
    JSON_PATCH,
  ),
  'a JSON patch that copies itself large': patch(
    `[${Array.from({ length: 40 }, (_, at) => `{"op":"copy","from":"/data","path":"/data/k${at}"}`).join(',')}]`,
    JSON_PATCH,
  ),
  'a merge patch with __proto__': patch('{"data":{"__proto__":"a","constructor":"b"}}', MERGE),
  'a strategic patch with a wrong directive': patch('{"data":{"$patch":"burn"}}', STRATEGIC),
  'an apply without a manager': patch('{"apiVersion":"v1","kind":"ConfigMap"}', APPLY),
  'an apply that is no YAML': patch('a: [', APPLY),
  'a body of 4 MiB': post('x'.repeat(4 * MEGABYTE)),
  'a body of 100 MB': post('x'.repeat(100_000_000)),
  'an object of 2 MiB': post(configMap('large', `,"data":{"a":"${'x'.repeat(2 * MEGABYTE)}"}`)),
  'a name with a slash': post(configMap('a/b')),
  'a name of 300 characters': post(configMap('x'.repeat(300))),
  'no name': post('{}'),
  'a name called __proto__': post(configMap('__proto__')),
  'a group called __proto__': get('/apis/__proto__/v1/x'),
  'a resource called __proto__': get('/api/v1/namespaces/default/__proto__'),
  'a resource called constructor': get('/api/v1/namespaces/default/constructor/x'),
  'a namespace called __proto__': get('/api/v1/namespaces/__proto__/pods/constructor/toString'),
  'an object called __proto__': get(`${CONFIG_MAPS}/__proto__`),
  'a path out of the namespace': get(`${CONFIG_MAPS}/..%2f..%2fsecrets`),
  'a path with dots': get(`${CONFIG_MAPS}/../secrets/x`),
  'a path with two slashes': get('//api/v1/namespaces'),
  'a path with a NUL': get('/api/v1/namespaces/default%00'),
  'a path with a broken escape': get('/api/v1/namespaces/%zz'),
  'a path of 8 KiB': get(`/api/v1/namespaces/${'x'.repeat(8192)}`),
  'an unknown method': { method: 'PROPFIND', path: '/api/v1/namespaces' },
  'a limit that is no number': get('/api/v1/namespaces?limit=many'),
  'a negative limit': get('/api/v1/namespaces?limit=-1'),
  'a continue token of nobody': get('/api/v1/namespaces?continue=xyz'),
  'a version that is no number': get('/api/v1/namespaces?resourceVersion=abc'),
  'a version from the future': get('/api/v1/namespaces/default?resourceVersion=999999999999'),
  'a selector that is none': get('/api/v1/namespaces?labelSelector=a%3D%3D%3Db'),
  'a field that cannot be selected': get('/api/v1/namespaces?fieldSelector=spec.x%3D1'),
  'a timeout that is none': get('/api/v1/namespaces?watch=true&timeoutSeconds=x'),
  'an Accept of nothing': get('/api/v1/namespaces', { accept: 'image/png' }),
  'an Accept that is malformed': get('/api/v1/namespaces', { accept: ';;;' }),
  'a header of 32 KiB': get('/api/v1/namespaces', { 'x-large': 'x'.repeat(32_768) }),
  'a dry run of some': { ...post(configMap('dry')), path: `${CONFIG_MAPS}?dryRun=Some` },
  'a field validation of none': {
    ...post(configMap('validation')),
    path: `${CONFIG_MAPS}?fieldValidation=x`,
  },
  'options of a delete that are none': { method: 'DELETE', path: `${CONFIG_MAPS}/victim`, body: '[' },
  'an unknown propagation': {
    method: 'DELETE',
    path: `${CONFIG_MAPS}/victim`,
    body: '{"propagationPolicy":"Sideways"}',
  },
};
