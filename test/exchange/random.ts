/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const STRINGS = [
  '',
  'web',
  'a b',
  'Ünïcödé 猫',
  '\u0000\u001b[31m',
  '"quoted" \\ back',
  'kind',
  'https://host:6443/x',
  '<masked>',
  '😀',
  '\ud800',
  'a\nb\tc',
  '100%',
  'eyJ2IjoibWV0YSJ9',
  '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
];
const KEYS = ['kind', 'metadata', 'name', 'items', 'spec', 'f:data', 'message', 'ключ', 'a"b', 'data'];
const NUMBERS = ['0', '-0', '1.50', '1e400', '12345678901234567890', '-1E-7'];
const BLANKS = ['', '', ' ', '\n  ', '\t'];

/** JSON text of random shape and spacing: escapes, odd numbers, control characters, no repeated keys. */
export function randomJson(next: () => number, depth = 4): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const blank = (): string => pick(BLANKS);
  const text = (value: string): string => {
    const json = JSON.stringify(value);
    return next() < 0.2 ? json.replaceAll('<', '\\u003c').replaceAll('/', '\\/') : json;
  };
  const count = Math.floor(next() * 4);
  const kind = depth === 0 ? 1 - next() * 0.6 : next();
  if (kind < 0.3) {
    const keys = KEYS.filter(() => next() < 0.3);
    const members = keys.map(
      (key) => `${blank()}${text(key)}${blank()}:${blank()}${randomJson(next, depth - 1)}${blank()}`,
    );
    return `{${members.join(',')}}`;
  }
  if (kind < 0.4) {
    const items = Array.from({ length: count }, () => `${blank()}${randomJson(next, depth - 1)}${blank()}`);
    return `[${items.join(',')}]`;
  }
  if (kind < 0.6) return pick(NUMBERS);
  if (kind < 0.7) return pick(['true', 'false', 'null']);
  return text(pick(STRINGS));
}
