import type { WireBytes } from './wire-bytes.ts';

export interface SpdyListener {
  /** @param body what stands behind the frame's header; undefined where it is longer than any that is read. */
  control(type: number, flags: number, length: number, body: Buffer | undefined): void;
  /** Returns why that cannot be, where it cannot. */
  beginData(stream: number, flags: number, length: number): string | undefined;
  /** The payload of the frame that has begun, in as many pieces as it came in. */
  payload(bytes: WireBytes): void;
  endData(): void;
}

const HEADER_LENGTH = 8;

/** Bytes of a control frame that is read: those of a stream's opening are about a hundred. */
const MAX_CONTROL = 16 * 1024;

/** SYN_STREAM … WINDOW_UPDATE; 5 was NOOP before version 3. */
const LAST_TYPE = 9;

/** Reads one direction of SPDY/3.1 (draft-mbelshe-httpbis-spdy-00, 2.2) as it passes, in whatever chunks it comes. */
export class SpdyReader {
  readonly #listener: SpdyListener;
  readonly #header = Buffer.alloc(HEADER_LENGTH);
  #headerLength = 0;
  /** Bytes behind the header that are still to come; undefined between frames. */
  #left: number | undefined;
  /** What has come of a control frame; undefined for data, and for what is too long. */
  #control: Buffer[] | undefined;

  constructor(listener: SpdyListener) {
    this.#listener = listener;
  }

  /** Returns why this is no SPDY, where it is none; nothing may be pushed after that. */
  push(bytes: WireBytes): string | undefined {
    let at = 0;
    while (at < bytes.length) {
      if (this.#left === undefined) {
        this.#header[this.#headerLength] = bytes.at(at);
        this.#headerLength += 1;
        at += 1;
        if (this.#headerLength < HEADER_LENGTH) continue;
        const fault = this.#begin();
        if (fault !== undefined) return fault;
      }
      at += this.#pass(bytes, at);
    }
    return undefined;
  }

  get #isControl(): boolean {
    return ((this.#header[0] ?? 0) & 0x80) !== 0;
  }

  #begin(): string | undefined {
    const header = this.#header;
    const length = header.readUIntBE(5, 3);
    this.#headerLength = 0;
    this.#left = length;
    if (!this.#isControl) {
      return this.#listener.beginData(header.readUInt32BE(0), header[4] ?? 0, length);
    }
    const version = header.readUInt16BE(0) & 0x7fff;
    const type = header.readUInt16BE(2);
    if (version !== 3) return `a frame says version ${version}`;
    if (type < 1 || type > LAST_TYPE) return `there is no frame of type ${type}`;
    this.#control = length > MAX_CONTROL ? undefined : [];
    return undefined;
  }

  /** Returns how many bytes it has taken. */
  #pass(bytes: WireBytes, at: number): number {
    const left = this.#left ?? 0;
    const count = Math.min(left, bytes.length - at);
    if (count > 0) {
      if (!this.#isControl) this.#listener.payload(bytes.slice(at, at + count));
      else this.#control?.push(bytes.slice(at, at + count).toBuffer());
    }
    this.#left = left - count;
    if (this.#left === 0) {
      this.#left = undefined;
      this.#end();
    }
    return count;
  }

  #end(): void {
    const header = this.#header;
    if (!this.#isControl) {
      this.#listener.endData();
      return;
    }
    const body = this.#control === undefined ? undefined : Buffer.concat(this.#control);
    this.#control = undefined;
    this.#listener.control(header.readUInt16BE(2), header[4] ?? 0, header.readUIntBE(5, 3), body);
  }
}
