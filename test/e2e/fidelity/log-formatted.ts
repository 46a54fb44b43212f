import { type KubectlLog, parseCurl, parseHeader } from './kubectl-log.ts';
import type { LogEntry } from './log-entries.ts';

/**
 * Reads an entry of the dialect up to 1.32, which is text for people: a line for each header, bodies as they are.
 *
 * @returns whether it is understood.
 */
export function readFormattedLog({ source, text }: LogEntry, log: KubectlLog): boolean {
  if (source === 'request.go') return readBody(text, log);
  if (source !== 'round_trippers.go') return false;
  // What kubectl itself says to stderr between two entries is no part of these, which are lines.
  const [line = ''] = text.split('\n', 1);
  const request = parseCurl(line);
  if (request !== undefined) {
    log.requests.push(request);
    return true;
  }
  const response = /^([A-Z]+) (\S+) (.*) in \d+ milliseconds$/.exec(line);
  if (response !== null) {
    const [, method = '', url = '', status = ''] = response;
    log.responses.push({ method, url, status, headers: [] });
    return true;
  }
  if (line.startsWith('    ')) {
    log.responses.at(-1)?.headers.push(parseHeader(line.slice(4)));
    return log.responses.length > 0;
  }
  return (
    line === 'Response Headers:' || line.startsWith('HTTP Trace: ') || line.startsWith('HTTP Statistics: ')
  );
}

function readBody(text: string, log: KubectlLog): boolean {
  const match = /^(Request|Response) Body:\s?/.exec(text);
  if (match === null) return false;
  const body = text.slice(match[0].length);
  if (body.trim() !== '') (match[1] === 'Request' ? log.requestBodies : log.responseBodies).push(body);
  return true;
}
