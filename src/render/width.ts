/**
 * The columns that a text takes on a terminal. Control characters must have been escaped before. ASCII, which is
 * nearly all that an API server says, costs one regular expression; Intl.Segmenter would cost a hundred times that.
 */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const [, columns] of characters(text)) width += columns;
  return width;
}

/** Cuts `text` into the longest head of at most `width` columns, at least one character, and the rest. */
export function splitAtWidth(text: string, width: number): [head: string, rest: string] {
  if (width === Infinity || (text.length <= width && ASCII.test(text))) return [text, ''];
  let used = 0;
  let index = 0;
  for (const [character, columns] of characters(text)) {
    if (used + columns > width && index > 0) break;
    used += columns;
    index += character.length;
  }
  return [text.slice(0, index), text.slice(index)];
}

/** Takes out the middle of a text that is wider than `width`: the ends of a name tell more than its middle. */
export function shortenMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (width <= 1) return '…'.slice(0, Math.max(width, 0));
  const all = [...characters(text)];
  const take = (list: Iterable<[string, number]>, room: number): string[] => {
    const taken: string[] = [];
    let used = 0;
    for (const [character, columns] of list) {
      if (used + columns > room) break;
      used += columns;
      taken.push(character);
    }
    return taken;
  };
  const tail = take(all.toReversed(), Math.floor((width - 1) / 2))
    .reverse()
    .join('');
  const head = take(all, width - 1 - displayWidth(tail)).join('');
  return `${head}…${tail}`;
}

/** Fills up with spaces on the right, or on the left for numbers. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const fill = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + fill : fill + text;
}

const ASCII = /^[\x20-\x7e]*$/;
const EMOJI = /^\p{Emoji_Presentation}$/u;
/** What is a picture only when the selector follows: ❤ takes one column, ❤️ two. */
const PICTURE = /^\p{Extended_Pictographic}$/u;
const EMOJI_SELECTOR = 0xfe0f;
const MARK = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const SKIN_TONE = /^[\u{1f3fb}-\u{1f3ff}]$/u;

/** What is seen as one character, with its columns: marks, joined emoji and the halves of flags stay together. */
function* characters(text: string): Generator<[character: string, columns: number]> {
  let cluster = '';
  let width = 0;
  for (const [character, columns, belongsToLast] of codePoints(text)) {
    if (belongsToLast && cluster !== '') {
      cluster += character;
      width += columns;
      continue;
    }
    if (cluster !== '') yield [cluster, width];
    cluster = character;
    width = columns;
  }
  if (cluster !== '') yield [cluster, width];
}

function* codePoints(text: string): Generator<[character: string, columns: number, belongsToLast: boolean]> {
  let joined = false;
  let flagOpen = false;
  let narrowPicture = false;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isFlag = code >= 0x1f1e6 && code <= 0x1f1ff;
    if (code < 0x300) yield [character, 1, false];
    else if (code === EMOJI_SELECTOR) yield [character, narrowPicture ? 1 : 0, true];
    else if (MARK.test(character) || SKIN_TONE.test(character)) yield [character, 0, true];
    else if (isFlag) yield [character, flagOpen ? 0 : 2, flagOpen];
    else if (joined) yield [character, 0, true];
    else yield [character, isWide(code) || EMOJI.test(character) ? 2 : 1, false];
    flagOpen = isFlag && !flagOpen;
    joined = code === 0x200d;
    narrowPicture = code >= 0x300 && PICTURE.test(character) && !EMOJI.test(character);
  }
}

/** East Asian Wide and Fullwidth blocks (Unicode Standard Annex 11), coarse where blocks are unassigned. */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0x303e) ||
    (code >= 0x3041 && code <= 0x33ff) ||
    (code >= 0x3400 && code <= 0x4dbf) ||
    (code >= 0x4e00 && code <= 0xa4cf) ||
    (code >= 0xa960 && code <= 0xa97c) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1f64f) ||
    (code >= 0x1f900 && code <= 0x1f9ff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}
