import { Agent, request } from 'node:https';
import type { JsonObject } from '../../../src/sandbox/model/json.ts';
import { type Changes, changed, type Scenario } from './cases/case.ts';

/** How to reach a server. */
export interface Target {
  url: string;
  ca?: string | undefined;
  cert?: string | undefined;
  key?: string | undefined;
  token?: string | undefined;
}

export interface Answer {
  code: number;
  /** The Status of a refusal; null for what was taken. */
  status: JsonObject | null;
  warnings: string[];
}

export type Send = (
  method: string,
  path: string,
  body?: JsonObject,
) => Promise<Answer & { body: JsonObject }>;

export function createSender({ url, ca, cert, key, token }: Target): Send & { close(): void } {
  // A server of a test has no authority that anybody knows.
  const agent = new Agent({ keepAlive: true, ca, cert, key, rejectUnauthorized: ca !== undefined });
  const send: Send = (method, path, body) =>
    new Promise((resolve, reject) => {
      const headers = {
        'Content-Type': 'application/json',
        Accept: 'application/json',
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      };
      const outgoing = request(
        new URL(path, url),
        { method, headers, agent, timeout: 20_000 },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const code = response.statusCode ?? 0;
            const text = Buffer.concat(chunks).toString();
            const answer = JSON.parse(text === '' ? '{}' : text) as JsonObject;
            const status = code >= 400 ? answer : null;
            resolve({ code, status, warnings: warningsOf(response.rawHeaders), body: answer });
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${path} took too long`)));
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
  return Object.assign(send, { close: () => agent.destroy() });
}

function warningsOf(rawHeaders: readonly string[]): string[] {
  return rawHeaders
    .filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'warning')
    .map((text) => text.replace(/^299 - "(.*)"$/s, '$1').replaceAll(/\\(.)/g, '$1'));
}

export async function createNamespace(send: Send): Promise<string> {
  const name = 'validation';
  await send('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  return name;
}

/** Runs a scenario in a namespace: the answers by the names of the cases. What it made is gone after it. */
export async function play(
  send: Send,
  namespace: string,
  scenario: Scenario,
): Promise<Record<string, Answer>> {
  const answers: Record<string, Answer> = {};
  const keep = (name: string, { code, status, warnings }: Answer) => {
    answers[name] = { code, status: status && withoutIds(status), warnings };
  };
  const path = scenario.path.replace('{ns}', namespace);
  keep('good', await send('POST', `${path}?dryRun=All`, scenario.good));
  for (const [name, changes] of Object.entries(scenario.create ?? {})) {
    keep(`create: ${name}`, await send('POST', `${path}?dryRun=All`, changed(scenario.good, changes)));
  }
  const updates: [string, string, Readonly<Record<string, Changes>>][] = [
    ['', 'update', scenario.update ?? {}],
    ...Object.entries(scenario.subresources ?? {}).map(
      ([sub, cases]) => [`/${sub}`, sub, cases] as [string, string, Readonly<Record<string, Changes>>],
    ),
  ];
  if (updates.every(([, , cases]) => Object.keys(cases).length === 0)) return answers;
  const { body: existing, code } = await send('POST', path, scenario.good);
  if (code !== 201) throw new Error(`${path}: ${JSON.stringify(existing)}`);
  const one = `${path}/${(existing.metadata as JsonObject).name}`;
  try {
    for (const [suffix, label, cases] of updates) {
      for (const [name, changes] of Object.entries(cases)) {
        keep(
          `${label}: ${name}`,
          await send('PUT', `${one}${suffix}?dryRun=All`, changed(existing, changes)),
        );
      }
    }
  } finally {
    await send('DELETE', `${one}?gracePeriodSeconds=0&propagationPolicy=Background`);
    await finalize(send, one, scenario.good.kind === 'Namespace');
  }
  return answers;
}

/** Nobody else does it: there are no controllers. */
async function finalize(send: Send, path: string, isNamespace: boolean): Promise<void> {
  const { code, body } = await send('GET', path);
  if (code !== 200) return;
  if (isNamespace) await send('PUT', `${path}/finalize`, { ...body, spec: { finalizers: [] } });
  else await send('PUT', path, changed(body, { 'metadata.finalizers': [] }));
}

/** Identifiers and addresses of one run are not those of another. */
function withoutIds(status: JsonObject): JsonObject {
  const text = JSON.stringify(status)
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '<time>')
    .replaceAll(/\b10\.0\.(?!0\.)\d+\.\d+\b/g, '<ip>');
  return JSON.parse(text) as JsonObject;
}
