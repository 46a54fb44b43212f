import { type LogEntry, splitLogEntries } from './log-entries.ts';
import { readFormattedLog } from './log-formatted.ts';
import { readStructuredLog } from './log-structured.ts';

/** What kubectl says by `-v=9` that it sent and got, each list in the order of the log. */
export interface KubectlLog {
  requests: LoggedRequest[];
  responses: LoggedResponse[];
  /** Bodies carry no URL in the log. Those that are empty are left out. */
  requestBodies: string[];
  responseBodies: string[];
}

export interface LoggedRequest {
  method: string;
  url: string;
  headers: LoggedHeader[];
}

export interface LoggedResponse {
  method: string;
  url: string;
  /** `201 Created`; empty where the request failed. */
  status: string;
  headers: LoggedHeader[];
}

export type LoggedHeader = readonly [name: string, value: string];

/** Reads the log of any kubectl: two dialects, and the versions around 1.32 mix them. */
export function readKubectlLog(stderr: string): KubectlLog {
  const log: KubectlLog = { requests: [], responses: [], requestBodies: [], responseBodies: [] };
  for (const entry of splitLogEntries(stderr)) {
    const isRead = readStructuredLog(entry, log) || readFormattedLog(entry, log);
    if (!isRead && describesRequests(entry))
      throw new Error(`kubectl's log has a line that is not understood: ${entry.source}: ${entry.text}`);
  }
  return log;
}

/** Every line of these files is about a request: one that is not understood might be one that is missed. */
function describesRequests({ source }: LogEntry): boolean {
  return source === 'round_trippers.go';
}

/** ` -H "K: V" -H …`, the values quoted by Go's `%q`. */
export function parseCurl(line: string): LoggedRequest | undefined {
  const match = /^curl -v -X(\w+) (.*) '([^']*)'$/.exec(line);
  if (match === null) return undefined;
  const [, method = '', flags = '', url = ''] = match;
  const quoted = [...flags.matchAll(/-H ("(?:[^"\\]|\\.)*")/g)].map((header) => unquote(header[1] ?? ''));
  return { method, url, headers: quoted.map(parseHeader) };
}

export function parseHeader(line: string): LoggedHeader {
  const colon = line.indexOf(': ');
  return colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 2)];
}

/** Undoes Go's strconv.Quote, which writes as JSON does but for what JSON has no escape for. */
export function unquote(quoted: string): string {
  const json = quoted.replace(/\\(?:x([0-9a-f]{2})|([av]))|\\./g, (whole, hex?: string, bell?: string) => {
    if (hex !== undefined) return `\\u00${hex}`;
    if (bell !== undefined) return bell === 'a' ? '\\u0007' : '\\u000b';
    return whole;
  });
  return JSON.parse(json) as string;
}
