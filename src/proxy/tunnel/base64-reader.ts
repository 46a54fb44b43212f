import { WireBytes } from './wire-bytes.ts';

/** Decodes base64 that comes in pieces. What is not base64 is passed over, as Node does. */
export class Base64Reader {
  /** Characters that do not make a group of four yet. */
  #rest = '';

  decode(characters: WireBytes): WireBytes {
    const text = this.#rest + characters.toBuffer().toString('latin1');
    const whole = text.length - (text.length % 4);
    this.#rest = text.slice(whole);
    return new WireBytes(Buffer.from(text.slice(0, whole), 'base64'));
  }

  /** A new text begins. */
  reset(): void {
    this.#rest = '';
  }
}
