import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../../src/trace/live/lines.ts';

function linesOf(chunks: readonly Buffer[], limit = 1000) {
  const lines: { size: number; text: string | undefined; head: string }[] = [];
  const splitter = new LineSplitter(limit, ({ head, bytes, size }) =>
    lines.push({ size, text: bytes?.toString(), head: head.toString() }),
  );
  for (const chunk of chunks) splitter.push(chunk);
  return { lines, unfinished: splitter.unfinished };
}

describe('the lines of a stream', () => {
  const text = Buffer.from('one\n\nzwei Ü\r\nthree\nrest');

  it.each([1, 2, 3, 5, 8, 100])('are the same in chunks of %i bytes', (size) => {
    const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
      text.subarray(index * size, (index + 1) * size),
    );
    const { lines, unfinished } = linesOf(chunks);
    expect(lines.map((line) => line.text)).toEqual(['one', '', 'zwei Ü\r', 'three']);
    expect(unfinished).toBe(4);
  });

  it('one that is longer than the limit is counted, and the next is whole', () => {
    const long = Buffer.from('x'.repeat(5000));
    for (const chunks of [
      [Buffer.concat([long, Buffer.from('\nnext\n')])],
      [long, long, Buffer.from('\nnext\n')],
    ]) {
      const { lines } = linesOf(chunks);
      expect(lines.map((line) => line.text)).toEqual([undefined, 'next']);
      expect(lines[0]?.size).toBe(5000 * (chunks.length === 1 ? 1 : 2));
      expect(lines[0]?.head).toBe('x'.repeat(256));
    }
  });

  it('a line without an end takes no more memory than the limit', () => {
    const splitter = new LineSplitter(1_000_000, () => undefined);
    const chunk = Buffer.alloc(1_000_000, 'x');
    const before = process.memoryUsage().rss;
    for (let count = 0; count < 300; count++) splitter.push(chunk);
    expect(splitter.unfinished).toBe(300_000_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
  });
});
