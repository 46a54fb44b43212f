import type { Duplex } from 'node:stream';
import { codeOf } from '../../src/errors.ts';

/** How a connection ended as its other side sees it: by FIN, or by RST. */
export type End = 'closed' | 'reset';

const TIMEOUT_MS = 8000;

/** Below every timer of ours, of node:http and of TLS, and enough for a machine under load. */
export const AT_ONCE_MS = 2000;

/** One side of a connection whose bytes a test writes and reads itself. Strings are Latin-1: a byte a character. */
export class ByteStream {
  readonly stream: Duplex;
  #chunks: Buffer[] = [];
  #length = 0;
  #end: End | undefined;
  readonly #wake = new Set<() => void>();

  constructor(stream: Duplex) {
    this.stream = stream;
    stream.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#length += chunk.length;
      this.#tell();
    });
    stream.on('end', () => this.#setEnd('closed'));
    stream.on('close', () => this.#setEnd('closed'));
    stream.on('error', (error) => this.#setEnd(codeOf(error) === 'ECONNRESET' ? 'reset' : 'closed'));
  }

  write(data: string | Buffer): boolean {
    return typeof data === 'string' ? this.stream.write(data, 'latin1') : this.stream.write(data);
  }

  /** Takes what is there up to and with `mark`, waiting for it; throws where the connection ends before. */
  until(mark: string): Promise<string> {
    return this.#take(`${JSON.stringify(mark)}`, () => {
      const at = this.#joined().indexOf(mark, 0, 'latin1');
      return at === -1 ? undefined : this.#cut(at + mark.length).toString('latin1');
    });
  }

  /** A message's head, with the empty line. */
  head(): Promise<string> {
    return this.until('\r\n\r\n');
  }

  bytes(count: number, timeoutMs?: number): Promise<Buffer> {
    const take = () => (this.#length < count ? undefined : this.#cut(count));
    return this.#take(`${count} bytes`, take, timeoutMs);
  }

  async text(count: number): Promise<string> {
    return (await this.bytes(count)).toString('latin1');
  }

  /** How the other side has ended the connection, once it has; what came before can still be taken. */
  ended(timeoutMs?: number): Promise<End> {
    return this.#wait('the end', () => this.#end, timeoutMs);
  }

  /** What has come and was not taken. */
  get left(): string {
    return this.#joined().toString('latin1');
  }

  get isOpen(): boolean {
    return this.#end === undefined;
  }

  close(): void {
    this.stream.destroy();
  }

  #take<T>(what: string, tryTake: () => T | undefined, timeoutMs?: number): Promise<T> {
    return this.#wait(
      what,
      () => {
        const taken = tryTake();
        if (taken === undefined && this.#end !== undefined)
          throw new Error(
            `${this.#end} before ${what}; there was ${JSON.stringify(this.left.slice(0, 2000))}`,
          );
        return taken;
      },
      timeoutMs,
    );
  }

  #wait<T>(what: string, look: () => T | undefined, timeoutMs = TIMEOUT_MS): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        this.#wake.delete(check);
      };
      const check = () => {
        try {
          const found = look();
          if (found === undefined) return;
          settle();
          resolve(found);
        } catch (error) {
          settle();
          reject(error);
        }
      };
      const late = () => {
        settle();
        reject(
          new Error(`no ${what} in ${timeoutMs} ms; there was ${JSON.stringify(this.left.slice(0, 2000))}`),
        );
      };
      const timer = setTimeout(late, timeoutMs);
      this.#wake.add(check);
      check();
    });
  }

  #setEnd(end: End): void {
    this.#end ??= end;
    this.#tell();
  }

  #tell(): void {
    for (const check of [...this.#wake]) check();
  }

  #joined(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks, this.#length)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  #cut(count: number): Buffer {
    const all = this.#joined();
    const rest = all.subarray(count);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#length = rest.length;
    return all.subarray(0, count);
  }
}
