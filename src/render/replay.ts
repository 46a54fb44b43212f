import type { Body, Exchange, RawHeader } from '../exchange/exchange.ts';
import { headerValue } from '../exchange/headers.ts';
import { isLongRunning } from '../exchange/long-running.ts';
import { PLACEHOLDER } from '../exchange/placeholders.ts';
import { count, formatBytes } from './amounts.ts';
import { escapeControls, escapeLines } from './escape.ts';
import type { RunInfo } from './renderer.ts';
import { targetOf } from './resource-name.ts';

/** What is sent again of a request: the part that curl, an editor's REST client and `kubectl --raw` have in common. */
export interface Replay {
  /** In one line, without control characters: `#3 create deployments.apps default/web: answered 201 Created`. */
  title: string;
  method: string;
  /** Path and query behind the server's URL, which may have a path of its own. */
  path: string;
  headers: RawHeader[];
  /** Undefined where none was sent, or where it is not there to be sent again. */
  body: string | undefined;
  /** Why it cannot be sent again as it is, in words for a person; empty where it can. */
  obstacles: string[];
}

export function toReplay(exchange: Exchange, server: string): Replay {
  const { request } = exchange;
  const path = pathBehind(request.url, server);
  const headers = headersOf(exchange);
  const body = request.body.text === undefined ? undefined : printable(request.body.text);
  return {
    title: escapeControls(`#${exchange.id} ${verbOf(exchange)} ${targetOf(exchange)}: ${answerOf(exchange)}`),
    method: escapeControls(request.method),
    path: escapeControls(path),
    headers: headers.map(([name, value]) => [escapeControls(name), escapeControls(value)]),
    body: body ?? (request.body.text === undefined ? undefined : escapeLines(request.body.text)),
    obstacles: [...obstaclesOf(exchange, [request.method, path, ...headers.flat()], body)],
  };
}

function verbOf({ request }: Exchange): string {
  return request.info.verb || request.method;
}

function answerOf({ response, error }: Exchange): string {
  if (response === undefined) return `no answer${error === undefined ? '' : ` (${error})`}`;
  return `answered ${response.status} ${response.statusText}`.trimEnd();
}

/** Without the origin, and without the path of the kubeconfig's server URL: that comes with the server again. */
export function pathBehind(url: string, server: string): string {
  const origin = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;
  const path = url.replace(origin, '');
  const base = server.replace(origin, '').replace(/\/+$/, '');
  const rest = base !== '' && `${path}/`.startsWith(`${base}/`) ? path.slice(base.length) : path;
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** What the server's answer depends on. The rest is of the connection, of kubectl's cache, or a credential. */
const MEANT = /^(?:accept|content-type|if-match|impersonate-[\w%.-]+)$/i;

function headersOf({ request }: Exchange): RawHeader[] {
  return request.headers
    .filter(([name]) => MEANT.test(name))
    .map(([name, value]) => {
      if (name.toLowerCase() === 'accept') return [name, withoutBinary(value)];
      const isDecoded = name.toLowerCase() === 'content-type' && request.body.decodedFrom !== undefined;
      return [name, isDecoded ? typeOfDecoded(value) : value];
    });
}

/** The type of the JSON that stands in the body's place; a server takes JSON for YAML. */
function typeOfDecoded(type: string): string {
  return /\bapply-patch\b/.test(type) ? 'application/apply-patch+yaml' : 'application/json';
}

/** kubectl takes protobuf or CBOR where it can; what answers here is for people. */
function withoutBinary(accept: string): string {
  const types = accept
    .split(',')
    .filter((type) => !/^\s*application\/(?:vnd\.kubernetes\.protobuf|cbor)/.test(type));
  return types.length === 0 ? 'application/json' : types.join(',').trim();
}

function* obstaclesOf(
  exchange: Exchange,
  head: readonly string[],
  body: string | undefined,
): Generator<string, void> {
  const { request, response } = exchange;
  if (response?.status === 101 || headerValue(request.headers, 'upgrade') !== undefined)
    yield 'it upgrades to a stream (exec, attach, port-forward)';
  if (isLongRunning(request)) yield 'its answer has no end of its own';
  if (!/^[A-Z]+$/.test(request.method)) yield 'its method is none of HTTP';
  if (head.some((text) => escapeControls(text) !== text)) yield 'it holds control characters';
  if (head.some((text) => PLACEHOLDER.test(text))) yield 'a part of its head is masked';
  if (request.body.masked > 0) yield `${count(request.body.masked, 'value')} of its body masked`;
  yield* missingBody(request.body);
  if (request.body.text !== undefined && body === undefined) yield 'its body holds control characters';
}

function* missingBody({ text, size, recorded, withheld }: Body): Generator<string, void> {
  if (text === undefined && size > 0)
    yield `its body is not here: ${escapeControls(withheld ?? 'not recorded')}, ${formatBytes(size)}`;
  else if (recorded !== undefined && recorded < size)
    yield `only the first ${formatBytes(recorded)} of its body are here, of ${formatBytes(size)}`;
}

/** The body with its control characters escaped, where that does not change what it says: in JSON. */
function printable(text: string): string | undefined {
  const safe = escapeLines(text);
  if (safe === text) return text;
  try {
    return JSON.stringify(JSON.parse(safe)) === JSON.stringify(JSON.parse(text)) ? safe : undefined;
  } catch {
    return undefined;
  }
}

/** kubectl's own flags that choose where a command goes, as its arguments gave them. */
export function contextFlags({ args = [] }: RunInfo): string[] {
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  return own.flatMap((arg, index) => {
    if (/^--(?:context|kubeconfig)=/.test(arg)) return [arg];
    const value = own[index + 1];
    return /^--(?:context|kubeconfig)$/.test(arg) && value !== undefined ? [`${arg}=${value}`] : [];
  });
}

/** Says at the head of a script where its requests were traced: when it runs, it may be another server that it asks. */
export function formatOrigin(server: string): string {
  return `# They were traced on ${escapeControls(server)}: look which server your kubeconfig names before you run this.\n`;
}
