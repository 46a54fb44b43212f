import { randomInt } from 'node:crypto';

/** Letters and digits that make no words (apimachinery pkg/util/rand). */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const SUFFIX_LENGTH = 5;
const MAX_LENGTH = 63;

/** A name of a generateName (apiserver pkg/storage/names/generate.go). */
export function generateName(base: string): string {
  const kept = base.slice(0, MAX_LENGTH - SUFFIX_LENGTH);
  const suffix = Array.from({ length: SUFFIX_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]);
  return `${kept}${suffix.join('')}`;
}
