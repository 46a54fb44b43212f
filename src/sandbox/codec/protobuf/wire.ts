/** The wire format of protobuf: writing grows a list of chunks, reading walks over a buffer. */
export class ProtobufWriter {
  readonly #chunks: Buffer[] = [];

  varint(field: number, value: number | bigint): void {
    this.#tag(field, VARINT);
    this.#number(value);
  }

  double(field: number, value: number, bits: number): void {
    const bytes = Buffer.alloc(bits / 8);
    if (bits === 32) bytes.writeFloatLE(value);
    else bytes.writeDoubleLE(value);
    this.#tag(field, bits === 32 ? FIXED32 : FIXED64);
    this.#chunks.push(bytes);
  }

  bytes(field: number, value: Uint8Array): void {
    this.#tag(field, BYTES);
    this.#number(value.length);
    this.#chunks.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
  }

  string(field: number, value: string): void {
    this.bytes(field, Buffer.from(value));
  }

  message(field: number, write: (writer: ProtobufWriter) => void): void {
    const inner = new ProtobufWriter();
    write(inner);
    this.bytes(field, inner.finish());
  }

  finish(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  #tag(field: number, type: number): void {
    this.#number(field * 8 + type);
  }

  #number(value: number | bigint): void {
    const bytes: number[] = [];
    // What is negative is written as an unsigned number of 64 bits.
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest >= 0x80n) {
      bytes.push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    bytes.push(Number(rest));
    this.#chunks.push(Buffer.from(bytes));
  }
}

/** A field as it stands in a message. */
export type WireField =
  | { number: number; type: 'varint'; value: bigint }
  | { number: number; type: 'fixed'; value: Buffer }
  | { number: number; type: 'bytes'; value: Buffer };

/** What the bytes break: in the words of the generated Go code. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

/** The fields of a message in their order. @throws ProtobufError */
export function readFields(bytes: Buffer): WireField[] {
  const fields: WireField[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      if (shift >= 64n) throw new ProtobufError('proto: integer overflow');
      const byte = bytes[at];
      if (byte === undefined) throw new ProtobufError('unexpected EOF');
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
  };
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new ProtobufError('unexpected EOF');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const number = Math.floor(tag / 8);
    const type = tag % 8;
    if (number <= 0) throw new ProtobufError(`proto: illegal tag ${number} (wire type ${type})`);
    if (type === VARINT) fields.push({ number, type: 'varint', value: varint() });
    else if (type === BYTES) fields.push({ number, type: 'bytes', value: take(Number(varint())) });
    else if (type === FIXED64) fields.push({ number, type: 'fixed', value: take(8) });
    else if (type === FIXED32) fields.push({ number, type: 'fixed', value: take(4) });
    else throw new ProtobufError(`proto: illegal wireType ${type}`);
  }
  return fields;
}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;
