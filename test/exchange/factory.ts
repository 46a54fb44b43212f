import type {
  CapturedBody,
  ConnectionInfo,
  RawHeader,
  RecordedExchange,
  Timing,
} from '../../src/exchange/exchange.ts';
import { parseRequestInfo } from '../../src/exchange/request-info.ts';

/** A string and bytes go as they are, anything else as JSON. */
export type BodyOf = string | Uint8Array | object;

/** What a test says of an exchange; all else is made up, and always the same. */
export interface RecordedParts {
  id?: number;
  method?: string;
  /** Absolute, or a path on `https://127.0.0.1:6443`. */
  url?: string;
  headers?: RawHeader[];
  body?: BodyOf;
  /** How many bytes of the request's body were recorded; all of them where nothing is said. */
  recordedBytes?: number;
  /** `undefined` for an exchange without a response. */
  status?: number | undefined;
  statusText?: string;
  responseHeaders?: RawHeader[];
  responseBody?: BodyOf;
  responseRecordedBytes?: number;
  timing?: Partial<Timing>;
  connection?: Partial<ConnectionInfo>;
  error?: string;
  open?: boolean;
}

/** Builds an exchange as the proxy records it. JSON is the content type where the headers say none. */
export function recorded(parts: RecordedParts = {}): RecordedExchange {
  const { id = 1, method = 'GET', url = '/api/v1/namespaces/default/pods/web' } = parts;
  const absolute = url.startsWith('/') ? `https://127.0.0.1:6443${url}` : url;
  const status = 'status' in parts ? parts.status : 200;
  return {
    id,
    request: {
      method,
      url: absolute,
      httpVersion: '1.1',
      headers: withType(parts.headers, parts.body),
      body: captured(parts.body, parts.recordedBytes),
      info: parseRequestInfo(method, absolute),
    },
    ...(status === undefined
      ? {}
      : {
          response: {
            status,
            statusText: parts.statusText ?? (status === 200 ? 'OK' : ''),
            httpVersion: '1.1',
            headers: withType(parts.responseHeaders, parts.responseBody),
            body: captured(parts.responseBody, parts.responseRecordedBytes),
          },
        }),
    timing: { startedAt: Date.UTC(2024, 10, 22, 12), requestEnd: 1, firstByte: 8, end: 10, ...parts.timing },
    connection: {
      id: 1,
      reused: false,
      remoteAddress: '127.0.0.1:6443',
      dns: 0,
      dial: 1,
      tls: 3,
      ...parts.connection,
    },
    ...(parts.error === undefined ? {} : { error: parts.error }),
    ...(parts.open === undefined ? {} : { open: parts.open }),
  };
}

/** A body as it is recorded; cut where `recordedBytes` says so. */
export function captured(body: BodyOf | undefined, recordedBytes?: number): CapturedBody {
  const bytes = bytesOf(body);
  return { size: bytes.length, bytes: bytes.subarray(0, recordedBytes ?? bytes.length) };
}

function bytesOf(body: BodyOf | undefined): Uint8Array {
  if (body === undefined) return new Uint8Array();
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function withType(headers: RawHeader[] = [], body: BodyOf | undefined): RawHeader[] {
  if (body === undefined || headers.some(([name]) => name.toLowerCase() === 'content-type')) return headers;
  return [...headers, ['Content-Type', 'application/json']];
}
