import { Buffer } from 'node:buffer';
import { decodeBody } from '../exchange/body.ts';
import type { Body, ConnectionInfo, RawHeader, Timing } from '../exchange/exchange.ts';
import { headerValue } from '../exchange/headers.ts';
import type { SavedBody, SavedExchange } from '../exchange/redact-saved.ts';
import { parseRequestInfo } from '../exchange/request-info.ts';
import type { RunInfo } from '../render/renderer.ts';
import { countOf, type Fields, fieldsOf, isObject, listOf, numberOf, present, textOf } from './fields.ts';
import {
  readBodyNotes,
  readConnection,
  readEvents,
  readInfo,
  readRun,
  readTiming,
  readUser,
} from './read-record.ts';
import { readTunnel } from './read-tunnel.ts';

/** What stands before the entries: the run in ours, in those of others the program that has written it. */
export function readHarHead(value: Fields | undefined): RunInfo | undefined {
  if (!isObject(value?.log)) return undefined;
  const { creator, browser, _kubectlTrace } = value.log;
  const run = readRun(fieldsOf(_kubectlTrace).run);
  if (run !== undefined) return run;
  const { name, version } = fieldsOf(isObject(browser) ? browser : creator);
  return { kubectl: textOf(name) ?? '', kubectlVersion: textOf(version), context: undefined, server: '' };
}

/**
 * Reads an entry of an HTTP Archive 1.2, ours or that of another tool. Ours says in `_kubectlTrace` what HAR has no field for;
 * of others that is worked out where it can be.
 *
 * @param place which of the entries it is, from 1
 * @returns undefined where it is no exchange
 */
export function readHarEntry(entry: Fields, place: number): SavedExchange | undefined {
  const request = fieldsOf(entry.request);
  const response = fieldsOf(entry.response);
  const own = fieldsOf(entry._kubectlTrace);
  const method = textOf(request.method);
  const url = textOf(request.url);
  if (method === undefined || url === undefined) return undefined;
  const headers = readNamed(request.headers);
  return present({
    id: countOf(own.id) ?? place,
    request: present({
      method,
      url,
      httpVersion: versionOf(request.httpVersion),
      headers,
      body: readContent(fieldsOf(request.postData), request.bodySize, headers, own.requestBody),
      info: readInfo(own.info) ?? parseRequestInfo(method, url),
      user: readUser(own.user),
    }),
    response: isAnswered(response, own) ? readResponse(response, own) : undefined,
    tunnel: readTunnel(own.tunnel),
    timing: isObject(own.timing) ? timingOfOurs(entry, own) : timingOf(entry),
    connection: isObject(own.connection) ? readConnection(own.connection) : connectionOf(entry, own),
    error: textOf(own.error) ?? textOf(entry._error) ?? textOf(response._error),
    open: own.open === true ? true : undefined,
  });
}

/** Browsers write 0 where there was no answer; so do we, and say so besides. */
function isAnswered(response: Fields, own: Fields): boolean {
  if (typeof own.isAnswered === 'boolean') return own.isAnswered;
  return (numberOf(response.status) ?? 0) > 0;
}

function readResponse(response: Fields, own: Fields): NonNullable<SavedExchange['response']> {
  const headers = readNamed(response.headers);
  return present({
    status: numberOf(response.status) ?? 0,
    statusText: textOf(response.statusText) ?? '',
    httpVersion: versionOf(response.httpVersion),
    headers,
    body: readContent(fieldsOf(response.content), response.bodySize, headers, own.responseBody),
    events: readEvents(own.events),
    lines: countOf(own.lines),
  });
}

