import { request } from 'node:https';
import type { RequestLine } from './request-line.ts';

/** An answer as far as two servers can give the same. */
export interface Answer {
  status: number;
  contentType: string;
  warnings: string[];
  body: string;
}

export interface Server {
  port: number;
  /** How the client says who it is. */
  credentials: { headers?: Record<string, string>; cert?: string; key?: string };
}

const TIMEOUT_MS = 10_000;

/** Sends a request and waits for the whole answer, in which what differs each time has a name instead. */
export function ask(server: Server, line: RequestLine): Promise<Answer> {
  const { cert, key, headers } = server.credentials;
  return new Promise((resolve, reject) => {
    const message = request({
      host: '127.0.0.1',
      port: server.port,
      method: line.method,
      path: line.path,
      // Node sends no length of its own for a DELETE.
      headers: {
        ...line.headers,
        ...headers,
        ...(line.body === undefined ? {} : { 'content-length': Buffer.byteLength(line.body) }),
      },
      rejectUnauthorized: false,
      agent: false,
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
    });
    message.setTimeout(TIMEOUT_MS, () => message.destroy(new Error(`no answer to ${line.text}`)));
    message.once('error', reject);
    message.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          contentType: response.headers['content-type'] ?? '',
          warnings: (response.headersDistinct.warning ?? []).map(normalise),
          body: normalise(Buffer.concat(chunks).toString()),
        }),
      );
    });
    message.end(line.body);
  });
}

const NAMED: ReadonlyArray<readonly [RegExp, string]> = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '<time>'],
  [/(resourceVersion\\*"?: ?\\*"?)\d+/g, '$1<version>'],
  [/(current: |record \(|\()\d+(\)|")/g, '$1<version>$2'],
  [/127\.0\.0\.1:\d+/g, '<address>'],
  [/(lookup \S+) on \S+: no such host/g, '$1: no such host'],
  [/"(?:\d+[smhd])+"/g, '"<age>"'],
  [/^( +- )(?:\d+[smhd])+$/gm, '$1<age>'],
  [/"continue":"[^"]+"/g, '"continue":"<token>"'],
  [/10\.0\.\d+\.\d+/g, '<cluster IP>'],
];

function normalise(text: string): string {
  return NAMED.reduce((named, [pattern, name]) => named.replaceAll(pattern, name), text);
}
