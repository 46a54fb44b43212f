import { Buffer, isUtf8 } from 'node:buffer';
import { applyEdits, type Edit } from './edit.ts';
import type { Payload, RecordedPayload, Span } from './tunnel.ts';

export interface ShownPayload {
  payload: Payload;
  /** Where the given spans stand in what is shown. */
  spans: readonly Span[];
}

/**
 * Reads a payload as text, or as bytes where it is none.
 *
 * @param size bytes of the whole, of which the recording is the beginning.
 * @param spans of its frames, in bytes and in their order.
 * @param find what is to be masked in a text, in order and apart (`mergeEdits`).
 */
export function readPayload(
  { bytes }: RecordedPayload,
  size: number,
  spans: readonly Span[],
  find: (text: string, isCut: boolean) => readonly Edit[],
): ShownPayload {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isCut = size > buffer.length;
  const recorded = isCut ? { recorded: buffer.length } : {};
  const characters = wholeText(buffer, isCut);
  if (characters === undefined) {
    // A byte a character, so that spans stay what they are.
    const text = buffer.toString('latin1');
    const edits = find(text, isCut);
    const base64 = Buffer.from(applyEdits(text, edits), 'latin1').toString('base64');
    return { payload: { base64, ...recorded, masked: edits.length }, spans: moveSpans(spans, edits) };
  }
  const text = characters.toString('utf8');
  const edits = find(text, isCut);
  return {
    payload: { text: applyEdits(text, edits), ...recorded, masked: edits.length },
    spans: moveSpans(toCharacters(characters, spans), edits),
  };
}

/** The bytes that are whole characters of UTF-8: all, but for one that was cut; undefined where it is no text. */
function wholeText(buffer: Buffer, isCut: boolean): Buffer | undefined {
  // No text has a NUL; archives have.
  if (buffer.includes(0)) return undefined;
  for (let less = 0; less <= (isCut ? 3 : 0); less += 1) {
    const whole = buffer.subarray(0, Math.max(0, buffer.length - less));
    if (isUtf8(whole)) return whole;
  }
  return undefined;
}

/** From bytes to UTF-16 units; a character belongs to the frame in which it begins. */
function toCharacters(utf8: Buffer, spans: readonly Span[]): Span[] {
  let byte = 0;
  let character = 0;
  const positionOf = (offset: number): number => {
    let to = Math.min(offset, utf8.length);
    while (to < utf8.length && ((utf8[to] ?? 0) & 0xc0) === 0x80) to += 1;
    if (to > byte) {
      character += utf8.toString('utf8', byte, to).length;
      byte = to;
    }
    return character;
  };
  return spans.map(([start, end]) => [positionOf(start), positionOf(end)]);
}

/** What is masked over several frames stands in the first of them. */
function moveSpans(spans: readonly Span[], edits: readonly Edit[]): Span[] {
  let next = 0;
  let grown = 0;
  const positionOf = (offset: number): number => {
    for (let edit = edits[next]; edit !== undefined && edit.end <= offset; edit = edits[next]) {
      grown += edit.by.length - (edit.end - edit.start);
      next += 1;
    }
    const edit = edits[next];
    return (edit !== undefined && edit.start < offset ? edit.start + edit.by.length : offset) + grown;
  };
  return spans.map(([start, end]) => [positionOf(start), positionOf(end)]);
}
