import type { CapturedBody, RawHeader, RecordedExchange } from './exchange.ts';
import { joinedHeader } from './headers.ts';
import { parseMediaType } from './media-type.ts';

/** The formats besides JSON in which the API's objects travel. */
export type BinaryFormat = 'protobuf' | 'cbor';

/** What a binary body is, as its media type says. */
export interface BinaryForm {
  format: BinaryFormat;
  /** Whether it is the events of a watch, one after the other. */
  isStream: boolean;
  /** Whether its end is missing: what comes before it is decoded all the same. */
  isCut: boolean;
}

/**
 * Decodes a body to JSON in the form in which the server would have written it; the events of a watch to one line each.
 * Never throws: `withheld` says in words for a person why it cannot.
 */
export type DecodeBinary = (bytes: Uint8Array, form: BinaryForm) => { text: string } | { withheld: string };

/** The form of a body of this media type; undefined for what is none of the two. */
export function binaryFormOf(contentType: string): Omit<BinaryForm, 'isCut'> | undefined {
  const { type, isStream } = parseMediaType(contentType);
  if (type === 'application/vnd.kubernetes.protobuf') return { format: 'protobuf', isStream };
  if (type === 'application/cbor-seq') return { format: 'cbor', isStream: true };
  if (type === 'application/cbor' || type.endsWith('+cbor')) return { format: 'cbor', isStream };
  return undefined;
}

/** Whether an exchange has a body that only a `DecodeBinary` can read. */
export function hasBinaryBody({ request, response }: RecordedExchange): boolean {
  return isBinary(request) || (response !== undefined && isBinary(response));
}

/** Whether what comes as the answer to it, event by event, is such a body. */
export function hasBinaryStream({ response }: RecordedExchange): boolean {
  return response !== undefined && binaryFormOf(joinedHeader(response.headers, 'content-type')) !== undefined;
}

function isBinary({ headers, body }: { headers: readonly RawHeader[]; body: CapturedBody }): boolean {
  return body.size > 0 && binaryFormOf(joinedHeader(headers, 'content-type')) !== undefined;
}
