import { type KubectlLog, parseCurl, parseHeader, unquote } from './kubectl-log.ts';
import type { LogEntry } from './log-entries.ts';

/**
 * Reads an entry of the dialect from 1.33, which is structured: a message in quotes and `key=value` pairs.
 *
 * @returns whether it is understood.
 */
export function readStructuredLog({ text }: LogEntry, log: KubectlLog): boolean {
  const message = /^"(Request|Response|Request Body|Response Body|HTTP Trace: [^"]*)"(?: |$)/.exec(text)?.[1];
  if (message === undefined) return false;
  const values = parseValues(text.slice(message.length + 2));
  const value = (key: string) => values.get(key) ?? '';
  switch (message) {
    case 'Request': {
      const request = parseCurl(value('curlCommand').trim());
      if (request !== undefined) log.requests.push(request);
      return request !== undefined;
    }
    case 'Response': {
      const lines = value('headers').split('\n');
      const headers = lines.filter((line) => line !== '').map(parseHeader);
      log.responses.push({ method: value('verb'), url: value('url'), status: value('status'), headers });
      return true;
    }
    case 'Request Body':
      if (value('body') !== '') log.requestBodies.push(value('body'));
      return true;
    case 'Response Body':
      if (value('body') !== '') log.responseBodies.push(value('body'));
      return true;
    default:
      return true;
  }
}

/** ` key="quoted"`, ` key=bare`, and for what has several lines ` key=<`, the lines behind a tab each, ` >`. */
function parseValues(text: string): Map<string, string> {
  const values = new Map<string, string>();
  const pair = / (\w+)=(?:<\n((?:\t.*\n)*) >|("(?:[^"\\]|\\.)*")|(\S*))/g;
  for (const [, key = '', lines, quoted, bare = ''] of text.matchAll(pair)) {
    if (lines !== undefined) values.set(key, lines.replace(/^\t/gm, ''));
    else values.set(key, quoted === undefined ? bare : unquote(quoted));
  }
  return values;
}
