import { once } from 'node:events';
import { constants, createDeflate, type Deflate } from 'node:zlib';
import { SPDY_DICTIONARY } from '../../../src/proxy/tunnel/spdy-dictionary.ts';

/** Makes the frames of one side of SPDY/3.1; header blocks are packed by node:zlib. */
export class SpdyEncoder {
  readonly #deflate: Deflate = createDeflate({ dictionary: Buffer.from(SPDY_DICTIONARY) });
  readonly #packed: Buffer[] = [];

  constructor() {
    this.#deflate.on('data', (chunk: Buffer) => this.#packed.push(chunk));
  }

  async open(stream: number, headers: Readonly<Record<string, string>>, flags = 0): Promise<Buffer> {
    const numbers = Buffer.alloc(10);
    numbers.writeUInt32BE(stream);
    return control(1, flags, Buffer.concat([numbers, await this.#pack(headers)]));
  }

  data(stream: number, payload: string | Buffer, flags = 0): Buffer {
    const bytes = Buffer.from(payload);
    const header = Buffer.alloc(8);
    header.writeUInt32BE(stream);
    header.writeUInt32BE(flags * 2 ** 24 + bytes.length, 4);
    return Buffer.concat([header, bytes]);
  }

  async #pack(headers: Readonly<Record<string, string>>): Promise<Buffer> {
    const entries = Object.entries(headers);
    const block = [number(entries.length)];
    for (const text of entries.flat()) block.push(number(Buffer.byteLength(text)), Buffer.from(text));
    this.#deflate.write(Buffer.concat(block));
    await new Promise<void>((resolve) => this.#deflate.flush(constants.Z_SYNC_FLUSH, () => resolve()));
    while (this.#packed.length === 0) await once(this.#deflate, 'data');
    return Buffer.concat(this.#packed.splice(0));
  }
}

export function control(type: number, flags: number, body: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(0x8003);
  header.writeUInt16BE(type, 2);
  header.writeUInt32BE(flags * 2 ** 24 + body.length, 4);
  return Buffer.concat([header, body]);
}

function number(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
}
