import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../exchanges/answer.ts';
import { parseRequests } from '../exchanges/request-line.ts';
import { startTestSandbox, type TestSandbox } from '../start-sandbox.ts';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

async function send(line: string) {
  const [parsed] = parseRequests(line);
  if (parsed === undefined) throw new Error(`no request: ${line}`);
  return ask(sandbox, parsed);
}

const isUp = async () => expect((await send('GET /api/v1/namespaces/default')).status).toBe(200);

test('answers a body that is too large while it still comes', async () => {
  const answer = await send(`POST ${CONFIG_MAPS} json ${'x'.repeat(20_000_000)}`);
  expect(answer.status).toBe(413);
  expect(answer.body).toContain('Request entity too large: limit is 3145728');
  await isUp();
});

test.each([
  ['deep JSON', 'json', '['.repeat(100_000)],
  ['deep objects', 'json', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
  ['deep YAML', 'yaml', '['.repeat(5_000)],
  ['YAML with a loop', 'yaml', 'a: &a [*a]'],
  ['YAML that grows', 'yaml', growingYaml()],
  ['half a text', 'json', '{"metadata":{"name":"x'],
  ['no protobuf', 'application/vnd.kubernetes.protobuf', 'k8s\0\xff\xff\xff'],
])('refuses %s', async (_name, type, body) => {
  expect((await send(`POST ${CONFIG_MAPS} ${type} ${body}`)).status).toBe(400);
  await isUp();
});

/** Nine times more at each level: 387,420,489 texts. */
function growingYaml(): string {
  const levels = [...'bcdefghi'].map((key, at) => `${key}: &${key} [${`*${'abcdefgh'[at]},`.repeat(9)}]`);
  return `{${['a: &a [x,x,x,x,x,x,x,x,x]', ...levels].join(', ')}}`;
}

test('refuses a JSON patch that doubles what it copies', async () => {
  await send(`POST ${CONFIG_MAPS} json {"metadata":{"name":"copied"},"data":{"a":"1"}}`);
  const copies = Array.from({ length: 40 }, (_, at) => `{"op":"copy","from":"/data","path":"/data/k${at}"}`);
  expect((await send(`PATCH ${CONFIG_MAPS}/copied jp [${copies.join(',')}]`)).status).toBe(422);
  await isUp();
});

test('keeps keys that mean something to JavaScript', async () => {
  const object = '{"metadata":{"name":"proto"},"data":{"__proto__":"a","constructor":"b","toString":"c"}}';
  await send(`POST ${CONFIG_MAPS} json ${object}`);
  await send(`PATCH ${CONFIG_MAPS}/proto merge {"data":{"__proto__":"d"}}`);
  const { body } = await send(`GET ${CONFIG_MAPS}/proto`);
  expect(body).toContain('"data":{"__proto__":"d","constructor":"b","toString":"c"}');
  expect(({} as Record<string, unknown>)['d']).toBeUndefined();
});

test.each([
  '/apis/__proto__/v1/x',
  '/api/v1/namespaces/default/__proto__',
  '/api/v1/namespaces/__proto__/pods/constructor/toString',
  '/api/v1/namespaces/default/configmaps/..%2f..%2fsecrets',
  '/api/v1/namespaces/default/configmaps/../secrets/x',
])('finds nothing at %s', async (path) => {
  expect((await send(`GET ${path}`)).status).toBe(404);
});

test('lets many write at once, and keeps all of it', async () => {
  const writers = Array.from({ length: 60 }, (_, index) =>
    send(`POST ${CONFIG_MAPS} json {"metadata":{"generateName":"many-"},"data":{"i":"${index}"}}`),
  );
  const statuses = (await Promise.all(writers)).map(({ status }) => status);
  expect(statuses.every((status) => status === 201)).toBe(true);
  const { body } = await send(`GET ${CONFIG_MAPS}`);
  const values = new Set([...body.matchAll(/"data":\{"i":"(\d+)"\}/g)].map(([, value]) => value));
  expect(values.size).toBe(60);
});

test.each([
  ['an unknown method', 'BREW /api/v1/pods HTTP/1.1\r\nHost: x\r\n\r\n', 'HTTP/1.1 405 Method Not Allowed'],
  ['no HTTP', 'GET nonsense\r\n\r\n', 'HTTP/1.1 400 Bad Request'],
])('answers %s', async (_name, text, expected) => {
  const socket = connectTls({ port: sandbox.port, rejectUnauthorized: false });
  socket.write(text);
  const answer = await new Promise<string>((resolve, reject) => {
    socket.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    socket.once('error', reject);
  });
  socket.destroy();
  expect(answer.split('\r\n')[0]).toBe(expected);
});

test('is not harmed by what is no TLS', async () => {
  const socket = connect(sandbox.port, '127.0.0.1');
  socket.end('GET / HTTP/1.1\r\n\r\n');
  await new Promise((resolve) =>
    socket
      .once('close', resolve)
      .once('error', () => undefined)
      .resume(),
  );
  await isUp();
});
