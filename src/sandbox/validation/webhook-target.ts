import { invalid, required } from '../model/field-error.ts';
import { type JsonObject, stringAt } from '../model/json.ts';
import { type Faults, matches, present, rangeError } from './faults.ts';
import { isSet, numberAt, structAt, textAt } from './fields.ts';
import { isDnsSubdomain } from './formats/names.ts';

// Where the server would reach a webhook or an extension: apiserver pkg/util/webhook/validation.go.

const FORM = '; desired format: https://host[/path]';

/** The clientConfig of a webhook: a URL or a Service. */
export function* validateClientConfig(path: string, config: JsonObject): Faults {
  const url = textAt(config, 'url');
  const service = structAt(config, 'service');
  if ((url === undefined) === (service === undefined)) {
    yield required(path, 'exactly one of url or service is required');
  } else if (url !== undefined) yield* validateUrl(`${path}.url`, url);
  else if (service !== undefined) yield* validateService(`${path}.service`, service);
}

export function* validatePort(path: string, service: JsonObject): Faults {
  const port = numberAt(service, 'port') ?? 0;
  if (port >= 1 && port <= 65535) return;
  yield invalid(path, port, `port is not valid: ${rangeError(1, 65535)}`);
}

function* validateUrl(path: string, text: string): Faults {
  const url = parseUrl(text);
  if (typeof url === 'string') {
    yield required(path, `url must be a valid URL: parse ${JSON.stringify(text)}: ${url}${FORM}`);
    return;
  }
  if (url.scheme !== 'https') {
    yield invalid(path, url.scheme, `'https' is the only allowed URL scheme${FORM}`);
  }
  if (url.host === '') yield invalid(path, '', `host must be specified${FORM}`);
  if (url.user !== undefined) yield invalid(path, url.user, 'user information is not permitted in the URL');
  if (url.fragment !== '') yield invalid(path, url.fragment, 'fragments are not permitted in the URL');
  if (url.query !== '') yield invalid(path, url.query, 'query parameters are not permitted in the URL');
}

interface Url {
  scheme: string;
  host: string;
  user: string | undefined;
  query: string;
  fragment: string;
}

/** The parts that Go's url.Parse finds, or why it finds none. */
function parseUrl(text: string): Url | string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Go refuses them, and only them
  if (/[\u0000-\u001f\u007f]/.test(text)) return 'net/url: invalid control character in URL';
  const [whole = '', fragment = ''] = splitOnce(text, '#');
  const [beforeQuery = '', query = ''] = splitOnce(whole, '?');
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(beforeQuery)?.[1] ?? '';
  if (scheme === '' && beforeQuery.startsWith(':')) return 'missing protocol scheme';
  const rest = scheme === '' ? beforeQuery : beforeQuery.slice(scheme.length + 1);
  if (scheme === '' && /^[^/]*:/.test(rest)) return 'first path segment in URL cannot contain colon';
  const authority = /^\/\/([^/]*)/.exec(rest)?.[1] ?? '';
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  const port = /:([^\]]*)$/.exec(host)?.[1] ?? '';
  if (!/^\d*$/.test(port)) return `invalid port ":${port}" after host`;
  const user = at < 0 ? undefined : authority.slice(0, at);
  return { scheme: scheme.toLowerCase(), host, user, query, fragment };
}

function splitOnce(text: string, separator: string): string[] {
  const index = text.indexOf(separator);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}

function* validateService(path: string, service: JsonObject): Faults {
  // The callers of Go's function hand it the name for the namespace, and the other way round.
  yield* present(`${path}.name`, stringAt(service, 'namespace'));
  yield* present(`${path}.namespace`, stringAt(service, 'name'));
  yield* validatePort(`${path}.port`, service);
  if (isSet(service, 'path')) yield* validateServicePath(`${path}.path`, stringAt(service, 'path'));
}

function* validateServicePath(path: string, target: string): Faults {
  if (target === '/' || target === '') return;
  if (target === '//') {
    yield invalid(path, target, 'segment[0] may not be empty');
    return;
  }
  if (!target.startsWith('/')) yield invalid(path, target, "must start with a '/'");
  const steps = target.slice(1).replace(/\/$/, '').split('/');
  for (const [index, step] of steps.entries()) {
    if (step === '') yield invalid(path, target, `segment[${index}] may not be empty`);
    else {
      for (const { detail } of matches(path, step, isDnsSubdomain)) {
        yield invalid(path, target, `segment[${index}]: ${detail}`);
      }
    }
  }
}