/** `HTTP/1.1`, `http/2.0`, `h2`, `HTTP/2`. */
function versionOf(value: unknown): string {
  const version = textOf(value) ?? '';
  return /^h[23]$/i.test(version) ? version.slice(1) : version.replace(/^https?\//i, '');
}

function readNamed(value: unknown): RawHeader[] {
  return listOf(value).flatMap((one): RawHeader[] => {
    const { name, value: content } = fieldsOf(one);
    // Chrome lists the pseudo-headers of HTTP/2 too: `:authority`.
    const isHeader = typeof name === 'string' && typeof content === 'string' && !name.startsWith(':');
    return isHeader ? [[name, content]] : [];
  });
}

/** Of `postData` or `content`. */
function readContent(content: Fields, wireSize: unknown, headers: RawHeader[], own: unknown): SavedBody {
  const text = textOf(content.text);
  const bytes = text === undefined ? undefined : bytesOf(text, content.encoding);
  if (isObject(own)) {
    const body = bodyOfOurs(own, countOf(wireSize) ?? 0, text);
    return { saved: content.encoding === 'base64' ? { ...body, ...present({ bytes }) } : body };
  }
  const size = countOf(wireSize) || countOf(content.size) || (bytes?.length ?? 0);
  const type = textOf(content.mimeType) ?? '';
  const encoding = headerValue(headers, 'content-encoding');
  if (bytes === undefined || bytes.length === 0) return { saved: bodyWithout(size, type) };
  // The coding is undone in the file.
  const { size: _, ...decoded } = decodeBody({ size: bytes.length, bytes }, [['content-type', type]]);
  return { saved: present({ size, ...decoded, encoding, masked: 0 }) };
}

function bodyWithout(size: number, type: string): Body {
  const mediaType = /^[^;]*/.exec(type)?.[0].trim().toLowerCase() ?? '';
  if (size === 0) return { size, mediaType: mediaType === 'x-unknown' ? '' : mediaType, masked: 0 };
  return { size, mediaType, withheld: 'not in the file', masked: 0 };
}

function bytesOf(text: string, encoding: unknown): Buffer {
  return Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8');
}

function bodyOfOurs(own: Fields, size: number, text: string | undefined): Body {
  return present({
    size,
    mediaType: textOf(own.mediaType) ?? '',
    encoding: textOf(own.encoding),
    text: own.hasText === false ? undefined : text,
    ...readBodyNotes(own),
  });
}

function startOf(entry: Fields): number {
  const start = Date.parse(textOf(entry.startedDateTime) ?? '');
  return Number.isNaN(start) ? 0 : start;
}

function timingOfOurs(entry: Fields, own: Fields): Timing {
  return { ...readTiming(own.timing), startedAt: startOf(entry) };
}

/** The clock of an exchange begins when its request does: what comes before is the connection's. */
function timingOf(entry: Fields): Timing {
  const { send, wait, receive } = fieldsOf(entry.timings);
  const phase = (value: unknown) => Math.max(0, numberOf(value) ?? 0);
  const requestEnd = phase(send);
  const firstByte = requestEnd + phase(wait);
  const isAnswered = (numberOf(fieldsOf(entry.response).status) ?? 0) > 0;
  return present({
    startedAt: startOf(entry),
    requestEnd,
    firstByte: isAnswered ? firstByte : undefined,
    end: firstByte + phase(receive),
  });
}

function connectionOf(entry: Fields, own: Fields): ConnectionInfo {
  const { dns, connect, ssl } = fieldsOf(entry.timings);
  const tls = numberOf(ssl) ?? -1;
  const dial = (numberOf(connect) ?? -1) - Math.max(0, tls);
  const id = Number.parseInt(textOf(entry.connection) ?? '', 10);
  return present({
    id: Number.isNaN(id) ? 0 : id,
    reused: typeof own.reused === 'boolean' ? own.reused : (numberOf(connect) ?? -1) < 0,
    remoteAddress: textOf(entry.serverIPAddress)?.replace(/^\[|\]$/g, '') ?? '',
    dns: Math.max(0, numberOf(dns) ?? 0),
    dial: Math.max(0, dial),
    tls: tls < 0 ? undefined : tls,
  });
}
