import type { Body, Exchange, RawHeader } from '../../src/exchange/exchange.ts';
import { parseRequestInfo } from '../../src/exchange/request-info.ts';
import type { CreateRenderer, RenderSettings, RunInfo } from '../../src/render/renderer.ts';

const SERVER = 'https://10.0.0.5:6443';

export const RUN: RunInfo = {
  kubectl: '/usr/local/bin/kubectl',
  kubectlVersion: 'v1.35.2',
  context: 'kind-dev',
  server: SERVER,
  args: ['apply', '-f', 'web.yaml'],
};

/** What a test says of an exchange; the rest is what kubectl and a kube-apiserver send. */
export interface Sketch {
  id: number;
  method?: string;
  /** Path and query. */
  path: string;
  command?: string;
  requestHeaders?: RawHeader[];
  contentType?: string;
  send?: unknown;
  status?: number | undefined;
  statusText?: string;
  responseHeaders?: RawHeader[];
  receive?: unknown;
  milliseconds?: number;
  requestBody?: Partial<Body>;
  responseBody?: Partial<Body>;
  error?: string;
  open?: boolean;
}

/** A redacted exchange, as the renderers get it. */
export function exchange(sketch: Sketch): Exchange {
  const { id, method = 'GET', path, milliseconds = 3 } = sketch;
  const url = path.startsWith('/') ? SERVER + path : path;
  const requestBody = bodyOf(sketch.send, sketch.contentType ?? 'application/json', sketch.requestBody);
  const made: Exchange = {
    id,
    request: {
      method,
      url,
      httpVersion: '1.1',
      headers: sketch.requestHeaders ?? requestHeaders(sketch, requestBody),
      body: requestBody,
      info: parseRequestInfo(method, url),
    },
    timing: {
      startedAt: 1_700_000_000_000 + id * 40,
      requestEnd: 0.2,
      firstByte: milliseconds - 0.3,
      end: milliseconds,
    },
    connection: { id: 1, reused: id > 1, remoteAddress: '10.0.0.5:6443', dns: 0, dial: 0.6, tls: 4.4 },
  };
  if (!('status' in sketch) || sketch.status !== undefined) made.response = responseOf(sketch);
  if (sketch.error !== undefined) made.error = sketch.error;
  if (sketch.open !== undefined) made.open = sketch.open;
  return made;
}

/** All that a format prints for a run. */
export function renderRun(
  create: CreateRenderer,
  exchanges: readonly Exchange[],
  settings: Partial<RenderSettings> = {},
  run: RunInfo = RUN,
): string {
  const renderer = create({ verbosity: undefined, discovery: 'fold', color: false, width: 80, ...settings });
  return (
    renderer.head(run) + exchanges.map((it) => renderer.exchange(it)).join('') + renderer.summary(exchanges)
  );
}

const STATUS_TEXTS: Record<number, string> = {
  101: 'Switching Protocols',
  200: 'OK',
  201: 'Created',
  304: 'Not Modified',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

function responseOf(sketch: Sketch): NonNullable<Exchange['response']> {
  const status = sketch.status ?? 200;
  const body = bodyOf(sketch.receive, 'application/json', sketch.responseBody);
  return {
    status,
    statusText: sketch.statusText ?? STATUS_TEXTS[status] ?? '',
    httpVersion: '1.1',
    headers: [
      ['Audit-Id', '5c1d1c62-65e3-4a43-a6f2-0f6a1a3ab4c1'],
      ['Cache-Control', 'no-cache, private'],
      ...((body.size > 0 ? [['Content-Type', body.mediaType]] : []) as RawHeader[]),
      ...(sketch.responseHeaders ?? []),
      ['X-Kubernetes-Pf-Flowschema-Uid', '0d7c1f6a-93a3-4a2a-8e6c-6f2a1b3c4d5e'],
      ['X-Kubernetes-Pf-Prioritylevel-Uid', '4f1c2b3a-1111-4222-8333-444455556666'],
      ['Date', 'Sat, 22 Nov 2025 14:59:04 GMT'],
      ['Content-Length', String(body.size)],
    ],
    body,
  };
}

function requestHeaders({ command = 'kubectl get', contentType }: Sketch, body: Body): RawHeader[] {
  return [
    ['Host', '10.0.0.5:6443'],
    ['User-Agent', 'kubectl/v1.35.2 (linux/amd64) kubernetes/fdc9d74'],
    ...((body.size > 0 ? [['Content-Length', String(body.size)]] : []) as RawHeader[]),
    ['Accept', 'application/json'],
    ...((body.size > 0 ? [['Content-Type', contentType ?? 'application/json']] : []) as RawHeader[]),
    ['Authorization', 'Bearer <masked:1>'],
    ['Kubectl-Command', command],
    ['Kubectl-Session', 'b2c7ee3e-3d8f-4f8c-9a3e-6d2b1c0a9f8e'],
    ['Accept-Encoding', 'gzip'],
  ];
}

function bodyOf(content: unknown, mediaType: string, overrides: Partial<Body> = {}): Body {
  const text =
    content === undefined ? undefined : typeof content === 'string' ? content : JSON.stringify(content);
  return {
    size: text === undefined ? 0 : Buffer.byteLength(text),
    mediaType: text === undefined ? '' : mediaType,
    ...(text === undefined ? {} : { text }),
    masked: 0,
    ...overrides,
  };
}
