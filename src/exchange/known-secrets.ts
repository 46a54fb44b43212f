import { type Edit, maskEdit } from './edit.ts';
import { isPlaceholder, type Placeholders } from './placeholders.ts';

/**
 * The secrets that one exchange has shown so far. The server quotes them in its messages, without any mark:
 * `Invalid value: "hunter2"`.
 */
export class KnownSecrets {
  /** How the secrets of the run are named. */
  readonly placeholders: Placeholders;
  readonly #values = new Set<string>();
  /** The request could not be read: any of its parts may come back. */
  unread = false;
  /** The columns of its Table that hold secrets, by their place: a watch names them in its first event alone. */
  columns: ReadonlySet<number> = new Set();

  constructor(placeholders: Placeholders) {
    this.placeholders = placeholders;
  }

  get isEmpty(): boolean {
    return this.#values.size === 0 && !this.unread;
  }

  /** Adds a value and its other spellings: base64 and decoded. */
  add(value: string): void {
    // Of a trace that is read again: no secret, but what stands in its place.
    if (isPlaceholder(value)) return;
    const decoded = Buffer.from(value, 'base64').toString('utf8');
    const spellings = [value, Buffer.from(value).toString('base64'), decoded, decoded.trim()];
    for (const spelling of spellings
      .filter((one) => !one.includes('\uFFFD'))
      .flatMap((one) => [one, JSON.stringify(one).slice(1, -1)])) {
      // Shorter ones would mask letters within words; they are found in quotes only.
      if (spelling.length >= 4) this.#values.add(spelling);
      else if (spelling !== '') this.#values.add(`"${spelling}"`);
    }
  }

  /** @param isCut whether the text may have been cut off at its end, within a value. */
  find(text: string, isCut = false): Edit[] {
    const edits: Edit[] = [];
    for (const value of this.#values) {
      for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
        edits.push(maskEdit(at, at + value.length));
      }
      if (!isCut) continue;
      for (let length = value.length - 1; length >= 4; length -= 1) {
        if (!text.endsWith(value.slice(0, length))) continue;
        edits.push(maskEdit(text.length - length, text.length));
        break;
      }
    }
    return edits;
  }
}
