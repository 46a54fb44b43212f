import type { DecodedBody } from './body.ts';
import type { Body, Exchange, RawHeader } from './exchange.ts';
import { joinedHeader } from './headers.ts';
import { parseMediaType } from './media-type.ts';
import { Placeholders } from './placeholders.ts';
import { type Decoders, type RedactorOptions, redactWith } from './redact.ts';
import { redactLine } from './redact-head.ts';
import { fromSavedTunnel, toSavedTunnel } from './redact-saved-tunnel.ts';
import type { Payload } from './tunnel.ts';

/**
 * An exchange as a file holds it: content codings undone, but who has written it, and whether they masked anything,
 * is not known. Goes nowhere but into `redactSaved`.
 */
export type SavedExchange = Exchange<SavedBody, Payload>;

/** Kept apart from `Body`, so that the compiler keeps it from a renderer. */
export interface SavedBody {
  saved: Body;
}

/**
 * Masks what is secret in an exchange that was read from a file. What a trace of ours has masked stays exactly as it
 * is, with its counts: of our own files this changes nothing.
 */
export function createSavedRedactor({
  showSecrets,
  decoders = {},
}: RedactorOptions): (saved: SavedExchange) => Exchange {
  const placeholders = new Placeholders();
  return showSecrets ? trusted : (saved) => redactSaved(saved, placeholders, decoders);
}

function redactSaved(
  { tunnel, ...unsafe }: SavedExchange,
  placeholders: Placeholders,
  { yaml }: Decoders,
): Exchange {
  const { request, response } = unsafe;
  const recorded = tunnel === undefined ? {} : { tunnel: fromSavedTunnel(tunnel) };
  const redacted = redactWith(withoutCount, placeholders, { ...unsafe, ...recorded }, yaml);
  return {
    ...redacted,
    request: { ...redacted.request, body: counted(redacted.request.body, request.body) },
    ...(redacted.response === undefined || response === undefined
      ? {}
      : { response: { ...redacted.response, body: counted(redacted.response.body, response.body) } }),
    ...(redacted.tunnel === undefined || tunnel === undefined
      ? {}
      : { tunnel: toSavedTunnel(redacted.tunnel, tunnel) }),
  };
}

/** Of the words around the text the header's are safe already. */
function withoutCount({ saved }: SavedBody, headers: readonly RawHeader[]): DecodedBody {
  const { masked: _, ...body } = saved;
  const contentType = joinedHeader(headers, 'content-type');
  const { encoding, withheld } = body;
  return {
    ...body,
    mediaType: contentType === '' ? redactLine(body.mediaType) : parseMediaType(contentType).type,
    ...(encoding === undefined ? {} : { encoding: redactLine(encoding) }),
    ...(withheld === undefined ? {} : { withheld: redactLine(withheld) }),
  };
}

function counted(redacted: Body, { saved }: SavedBody): Body {
  return { ...redacted, masked: redacted.masked + (redacted.text === undefined ? 0 : saved.masked) };
}

function trusted({ request, response, ...rest }: SavedExchange): Exchange {
  return {
    ...rest,
    request: { ...request, body: request.body.saved },
    ...(response === undefined ? {} : { response: { ...response, body: response.body.saved } }),
  };
}
