import { Buffer } from 'node:buffer';
import type { DecodeBinary } from '../exchange/binary-body.ts';
import { decodeCbor } from './cbor.ts';
import { decodeProtobuf } from './protobuf.ts';
import { Undecodable } from './undecodable.ts';

/** Decodes protobuf and CBOR as Kubernetes writes them. */
export const decodeBinary: DecodeBinary = (bytes, { format, isStream, isCut }) => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decode = format === 'protobuf' ? decodeProtobuf : decodeCbor;
  try {
    return { text: decode(buffer, isStream, isCut) };
  } catch (error) {
    // Anything else comes of bytes that are not what they are said to be.
    const why = error instanceof Undecodable ? error.message : `${format} that cannot be decoded`;
    return { withheld: `binary (${why})` };
  }
};
