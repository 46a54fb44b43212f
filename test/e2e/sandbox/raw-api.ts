import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';

export interface RawRequest {
  method: string;
  path: string;
  /** Sent as it is where it is text. */
  body?: unknown;
  contentType?: string;
  userAgent?: string;
  /** Beside and before those that every request has. */
  headers?: Record<string, string>;
}

export interface RawResponse {
  status: number;
  /** The texts of all Warning headers. */
  warnings: string[];
  body: string;
}

export interface RawApi {
  send(request: RawRequest): Promise<RawResponse>;
  close(): void;
}

export interface RawTarget {
  /** `https://127.0.0.1:<port>` */
  server: string;
  ca: string;
  /** A client certificate, or else a bearer token. */
  cert?: string;
  key?: string;
  token?: string;
}

const timeoutMs = 20_000;

/** Sends requests as they are and gives the answers as they are, over connections that are kept. */
export function createRawApi({ server, ca, cert, key, token }: RawTarget): RawApi {
  const identity = cert === undefined || key === undefined ? {} : { cert, key };
  const agent = new Agent({ keepAlive: true, maxSockets: 16, ca, ...identity });
  const { hostname, port } = new URL(server);
  return {
    close: () => agent.destroy(),
    send: ({
      method,
      path,
      body,
      contentType = 'application/json',
      userAgent = 'random-writes/1',
      headers,
    }) =>
      new Promise((resolve, reject) => {
        const content = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
        const options: RequestOptions = {
          method,
          agent,
          hostname,
          port,
          // As it is: a URL would take the dots out.
          path,
          signal: AbortSignal.timeout(timeoutMs),
          headers: {
            accept: 'application/json',
            'user-agent': userAgent,
            ...(body === undefined ? {} : { 'content-type': contentType }),
            'content-length': Buffer.byteLength(content),
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
            ...headers,
          },
        };
        const request = httpsRequest(options, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', reject);
          response.once('end', () => {
            const headers = response.headersDistinct.warning ?? [];
            resolve({
              status: response.statusCode ?? 0,
              warnings: headers,
              body: Buffer.concat(chunks).toString(),
            });
          });
        });
        request.once('error', reject);
        request.end(content);
      }),
  };
}
