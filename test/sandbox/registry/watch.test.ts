import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../exchanges/answer.ts';
import { parseRequests } from '../exchanges/request-line.ts';
import { startTestSandbox, type TestSandbox } from '../start-sandbox.ts';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
/** Longer than any step here takes; the watches of these tests end by themselves before. */
const SECONDS = 8;

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

interface Event {
  type: string;
  object: { kind: string; metadata: { name?: string; annotations?: Record<string, string> } };
}

async function send(line: string): Promise<string> {
  const [parsed] = parseRequests(line);
  if (parsed === undefined) throw new Error(`no request: ${line}`);
  return (await ask(sandbox, parsed)).body;
}

/** The events of a watch as they come. The headers are there as soon as this is resolved. */
async function watch(query: string, headers: Record<string, string> = {}): Promise<AsyncGenerator<Event>> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const message = request({
      port: sandbox.port,
      path: `${CONFIG_MAPS}?watch=1&timeoutSeconds=${SECONDS}&${query}`,
      headers: { ...sandbox.credentials.headers, ...headers },
      rejectUnauthorized: false,
      agent: false,
    });
    message.once('response', resolve).once('error', reject).end();
  });
  return (async function* () {
    let text = '';
    for await (const chunk of response) {
      const lines = `${text}${chunk}`.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as Event;
    }
  })();
}

async function next(events: AsyncGenerator<Event>): Promise<string> {
  const { value } = (await events.next()) as { value: Event };
  return `${value.type} ${value.object.kind} ${value.object.metadata.name ?? ''}`;
}

const now = async () => /"resourceVersion":"(\d+)"/.exec(await rawList())?.[1] ?? '';

function rawList(): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = sandbox.credentials.headers;
    const message = request({ port: sandbox.port, path: CONFIG_MAPS, headers, rejectUnauthorized: false });
    message.once('error', reject).once('response', async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve(text);
    });
    message.end();
  });
}

test('shows an object come into a selector and leave it', async () => {
  const events = await watch(`labelSelector=a=b&resourceVersion=${await now()}`);
  await send(`POST ${CONFIG_MAPS} json {"metadata":{"name":"s"}}`);
  await send(`PATCH ${CONFIG_MAPS}/s merge {"metadata":{"labels":{"a":"b"}}}`);
  expect(await next(events)).toBe('ADDED ConfigMap s');
  await send(`PATCH ${CONFIG_MAPS}/s merge {"data":{"x":"y"}}`);
  expect(await next(events)).toBe('MODIFIED ConfigMap s');
  await send(`PATCH ${CONFIG_MAPS}/s merge {"data":{"x":"y"}}`);
  await send(`PATCH ${CONFIG_MAPS}/s merge {"metadata":{"labels":{"a":"c"}}}`);
  expect(await next(events)).toBe('DELETED ConfigMap s');
  await events.return(undefined);
});

test('first sends what is there, and marks where that ends', async () => {
  await send(`POST ${CONFIG_MAPS} json {"metadata":{"name":"i"}}`);
  const events = await watch(
    'fieldSelector=metadata.name=i&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan',
  );
  expect(await next(events)).toBe('ADDED ConfigMap i');
  const { value: bookmark } = (await events.next()) as { value: Event };
  expect(bookmark.type).toBe('BOOKMARK');
  expect(bookmark.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
  await send(`DELETE ${CONFIG_MAPS}/i`);
  expect(await next(events)).toBe('DELETED ConfigMap i');
  await events.return(undefined);
});

test('tells who asks for what is forgotten that it has expired', async () => {
  const events = await watch('resourceVersion=1');
  expect((await events.next()).value).toMatchObject({ type: 'ERROR', object: { kind: 'Status', code: 410 } });
  expect((await events.next()).done).toBe(true);
});

test('prints columns in the first Table of a watch alone', async () => {
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  const events = await watch(`resourceVersion=${await now()}`, { accept });
  await send(`POST ${CONFIG_MAPS} json {"metadata":{"name":"t1"}}`);
  await send(`POST ${CONFIG_MAPS} json {"metadata":{"name":"t2"}}`);
  const tables = [(await events.next()).value, (await events.next()).value] as unknown as {
    object: { columnDefinitions: unknown };
  }[];
  expect(tables.map(({ object }) => Array.isArray(object.columnDefinitions))).toEqual([true, false]);
  await events.return(undefined);
});
