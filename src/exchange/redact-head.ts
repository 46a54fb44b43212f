import { applyEdits, type Edit, maskEdit, mergeEdits, numberEdits } from './edit.ts';
import type { RawHeader, RequestInfo } from './exchange.ts';
import type { KnownSecrets } from './known-secrets.ts';
import { isPlaceholder, MASK, type Placeholders } from './placeholders.ts';
import { findInText } from './redact-text.ts';
import { isSecretVariable } from './secret-names.ts';

/**
 * Masks what is secret in a URL, a header, a reason phrase, an error: a short text of one line.
 *
 * @param placeholders how the secrets of the run are named; without them they have no numbers.
 */
export function redactLine(line: string, placeholders?: Placeholders): string {
  return edited(line, [...findInText(line, false), ...findInQuery(line)], placeholders);
}

/** The same for lines in which the server may quote a Secret of the request: warnings and errors. */
export function redactQuotingLine(line: string, known: KnownSecrets): string {
  const edits = [...findInText(line, false), ...findInQuery(line), ...known.find(line)];
  return edited(line, edits, known.placeholders);
}

function edited(line: string, edits: readonly Edit[], placeholders: Placeholders | undefined): string {
  const merged = mergeEdits(edits);
  return applyEdits(line, placeholders === undefined ? merged : numberEdits(line, merged, placeholders));
}

export function redactHeaders(headers: readonly RawHeader[], known: KnownSecrets): RawHeader[] {
  return headers.map(([name, value]) => [name, redactHeader(name.toLowerCase(), value, known)]);
}

/** What is read from the request line repeats it. */
export function redactInfo(info: RequestInfo, placeholders: Placeholders): RequestInfo {
  const redact = (text: string) => redactLine(text, placeholders);
  return {
    ...info,
    path: redact(info.path),
    apiGroup: redact(info.apiGroup),
    apiVersion: redact(info.apiVersion),
    resource: redact(info.resource),
    subresource: redact(info.subresource),
    namespace: redact(info.namespace),
    name: redact(info.name),
  };
}

function redactHeader(name: string, value: string, known: KnownSecrets): string {
  if (value.trim() === '') return value;
  const { placeholders } = known;
  // An aggregated API server takes whoever sends these, with the right certificate, for that user.
  if (name.startsWith('x-remote-')) return placeholders.of(value);
  // What a user is, `Impersonate-User` and its kin, is needed to tell what the request asks for; an extra may be anything.
  if (name.startsWith('impersonate-extra-')) return placeholders.of(value);
  switch (name) {
    case 'authorization':
    case 'proxy-authorization':
      return redactCredentials(value, known);
    case 'sec-websocket-protocol':
      // The browser's way to send a token: kubernetes/apiserver pkg/authentication/request/websocket.
      return redactLine(
        value.replaceAll(BEARER_PROTOCOL, (_, name, token) => `${name}${placeholders.of(token)}`),
        placeholders,
      );
    case 'warning':
      return known.unread ? withoutNumber(value) : redactQuotingLine(value, known);
    default:
      // Those of gateways: `X-Auth-Token`, `Private-Token`, `X-Api-Key`, `X-Forwarded-Authorization`.
      if (!isSecretVariable(name) && !/(?:^|-)(?:session-?id|jwt|assertion)$/.test(name))
        return redactLine(value, placeholders);
      // A server that refuses them may quote them.
      if (name !== 'set-cookie')
        for (const part of value.split(/[;=\s]+/)) if (part.length >= 8) known.add(part);
      return placeholders.of(value);
  }
}

const BEARER_PROTOCOL = /(base64url\.bearer\.authorization\.k8s\.io\.)([^\s,]+)/gi;

/** Of a text that is masked because it cannot be understood, a number would tell nothing. */
function withoutNumber(value: string): string {
  return isPlaceholder(value) ? value : MASK;
}

/** As kubectl's own log: the scheme stays where it is a known one. Source: client-go transport/round_trippers.go. */
function redactCredentials(value: string, known: KnownSecrets): string {
  const [, scheme, credentials = ''] = /^\s*(bearer|basic|negotiate)\s+(.*)$/is.exec(value) ?? [];
  if (scheme === undefined) return known.placeholders.of(value);
  if (credentials.length >= 8) known.add(credentials);
  return `${scheme} ${known.placeholders.of(credentials)}`;
}

const SECRET_PARAMETER =
  /[?&;](?:[\w.%-]*[-_.])?(?:token|password|passwd|secret|api[-_]?key|authorization)=([^&#\s"']*)/gi;

/** What a request is signed with (`X-Amz-Signature`, a SAS of Azure), and the code of OAuth that is good for a token. */
const GRANT = /[?&;#](?:(?:[\w-]*-)?sig(?:nature)?|code_verifier|code(?=[^&#\s]{9}))=([^&#\s"']*)/gi;

/** `?access_token=…`, and `exec?command=mysql&command=--password&command=…`. */
function findInQuery(line: string): Edit[] {
  return [
    ...[...line.matchAll(SECRET_PARAMETER), ...line.matchAll(GRANT), ...line.matchAll(FLAG_PARAMETER)].map(
      (match) => maskLast(match, 0),
    ),
    ...[...line.matchAll(COMMAND)].flatMap(({ 0: parameter, index }) =>
      [...parameter.matchAll(PAIR)].map((match) => maskLast(match, index)),
    ),
  ];
}

/** @param offset where the text that was searched stands in the line. */
function maskLast(match: RegExpMatchArray, offset: number): Edit {
  const end = offset + (match.index ?? 0) + match[0].length;
  return maskEdit(end - (match[1] ?? '').length, end);
}

const FLAG_PARAMETER =
  /=(?:--|%2D%2D)(?:[\w-]+-)?(?:token|passw(?:or)?d|secret|api-?key)(?:=|%3D|&[\w-]+=)([^&#\s"']*)/gi;

/** A word of what exec runs. */
const COMMAND = /[?&]command=[^&#]*/gi;
/** `env PGPASSWORD=…`, also within a longer word: `sh -c 'PGPASSWORD=… psql'`. */
const PAIR =
  /(?:token|passw(?:or)?d|secret|api[-_]?key)[\w.-]{0,100}(?:=|%3D)((?:(?!%20|%26|%3B)[^\s+;"'])*)/gi;
