import type { Exchange } from '../exchange/exchange.ts';
import { headerValue } from '../exchange/headers.ts';
import { count } from './amounts.ts';
import { isDryRun } from './dry-run.ts';
import { endingOf, isEndedByKubectl } from './endings.ts';
import { eventWords } from './stream-words.ts';

/**
 * What a response means where its number alone does not tell: a few words, from the exchange alone. Undefined where
 * there is nothing to add.
 */
export function wordsOf(exchange: Exchange): string | undefined {
  const { response, open } = exchange;
  const watch = watchWords(exchange);
  const words = [
    response === undefined ? undefined : (meaningOf(exchange, response.status) ?? watch),
    isDryRun(exchange) && (response?.status ?? 0) < 400 ? 'dry run: nothing is stored' : undefined,
    open === true ? 'still open when kubectl ended' : undefined,
    // The words of a watch that ended as watches do say so themselves.
    response === undefined || (watch !== undefined && isEndedByKubectl(exchange))
      ? undefined
      : endingOf(exchange),
  ];
  const said = words.filter((word) => word !== undefined && word !== '');
  return said.length === 0 ? undefined : said.join('; ');
}

function meaningOf(exchange: Exchange, status: number): string | undefined {
  switch (status) {
    case 101:
      return 'from here on a stream, no longer HTTP';
    case 304:
      return "not modified: kubectl's cache is current";
    case 401:
      return 'the server does not accept these credentials';
    case 403:
      return forbiddenWords(exchange);
    case 404:
      return missingWords(exchange);
    case 409:
      return conflictWords(exchange);
    case 410:
      return 'expired: the client has to start anew';
    case 429: {
      const after = headerValue(exchange.response?.headers ?? [], 'retry-after');
      return after === undefined ? 'too many requests' : `too many requests: try again after ${after} s`;
    }
    default:
      return undefined;
  }
}

/**
 * The authorizer's sentence names what was missing. Admission says 403 too (quotas, Pod Security), in other words:
 * no role would help there.
 */
function forbiddenWords(exchange: Exchange): string {
  const message = statusField(exchange, 'message') ?? '';
  const resource =
    /cannot (\S+) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]+)")?/.exec(message);
  if (resource !== null) {
    const [, verb, name = '', group, namespace] = resource;
    const [plural, subresource] = name.split('/');
    const full = `${plural}${group ? `.${group}` : ''}${subresource ? `/${subresource}` : ''}`;
    return `no role allows: ${verb} ${full}${namespace ? ` in ${namespace}` : ''}`;
  }
  const path = /cannot (\S+) path "([^"]+)"/.exec(message);
  return path === null ? 'forbidden' : `no role allows: ${path[1]} ${path[2]}`;
}

function missingWords(exchange: Exchange): string | undefined {
  const { info, method } = exchange.request;
  if (method !== 'GET' || info.name === '' || info.subresource !== '') return undefined;
  return headerValue(exchange.request.headers, 'kubectl-command') === 'kubectl apply'
    ? 'not there yet: apply will create it'
    : undefined;
}

function conflictWords(exchange: Exchange): string {
  switch (statusField(exchange, 'reason')) {
    case 'AlreadyExists':
      return 'conflict: it exists already';
    case 'Conflict':
      return /"FieldManagerConflict"/.test(exchange.response?.body.text?.slice(0, 65_536) ?? '')
        ? 'conflict: another manager owns these fields'
        : 'conflict: it was changed in the meantime';
    default:
      return 'conflict';
  }
}

function watchWords(exchange: Exchange): string | undefined {
  const { request, response } = exchange;
  if (request.info.verb !== 'watch' || response?.status !== 200) return undefined;
  const watch = isEndedByKubectl(exchange) ? endingOf(exchange) : 'watch';
  if (response.events !== undefined) return `${watch}: ${eventWords(response.events)}`;
  const { text = '', size } = response.body;
  if (text === '' && size > 0) return watch;
  // One event a line; what follows the last newline is an event cut short.
  let events = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) events++;
  return `${watch}: ${count(events, 'event')}${response.body.recorded === undefined ? '' : ' or more'}`;
}

/** A field of the Status object that a failure carries; from anything else undefined. */
export function statusField(exchange: Exchange, field: 'message' | 'reason'): string | undefined {
  const text = exchange.response?.body.text;
  if (text === undefined || text.length > 65_536 || !text.includes('"Status"')) return undefined;
  try {
    const status: unknown = JSON.parse(text);
    const value = (Object(status) as Record<string, unknown>)[field];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
