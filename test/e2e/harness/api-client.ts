import { Agent, request as httpsRequest } from 'node:https';
import type { KeyAndCertificate } from './certificates.ts';

interface ApiResponse {
  status: number;
  /** The parsed JSON, or the text where it is none. */
  body: unknown;
}

/** A minimal client of the API server, for what the harness itself has to do there. */
export interface ApiClient {
  send(method: string, path: string, body?: object, contentType?: string): Promise<ApiResponse>;
  /** As `send`; any status of 400 or more is an error, except the expected ones. */
  sendOrThrow(
    method: string,
    path: string,
    body?: object,
    expected?: readonly number[],
  ): Promise<ApiResponse>;
  /** Calls `onLine` for each line of an endless answer; ends when the server ends it or `signal` aborts. */
  stream(path: string, onLine: (line: string) => void, signal: AbortSignal): Promise<void>;
  close(): void;
}

const requestTimeoutMs = 10_000;

export function createApiClient(server: string, caPem: string, identity: KeyAndCertificate): ApiClient {
  const agent = new Agent({ keepAlive: true, ca: caPem, cert: identity.certPem, key: identity.keyPem });

  const send: ApiClient['send'] = (method, path, body, contentType = 'application/json') =>
    new Promise((resolve, reject) => {
      const content = body === undefined ? '' : JSON.stringify(body);
      const headers = {
        accept: 'application/json',
        'user-agent': 'harness',
        'content-type': contentType,
        // Node frames the body of a DELETE only if its length is stated.
        'content-length': Buffer.byteLength(content),
      };
      const signal = AbortSignal.timeout(requestTimeoutMs);
      const request = httpsRequest(new URL(path, server), { method, agent, headers, signal }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, body: parseJson(text) });
        });
      });
      request.once('error', reject);
      request.end(content);
    });

  return {
    send,
    async sendOrThrow(method, path, body, expected = []) {
      const patching = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      const response = await send(method, path, body, patching);
      if (response.status < 400 || expected.includes(response.status)) return response;
      throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(response.body)}`);
    },
    stream: (path, onLine, signal) =>
      new Promise((resolve, reject) => {
        const request = httpsRequest(new URL(path, server), { agent, signal }, (response) => {
          let rest = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            const lines = (rest + chunk).split('\n');
            rest = lines.pop() ?? '';
            for (const line of lines) onLine(line);
          });
          response.once('error', reject);
          response.once('close', resolve);
        });
        request.once('error', reject);
        request.end();
      }),
    close: () => agent.destroy(),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
