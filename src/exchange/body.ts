import { Buffer, isUtf8 } from 'node:buffer';
import { binaryFormOf, type DecodeBinary } from './binary-body.ts';
import type { Body, CapturedBody, RawHeader } from './exchange.ts';
import { joinedHeader } from './headers.ts';
import { type MediaType, parseMediaType } from './media-type.ts';
import { MAX_UNPACKED, unpack } from './unpack.ts';

/** A body as text, with its secrets: `redactBody` makes a `Body` of it. */
export type DecodedBody = Omit<Body, 'masked'>;

/**
 * Undoes the content coding of a body and reads its text. Never throws: what is no text is `withheld`, with
 * the reason in words for a person.
 *
 * @param decodeBinary what reads protobuf and CBOR, where it is loaded.
 */
export function decodeBody(
  captured: CapturedBody,
  headers: readonly RawHeader[],
  decodeBinary?: DecodeBinary,
): DecodedBody {
  const contentType = joinedHeader(headers, 'content-type');
  const mediaType = parseMediaType(contentType);
  const read = createReader(contentType, decodeBinary);
  const isCut = captured.size > captured.bytes.length;
  const body: DecodedBody = {
    size: captured.size,
    mediaType: mediaType.type,
    ...(isCut ? { recorded: captured.bytes.length } : {}),
  };
  if (captured.bytes.length === 0) return isCut ? { ...body, withheld: 'not recorded' } : body;

  const coding = joinedHeader(headers, 'content-encoding').trim().toLowerCase();
  if (coding === '' || coding === 'identity') return { ...body, ...read(captured.bytes, isCut) };
  const unpacked = unpack(captured.bytes, coding);
  if (typeof unpacked === 'string') return { ...body, withheld: unpacked };
  const { bytes, used } = unpacked;
  const recorded = used < captured.bytes.length ? { recorded: used } : {};
  return { ...body, ...recorded, encoding: coding, ...read(bytes, true) };
}

type Text = Pick<DecodedBody, 'text' | 'withheld' | 'decodedFrom' | 'recorded' | 'bytes'>;

function createReader(
  contentType: string,
  decodeBinary: DecodeBinary | undefined,
): (bytes: Uint8Array, isCut: boolean) => Text {
  const form = binaryFormOf(contentType);
  if (form === undefined || decodeBinary === undefined) {
    const mediaType = parseMediaType(contentType);
    return (bytes, isCut) => readText(bytes, mediaType, isCut);
  }
  return (bytes, isCut) => {
    if (bytes.length === 0) return {};
    const isLong = bytes.length > MAX_UNPACKED;
    const begin = isLong ? bytes.subarray(0, MAX_UNPACKED) : bytes;
    const decoded = decodeBinary(begin, { ...form, isCut: isCut || isLong });
    const recorded = isLong ? { recorded: MAX_UNPACKED } : {};
    return 'text' in decoded ? { ...decoded, ...recorded, decodedFrom: form.format } : { ...decoded, bytes };
  };
}

function readText(bytes: Uint8Array, { type, charset }: MediaType, isCut: boolean): Text {
  if (bytes.length === 0) return {};
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const withheld = `binary (${type === '' ? 'no content type' : type})`;
  // `k8s\0` is the envelope of protobuf; no text has a NUL.
  if (isBinaryType(type) || buffer.includes(0)) return { withheld, bytes };
  if (charset === 'iso-8859-1' || charset === 'latin1') return { text: buffer.toString('latin1') };
  if (charset !== '' && charset !== 'utf-8' && charset !== 'utf8' && charset !== 'us-ascii') {
    return { withheld: `text in ${charset}` };
  }
  const whole = isCut ? buffer.subarray(0, endOfWholeCharacters(buffer)) : buffer;
  return isUtf8(whole) ? { text: whole.toString('utf8') } : { withheld, bytes };
}

const BINARY_TYPES: ReadonlySet<string> = new Set([
  'application/vnd.kubernetes.protobuf',
  'application/cbor',
  'application/cbor-seq',
  'application/protobuf',
]);

/** `application/com.github.proto-openapi.spec.v2.v1.0+protobuf` is the OpenAPI that kubectl before 1.27 asks for. */
function isBinaryType(type: string): boolean {
  return BINARY_TYPES.has(type) || /[+.](?:protobuf|cbor)$/.test(type);
}

/** Where the last whole UTF-8 character ends: a recording is cut at a byte, not at a character. */
function endOfWholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return back < length ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
