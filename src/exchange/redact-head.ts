import { applyEdits, type Edit, MASK, maskEdit, mergeEdits } from './edit.ts';
import type { RawHeader, RequestInfo } from './exchange.ts';
import type { KnownSecrets } from './known-secrets.ts';
import { findInText } from './redact-text.ts';

/** Masks what is secret in a URL, a header, a reason phrase, an error: a short text of one line. */
export function redactLine(line: string): string {
  return applyEdits(line, mergeEdits([...findInText(line, false), ...findInQuery(line)]));
}

/** The same for lines in which the server may quote a Secret of the request: warnings and errors. */
export function redactQuotingLine(line: string, known: KnownSecrets): string {
  return applyEdits(
    line,
    mergeEdits([...findInText(line, false), ...findInQuery(line), ...known.find(line)]),
  );
}

export function redactHeaders(headers: readonly RawHeader[], known: KnownSecrets): RawHeader[] {
  return headers.map(([name, value]) => [name, redactHeader(name.toLowerCase(), value, known)]);
}

/** What is read from the request line repeats it. */
export function redactInfo(info: RequestInfo): RequestInfo {
  return {
    ...info,
    path: redactLine(info.path),
    apiGroup: redactLine(info.apiGroup),
    apiVersion: redactLine(info.apiVersion),
    resource: redactLine(info.resource),
    subresource: redactLine(info.subresource),
    namespace: redactLine(info.namespace),
    name: redactLine(info.name),
  };
}

/** Headers of gateways and of kubectl's own: `X-Auth-Token`, `Private-Token`, `X-Api-Key`. */
const SECRET_HEADER = /(?:^|-)(?:token|secret|password|passwd|api-?key)$/;

function redactHeader(name: string, value: string, known: KnownSecrets): string {
  if (value.trim() === '') return value;
  switch (name) {
    case 'authorization':
    case 'proxy-authorization':
      return redactCredentials(value, known);
    case 'cookie':
    case 'set-cookie':
      return MASK;
    case 'sec-websocket-protocol':
      // The browser's way to send a token: kubernetes/apiserver pkg/authentication/request/websocket.
      return redactLine(
        value.replaceAll(/(base64url\.bearer\.authorization\.k8s\.io\.)[^\s,]+/gi, `$1${MASK}`),
      );
    case 'warning':
      return known.unread ? MASK : redactQuotingLine(value, known);
    default:
      return SECRET_HEADER.test(name) ? MASK : redactLine(value);
  }
}

/** As kubectl's own log: the scheme stays where it is a known one. Source: client-go transport/round_trippers.go. */
function redactCredentials(value: string, known: KnownSecrets): string {
  const [, scheme, credentials = ''] = /^\s*(bearer|basic|negotiate)\s+(.*)$/is.exec(value) ?? [];
  if (scheme === undefined) return MASK;
  if (credentials.length >= 8) known.add(credentials);
  return `${scheme} ${MASK}`;
}

const SECRET_PARAMETER =
  /[?&;](?:[\w.%-]*[-_.])?(?:token|password|passwd|secret|api[-_]?key|authorization)=([^&#\s"']*)/gi;

/** `?access_token=…`, and `exec?command=mysql&command=--password&command=…`. */
function findInQuery(line: string): Edit[] {
  return [...line.matchAll(SECRET_PARAMETER), ...line.matchAll(FLAG_PARAMETER)].map((match) => {
    const end = match.index + match[0].length;
    return maskEdit(end - (match[1] ?? '').length, end);
  });
}

const FLAG_PARAMETER = /=(?:--|%2D%2D)(?:token|password)(?:=|%3D|&[\w-]+=)([^&#\s"']*)/gi;
