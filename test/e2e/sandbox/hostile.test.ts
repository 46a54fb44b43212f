import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BothServers, startBothServers } from './both-servers.ts';
import { HOSTILE_REQUESTS } from './hostile-requests.ts';
import type { RawApi, RawRequest } from './raw-api.ts';

// What a real server answers to it, and both are still there afterwards with what they held.

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const WRITERS = 1000;
/** So many, as a real server tries again what has met another's write: a thousand on one object take it half a minute. */
const SHARED = Array.from({ length: 20 }, (_, index) => `shared-${index}`);

let servers: BothServers;

beforeAll(async () => {
  servers = await startBothServers();
  await onBoth((api) =>
    Promise.all(
      ['victim', ...SHARED].map((name) => api.send({ method: 'POST', path: CONFIG_MAPS, body: named(name) })),
    ),
  );
});

afterAll(async () => {
  await servers?.stop();
});

const named = (name: string) => ({ metadata: { name }, data: { kept: 'yes' } });

async function onBoth<T>(ask: (api: RawApi) => Promise<T>): Promise<{ real: T; sandbox: T }> {
  const [real, sandbox] = await Promise.all([ask(servers.real), ask(servers.sandbox)]);
  return { real, sandbox };
}

describe('answers as a real server', () => {
  test.each(Object.entries(HOSTILE_REQUESTS))('%s', async (_name, request) => {
    const { real, sandbox } = await onBoth((api) => outcomeOf(api, request));
    expect(sandbox).toEqual(real);
    const after = await onBoth(keptBy);
    expect(after.sandbox).toEqual(after.real);
  });
});

describe(`${WRITERS} at once`, () => {
  test.each<[string, (index: number) => RawRequest]>([
    ['create one name', () => ({ method: 'POST', path: CONFIG_MAPS, body: named('contested') })],
    [
      'replace one version',
      (index) => ({
        method: 'PUT',
        path: `${CONFIG_MAPS}/contested`,
        body: { metadata: { name: 'contested', resourceVersion: '1' }, data: { index: String(index) } },
      }),
    ],
    [
      'patch a key each',
      (index) => ({
        method: 'PATCH',
        path: `${CONFIG_MAPS}/${SHARED[index % SHARED.length]}`,
        contentType: 'application/merge-patch+json',
        body: { data: { [`key-${index}`]: String(index) } },
      }),
    ],
    ['delete one name', () => ({ method: 'DELETE', path: `${CONFIG_MAPS}/contested` })],
  ])(
    '%s',
    async (_name, requestOf) => {
      const { real, sandbox } = await onBoth(async (api) => {
        const requests = Array.from({ length: WRITERS }, (_, index) => api.send(requestOf(index)));
        const statuses = (await Promise.all(requests)).map(({ status }) => status);
        return { statuses: countsOf(statuses), kept: await keptBy(api) };
      });
      expect(sandbox).toEqual(real);
    },
    120_000,
  );
});

/** The status, or that the connection broke, and the reason in the server's own words. */
async function outcomeOf(api: RawApi, request: RawRequest): Promise<string> {
  const { status, body } = await api.send(request);
  return `${status} ${/"reason":"(\w+)"/.exec(body)?.[1] ?? ''}`;
}

/** The data of all ConfigMaps but those that the servers make themselves. */
async function keptBy(api: RawApi): Promise<Record<string, unknown>> {
  const { status, body } = await api.send({ method: 'GET', path: CONFIG_MAPS });
  expect(status).toBe(200);
  const { items } = JSON.parse(body) as { items: { metadata: { name: string }; data?: object }[] };
  return Object.fromEntries(items.map(({ metadata, data }) => [metadata.name, data]));
}

function countsOf(statuses: readonly number[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
