import { WireBytes } from './wire-bytes.ts';

/** What stands before the payload of a frame. */
export interface WebSocketHeader {
  opcode: number;
  /** Whether the message ends with this frame. */
  isFinal: boolean;
  /** Bytes of payload. */
  length: number;
}

export interface WebSocketListener {
  begin(header: WebSocketHeader): void;
  /** The payload of the frame that has begun, in as many pieces as it came in. */
  payload(bytes: WireBytes): void;
  end(): void;
}

/** Bytes of a frame's header at most: two, eight of length, four of mask. */
const MAX_HEADER = 14;

/**
 * Reads one direction of a WebSocket (RFC 6455, 5.2) as it passes, in whatever chunks it comes. Neither direction is
 * held to the rules of masking: what is understood is shown.
 */
export class WebSocketReader {
  readonly #listener: WebSocketListener;
  readonly #header = Buffer.alloc(MAX_HEADER);
  #headerLength = 0;
  #mask: Uint8Array | undefined;
  #phase = 0;
  /** Bytes of the payload that are still to come; undefined between frames. */
  #left: number | undefined;

  constructor(listener: WebSocketListener) {
    this.#listener = listener;
  }

  /** Returns why this is no WebSocket, where it is none; nothing may be pushed after that. */
  push(chunk: Buffer): string | undefined {
    let at = 0;
    while (at < chunk.length) {
      if (this.#left === undefined) {
        this.#header[this.#headerLength] = chunk[at] ?? 0;
        this.#headerLength += 1;
        at += 1;
        if (this.#headerLength < lengthOfHeader(this.#header, this.#headerLength)) continue;
        const fault = this.#begin();
        if (fault !== undefined) return fault;
      }
      at += this.#pass(chunk, at);
    }
    return undefined;
  }

  #begin(): string | undefined {
    const header = this.#header;
    const first = header[0] ?? 0;
    const second = header[1] ?? 0;
    const opcode = first & 0x0f;
    const isFinal = (first & 0x80) !== 0;
    const isMasked = (second & 0x80) !== 0;
    const length = payloadLength(header);
    if ((first & 0x70) !== 0) return 'a frame has bits of an extension';
    if (!OPCODES.has(opcode)) return `there is no opcode ${opcode}`;
    if (opcode >= 8 && (!isFinal || length > 125)) return 'a control frame is too long';
    if (length > Number.MAX_SAFE_INTEGER) return 'a frame is too long';
    this.#mask = isMasked
      ? Uint8Array.from(header.subarray(this.#headerLength - 4, this.#headerLength))
      : undefined;
    this.#phase = 0;
    this.#headerLength = 0;
    this.#left = length;
    this.#listener.begin({ opcode, isFinal, length });
    return undefined;
  }

  /** Returns how many bytes it has taken. */
  #pass(chunk: Buffer, at: number): number {
    const left = this.#left ?? 0;
    const count = Math.min(left, chunk.length - at);
    if (count > 0) {
      this.#listener.payload(new WireBytes(chunk, at, at + count, this.#mask, this.#phase));
      this.#phase = (this.#phase + count) & 3;
    }
    this.#left = left - count;
    if (this.#left === 0) {
      this.#left = undefined;
      this.#listener.end();
    }
    return count;
  }
}

const OPCODES: ReadonlySet<number> = new Set([0, 1, 2, 8, 9, 10]);

/** As far as it can be told from the bytes that are there. */
function lengthOfHeader(header: Buffer, known: number): number {
  if (known < 2) return 2;
  const second = header[1] ?? 0;
  const extended = (second & 0x7f) === 127 ? 8 : (second & 0x7f) === 126 ? 2 : 0;
  return 2 + extended + ((second & 0x80) === 0 ? 0 : 4);
}

function payloadLength(header: Buffer): number {
  const short = (header[1] ?? 0) & 0x7f;
  if (short === 126) return header.readUInt16BE(2);
  return short === 127 ? header.readUInt32BE(2) * 2 ** 32 + header.readUInt32BE(6) : short;
}
