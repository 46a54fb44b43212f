import { type DecodedBody, decodeBody } from './body.ts';
import type { Body, Exchange, ExchangeRequest, ExchangeResponse, RecordedExchange } from './exchange.ts';
import { KnownSecrets } from './known-secrets.ts';
import { type BodyRules, redactBody } from './redact-body.ts';
import { redactHeaders, redactInfo, redactLine, redactQuotingLine } from './redact-head.ts';
import { decodeTunnel, redactTunnel } from './redact-tunnel.ts';
import { scopeOfRequest } from './secret-scope.ts';

export interface RedactorOptions {
  /** Mask nothing, withhold nothing for secrecy. Bodies are decoded all the same. */
  showSecrets: boolean;
}

export type Redact = (recorded: RecordedExchange) => Exchange;

/**
 * Creates the one way from a recording to what may be shown. Every value of a secret becomes `<masked>`,
 * before any renderer, and before anything is indented or cut; all else stays as it was sent, byte for byte.
 * What may hold secrets and cannot be understood is withheld. Pure; never throws.
 * What is secret: the Kubernetes API's Secrets and tokens by where they stand, JWTs, private keys and
 * passwords in URLs by their shape.
 */
export function createRedactor({ showSecrets }: RedactorOptions): Redact {
  return showSecrets ? decodeExchange : redactExchange;
}

function redactExchange(recorded: RecordedExchange): Exchange {
  // Filled by the request, used for what the server quotes of it.
  const known = new KnownSecrets();
  const scope = scopeOfRequest(recorded.request.info);
  const isOpen = recorded.open === true || recorded.error !== undefined;
  const request = redactRequest(recorded.request, { scope, known, role: 'request', isOpen });
  const { response, tunnel, error, ...rest } = recorded;
  return {
    ...rest,
    request,
    ...(response === undefined ? {} : { response: redactResponse(response, { scope, known, isOpen }) }),
    ...(tunnel === undefined ? {} : { tunnel: redactTunnel(tunnel, known) }),
    ...(error === undefined ? {} : { error: redactQuotingLine(error, known) }),
  };
}

function redactRequest(request: RecordedExchange['request'], rules: BodyRules): ExchangeRequest {
  const headers = redactHeaders(request.headers, rules.known);
  return {
    ...request,
    url: redactLine(request.url),
    headers,
    body: redactSafely(() => decodeBody(request.body, headers), request.body.size, rules),
    info: redactInfo(request.info),
  };
}

function redactResponse(
  response: NonNullable<RecordedExchange['response']>,
  shared: Omit<BodyRules, 'role'>,
): ExchangeResponse {
  const { known } = shared;
  const headers = redactHeaders(response.headers, known);
  const role = response.status >= 400 ? 'error response' : 'response';
  return {
    ...response,
    statusText: redactQuotingLine(response.statusText, known),
    headers,
    body: redactSafely(() => decodeBody(response.body, headers), response.body.size, { ...shared, role }),
  };
}

/** A fault of ours must neither show a secret nor cost the trace. */
function redactSafely(decode: () => DecodedBody, size: number, rules: BodyRules): Body {
  try {
    return redactBody(decode(), rules);
  } catch {
    rules.known.unread = true;
    return { size, mediaType: '', withheld: 'could not be searched for secrets', masked: 0 };
  }
}

function decodeExchange(recorded: RecordedExchange): Exchange {
  const { request, response, tunnel, ...rest } = recorded;
  const decoded = (body: DecodedBody): Body => ({ ...body, masked: 0 });
  return {
    ...rest,
    request: { ...request, body: decoded(decodeBody(request.body, request.headers)) },
    ...(response === undefined
      ? {}
      : { response: { ...response, body: decoded(decodeBody(response.body, response.headers)) } }),
    ...(tunnel === undefined ? {} : { tunnel: decodeTunnel(tunnel) }),
  };
}
