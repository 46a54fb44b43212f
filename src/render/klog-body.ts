import type { Body } from '../exchange/exchange.ts';
import type { KlogValue } from './klog-entry.ts';

/**
 * A body as kubectl's log has it: cut at `limit` bytes, and as a hex dump where it holds what no text does. Keys of our
 * own say what is not there: `withheld`, and `recorded` of `size` bytes; and what kubectl has as the dump of other bytes:
 * `decodedFrom`.
 * Source: client-go rest/request.go, logBody and truncateBody.
 */
export function bodyValues(body: Body, limit: number): [key: string, value: KlogValue][] {
  const values: [string, KlogValue][] = [['body', cut(printed(body), limit)]];
  if (body.text === undefined && body.bytes === undefined && body.size > 0)
    values.push(['withheld', body.withheld ?? 'not recorded'], ['size', body.size]);
  else if (body.recorded !== undefined && body.recorded < body.size)
    values.push(['recorded', body.recorded], ['size', body.size]);
  if (body.decodedFrom !== undefined) values.push(['decodedFrom', body.decodedFrom]);
  return values;
}

function printed({ text = '', bytes }: Body): string {
  if (bytes !== undefined) return hexDump(bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: just these make kubectl dump a body
  return /[\u0000-\u0009]/.test(text) ? hexDump(Buffer.from(text)) : text;
}

function cut(text: string, limit: number): string {
  // A byte is a third of a UTF-16 unit at least.
  if (text.length * 3 <= limit) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= limit) return text;
  return `${bytes.subarray(0, limit).toString()} [truncated ${bytes.length - limit} chars]`;
}

/** Go's `hex.Dump`: 16 bytes a line, in two halves, then as ASCII. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const cells = Array.from({ length: 16 }, (_, index) => {
      const byte = row[index];
      return `${byte === undefined ? '  ' : byte.toString(16).padStart(2, '0')}${index === 7 ? '  ' : ' '}`;
    });
    const ascii = row.map((byte) => (byte < 32 || byte > 126 ? '.' : String.fromCharCode(byte))).join('');
    lines.push(`${at.toString(16).padStart(8, '0')}  ${cells.join('')} |${ascii}|\n`);
  }
  return lines.join('');
}
