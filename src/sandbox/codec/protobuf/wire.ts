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
  | { number: number; type: 'bytes'; value: Buffer; isCut?: true };

/** What the bytes break: in the words of the generated Go code. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

/**
 * The fields of a message in their order.
 *
 * @param isCut whether the end of the bytes is missing: then the last field, if it is one of bytes, may be cut.
 * @throws ProtobufError
 */
export function readFields(bytes: Buffer, isCut = false): WireField[] {
  const reader = new FieldReader(bytes, isCut);
  try {
    while (reader.hasMore) reader.readField();
  } catch (error) {
    if (!isCut || error !== END) throw error === END ? new ProtobufError('unexpected EOF') : error;
  }
  return reader.fields;
}

/** Thrown within the reader only. */
const END = Symbol('unexpected EOF');

class FieldReader {
  readonly fields: WireField[] = [];
  readonly #bytes: Buffer;
  readonly #isCut: boolean;
  #at = 0;

  constructor(bytes: Buffer, isCut: boolean) {
    this.#bytes = bytes;
    this.#isCut = isCut;
  }

  get hasMore(): boolean {
    return this.#at < this.#bytes.length;
  }

  readField(): void {
    const tag = this.#length();
    const number = Math.floor(tag / 8);
    const type = tag % 8;
    if (number <= 0) throw new ProtobufError(`proto: illegal tag ${number} (wire type ${type})`);
    if (type === VARINT) this.fields.push({ number, type: 'varint', value: this.#varint() });
    else if (type === BYTES) this.#readBytes(number, this.#length());
    else if (type === FIXED64) this.fields.push({ number, type: 'fixed', value: this.#take(8) });
    else if (type === FIXED32) this.fields.push({ number, type: 'fixed', value: this.#take(4) });
    else throw new ProtobufError(`proto: illegal wireType ${type}`);
  }

  #readBytes(number: number, length: number): void {
    const end = this.#at + length;
    if (this.#isCut && end > this.#bytes.length) {
      this.fields.push({ number, type: 'bytes', value: this.#bytes.subarray(this.#at), isCut: true });
      throw END;
    }
    this.fields.push({ number, type: 'bytes', value: this.#take(length) });
  }

  #take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw END;
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  /** A varint that is small in all but hostile messages: up to four bytes are read as a plain number. */
  #length(): number {
    let value = 0;
    for (let count = 0; count < 4; count += 1) {
      const byte = this.#bytes[this.#at + count];
      if (byte === undefined) throw END;
      value |= (byte & 0x7f) << (7 * count);
      if (byte < 0x80) {
        this.#at += count + 1;
        return value;
      }
    }
    return Number(this.#varint());
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      if (shift >= 64n) throw new ProtobufError('proto: integer overflow');
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw END;
      this.#at += 1;
      if (byte < 0x80 && shift === 0n) return BigInt(byte);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
  }
}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;
