import type { DecodeBinary } from './binary-body.ts';
import { type DecodedBody, decodeBody } from './body.ts';
import type {
  Body,
  CapturedBody,
  Exchange,
  ExchangeRequest,
  ExchangeResponse,
  RawHeader,
  RecordedExchange,
} from './exchange.ts';
import { KnownSecrets } from './known-secrets.ts';
import { Placeholders } from './placeholders.ts';
import { type BodyRules, redactBody } from './redact-body.ts';
import { redactHeaders, redactInfo, redactLine, redactQuotingLine } from './redact-head.ts';
import { decodeTunnel, redactTunnel } from './redact-tunnel.ts';
import { scopeOfRequest } from './secret-scope.ts';
import type { RecordedPayload } from './tunnel.ts';
import type { ReadYaml } from './yaml-source.ts';

export interface RedactorOptions {
  /** Mask nothing, withhold nothing for secrecy. Bodies are decoded all the same. */
  showSecrets: boolean;
  /** What reads bodies that are no text. It may be filled later: it is looked at for each exchange. */
  decoders?: Decoders;
}

/** What only some runs need, and load when they do. */
export interface Decoders {
  binary?: DecodeBinary;
  yaml?: ReadYaml;
}

export type Redact = (recorded: RecordedExchange) => Exchange;

/**
 * Creates the one way from a recording to what may be shown. Every value of a secret becomes a placeholder,
 * `<masked:1>`, equal ones of one redactor the same, before any renderer, and before anything is indented or cut; all else stays as it was sent, byte for byte.
 * What may hold secrets and cannot be understood is withheld. Pure; never throws.
 * What is secret: the Kubernetes API's Secrets and tokens by where they stand, JWTs, private keys and
 * passwords in URLs by their shape.
 */
export function createRedactor({ showSecrets, decoders = {} }: RedactorOptions): Redact {
  const read: ReadBody<CapturedBody> = (body, headers) => decodeBody(body, headers, decoders.binary);
  if (showSecrets) return (recorded) => decodeExchange(read, recorded);
  const placeholders = new Placeholders();
  return (recorded) => redactWith(read, placeholders, recorded, decoders.yaml);
}

/** How the body of a stage is read; it may throw. */
type ReadBody<B> = (body: B, headers: readonly RawHeader[]) => DecodedBody;

/** The rules themselves, for an exchange of any stage. */
export function redactWith<B>(
  read: ReadBody<B>,
  placeholders: Placeholders,
  unsafe: Exchange<B, RecordedPayload>,
  readYaml?: ReadYaml,
): Exchange {
  // Filled by the request, used for what the server quotes of it.
  const known = new KnownSecrets(placeholders);
  known.columns = COLUMNS.get(unsafe.request) ?? known.columns;
  const scope = scopeOfRequest(unsafe.request.info);
  const isOpen = unsafe.open === true || unsafe.error !== undefined;
  const isDescription = unsafe.request.info.isDiscovery;
  const shared = { scope, known, isOpen, isDescription, readYaml };
  const request = redactRequest(read, unsafe.request, { ...shared, role: 'request' });
  const { response, tunnel, error, ...rest } = unsafe;
  const redacted: Exchange = {
    ...rest,
    request,
    ...(response === undefined ? {} : { response: redactResponse(read, response, shared) }),
    ...(tunnel === undefined ? {} : { tunnel: redactTunnel(tunnel, known) }),
    ...(error === undefined ? {} : { error: redactQuotingLine(error, known) }),
  };
  if (known.columns.size > 0) COLUMNS.set(unsafe.request, known.columns);
  return redacted;
}

/** Of a watch, whose events are redacted one by one, each with the same request. */
const COLUMNS = new WeakMap<object, ReadonlySet<number>>();

function redactRequest<B>(read: ReadBody<B>, request: ExchangeRequest<B>, rules: BodyRules): ExchangeRequest {
  const { placeholders } = rules.known;
  // In the order in which they are shown: the numbers of what is masked follow it.
  const url = redactLine(request.url, placeholders);
  const headers = redactHeaders(request.headers, rules.known);
  return {
    ...request,
    url,
    headers,
    body: redactSafely(() => read(request.body, headers), rules),
    info: redactInfo(request.info, placeholders),
  };
}

function redactResponse<B>(
  read: ReadBody<B>,
  response: ExchangeResponse<B>,
  shared: Omit<BodyRules, 'role'>,
): ExchangeResponse {
  const { known } = shared;
  const headers = redactHeaders(response.headers, known);
  const role = response.status >= 400 ? 'error response' : 'response';
  return {
    ...response,
    statusText: redactQuotingLine(response.statusText, known),
    headers,
    body: redactSafely(() => read(response.body, headers), { ...shared, role }),
  };
}

/** A fault of ours must neither show a secret nor cost the trace. */
function redactSafely(read: () => DecodedBody, rules: BodyRules): Body {
  let size = 0;
  try {
    const body = read();
    size = body.size;
    return redactBody(body, rules);
  } catch {
    rules.known.unread = true;
    return { size, mediaType: '', withheld: 'could not be searched for secrets', masked: 0 };
  }
}

function decodeExchange(read: ReadBody<CapturedBody>, recorded: RecordedExchange): Exchange {
  const { request, response, tunnel, ...rest } = recorded;
  const decoded = (body: DecodedBody): Body => ({ ...body, masked: 0 });
  return {
    ...rest,
    request: { ...request, body: decoded(read(request.body, request.headers)) },
    ...(response === undefined
      ? {}
      : { response: { ...response, body: decoded(read(response.body, response.headers)) } }),
    ...(tunnel === undefined ? {} : { tunnel: decodeTunnel(tunnel) }),
  };
}
