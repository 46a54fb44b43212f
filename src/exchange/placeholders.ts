import { createHmac, randomBytes } from 'node:crypto';
import { plainOf } from './plain-secret.ts';

/** What stands in place of a masked value that has no number: those of a run are counted up to a limit. */
export const MASK = '<masked>';

/** Any placeholder. Base64 can spell none of them, so that no text holds one by chance of its own. */
export const PLACEHOLDER = /<masked(?::\d+)?>/;

/** Whether a text is a placeholder and nothing else, also in quotes, and in those of JSON in JSON. */
export function isPlaceholder(text: string): boolean {
  return /^\\*"?<masked(?::\d+)?>\\*"?$/.test(text);
}

/** So many secrets are told apart in one run; each takes some 100 bytes. */
const LIMIT = 100_000;

/**
 * Names the secrets of one run: equal ones alike, unequal ones apart, in the order in which they come. A secret and its
 * base64 are one. Nothing leads back: what is remembered are hashes under a key of this run, and the number tells nothing
 * but the order.
 */
export class Placeholders {
  readonly #key = randomBytes(32);
  readonly #numbers = new Map<string, number>();

  /** `<masked:3>`. A placeholder, of a trace that is read again, stays what it is. */
  of(secret: string): string {
    if (isPlaceholder(secret)) return secret;
    const hash = createHmac('sha256', this.#key).update(plainOf(secret)).digest('base64');
    let number = this.#numbers.get(hash);
    if (number === undefined) {
      if (this.#numbers.size >= LIMIT) return MASK;
      number = this.#numbers.size + 1;
      this.#numbers.set(hash, number);
    }
    return `<masked:${number}>`;
  }
}
