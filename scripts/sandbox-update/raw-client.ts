import { Agent, request as httpsRequest } from 'node:https';
import type { ClusterHandle } from '../../test/e2e/harness/index.ts';

/** An answer as it came over the wire, not compressed. */
export interface RawAnswer {
  status: number;
  contentType: string;
  body: Buffer;
}

/** Asks the server as it is; any status but 200 is an error. */
export interface RawClient {
  get(path: string, accept?: string): Promise<RawAnswer>;
  close(): void;
}

export function createRawClient({ server, caPem, harnessIdentity }: ClusterHandle): RawClient {
  const { certPem, keyPem } = harnessIdentity;
  const agent = new Agent({ keepAlive: true, maxSockets: 4, ca: caPem, cert: certPem, key: keyPem });
  return {
    get: (path, accept = 'application/json') =>
      new Promise((resolve, reject) => {
        const headers = { accept, 'user-agent': 'sandbox-update' };
        const request = httpsRequest(new URL(path, server), { agent, headers }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', reject);
          response.once('end', () => {
            const status = response.statusCode ?? 0;
            const contentType = response.headers['content-type'] ?? '';
            if (status === 200) resolve({ status, contentType, body: Buffer.concat(chunks) });
            else reject(new Error(`GET ${path}: ${status} ${Buffer.concat(chunks).toString()}`));
          });
        });
        request.once('error', reject);
        request.end();
      }),
    close: () => agent.destroy(),
  };
}
