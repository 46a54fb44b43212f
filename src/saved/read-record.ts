import type {
  Body,
  ConnectionInfo,
  EventCounts,
  RawHeader,
  RequestInfo,
  Timing,
} from '../exchange/exchange.ts';
import type { KnownUser } from '../exchange/known-user.ts';
import type { SavedBody, SavedExchange } from '../exchange/redact-saved.ts';
import { parseRequestInfo } from '../exchange/request-info.ts';
import type { RunInfo } from '../render/renderer.ts';
import { countOf, type Fields, fieldsOf, isObject, listOf, numberOf, present, textOf } from './fields.ts';
import { readTunnel } from './read-tunnel.ts';

/**
 * Reads a record of JSON lines (docs/jsonl.md). What is not there or is of another type becomes what an exchange has that
 * knows nothing of it.
 *
 * @returns undefined where it is no exchange
 */
export function readRecord(record: Fields, place: number): SavedExchange | undefined {
  const request = fieldsOf(record.request);
  const method = textOf(request.method);
  const url = textOf(request.url);
  if (method === undefined || url === undefined) return undefined;
  return present({
    id: countOf(record.id) ?? place,
    request: present({
      method,
      url,
      httpVersion: textOf(request.httpVersion) ?? '',
      headers: readHeaders(request.headers),
      body: readBody(request.body),
      info: readInfo(request.info) ?? parseRequestInfo(method, url),
      user: readUser(request.user),
    }),
    response: readResponse(record.response),
    tunnel: readTunnel(record.tunnel),
    timing: readTiming(record.timing),
    connection: readConnection(record.connection),
    error: textOf(record.error),
    open: record.open === true ? true : undefined,
  });
}

/** What a record says of the run that it is of. */
export function readRun(value: unknown): RunInfo | undefined {
  if (!isObject(value)) return undefined;
  const args = listOf(value.args).filter((arg) => typeof arg === 'string');
  return {
    kubectl: textOf(value.kubectl) ?? '',
    kubectlVersion: textOf(value.kubectlVersion),
    context: textOf(value.context),
    server: textOf(value.server) ?? '',
    ...present({ user: readUser(value.user) }),
    ...(Array.isArray(value.args) ? { args } : {}),
  };
}

function readResponse(value: unknown): SavedExchange['response'] {
  if (!isObject(value)) return undefined;
  return present({
    status: numberOf(value.status) ?? 0,
    statusText: textOf(value.statusText) ?? '',
    httpVersion: textOf(value.httpVersion) ?? '',
    headers: readHeaders(value.headers),
    body: readBody(value.body),
    events: readEvents(value.events),
    lines: countOf(value.lines),
  });
}

function readHeaders(value: unknown): RawHeader[] {
  return listOf(value).flatMap((pair): RawHeader[] => {
    const [name, content] = listOf(pair);
    return typeof name === 'string' && typeof content === 'string' ? [[name, content]] : [];
  });
}

function readBody(value: unknown): SavedBody {
  const body = fieldsOf(value);
  const saved: Body = present({
    size: countOf(body.size) ?? 0,
    mediaType: textOf(body.mediaType) ?? '',
    encoding: textOf(body.encoding),
    text: textOf(body.text),
    ...readBodyNotes(body),
  });
  return { saved };
}

/** What is known of a body beside its size and its text. */
export function readBodyNotes(body: Fields): Pick<Body, 'decodedFrom' | 'recorded' | 'withheld' | 'masked'> {
  return present({
    decodedFrom: DECODED_FROM.find((form) => form === body.decodedFrom),
    recorded: countOf(body.recorded),
    withheld: textOf(body.withheld),
    masked: countOf(body.masked) ?? 0,
  });
}

const DECODED_FROM = ['protobuf', 'cbor'] as const;

export function readUser(value: unknown): KnownUser | undefined {
  const { username, groups } = fieldsOf(value);
  if (typeof username !== 'string') return undefined;
  return { username, groups: listOf(groups).filter((group) => typeof group === 'string') };
}

export function readInfo(value: unknown): RequestInfo | undefined {
  if (!isObject(value)) return undefined;
  return {
    isResourceRequest: value.isResourceRequest === true,
    verb: textOf(value.verb) ?? '',
    path: textOf(value.path) ?? '',
    apiGroup: textOf(value.apiGroup) ?? '',
    apiVersion: textOf(value.apiVersion) ?? '',
    resource: textOf(value.resource) ?? '',
    subresource: textOf(value.subresource) ?? '',
    namespace: textOf(value.namespace) ?? '',
    name: textOf(value.name) ?? '',
    isDiscovery: value.isDiscovery === true,
  };
}

export function readEvents(value: unknown): EventCounts | undefined {
  if (!isObject(value)) return undefined;
  const types = Object.entries(fieldsOf(value.types)).flatMap(([type, count]) => {
    const number = countOf(count);
    return number === undefined ? [] : [[type, number] as const];
  });
  return present({
    types: Object.fromEntries(types),
    initial: countOf(value.initial),
    resourceVersion: textOf(value.resourceVersion),
  });
}

export function readTiming(value: unknown): Timing {
  const timing = fieldsOf(value);
  return present({
    startedAt: numberOf(timing.startedAt) ?? 0,
    requestEnd: numberOf(timing.requestEnd),
    firstByte: numberOf(timing.firstByte),
    end: numberOf(timing.end),
  });
}

export function readConnection(value: unknown): ConnectionInfo {
  const connection = fieldsOf(value);
  return present({
    id: countOf(connection.id) ?? 0,
    reused: connection.reused === true,
    remoteAddress: textOf(connection.remoteAddress) ?? '',
    dns: numberOf(connection.dns) ?? 0,
    dial: numberOf(connection.dial) ?? 0,
    tls: numberOf(connection.tls),
  });
}
