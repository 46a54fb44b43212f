import { describe, expect, it } from 'vitest';
import { CborSplitter } from '../../../src/trace/live/cbor-items.ts';
import { FrameSplitter } from '../../../src/trace/live/frames.ts';
import { LineSplitter } from '../../../src/trace/live/lines.ts';
import { ShowQueue } from '../../../src/trace/live/show-queue.ts';

const LIMIT = 4 * 1024 * 1024;

describe('a stream in chunks of one byte takes memory for its bytes only', () => {
  const residentBytes = () => process.memoryUsage().rss;
  const one = Buffer.from('a');

  it.each(['lines', 'frames'])('%s', (kind) => {
    const splitter =
      kind === 'lines' ? new LineSplitter(LIMIT, () => undefined) : new FrameSplitter(LIMIT, () => undefined);
    const start = residentBytes();
    splitter.push(Buffer.from([0, 0x3f, 0xff, 0xff]));
    for (let count = 0; count < 4_000_000; count++) splitter.push(one);
    expect(residentBytes() - start).toBeLessThan(150_000_000);
  });
});

describe('a watch in CBOR', () => {
  it('an item that does not end is read once, not at every chunk', () => {
    const splitter = new CborSplitter(LIMIT, () => undefined);
    const chunk = Buffer.alloc(1024, 1);
    const start = performance.now();
    splitter.push(Buffer.from([0x9f]));
    for (let count = 0; count < 4000; count++) splitter.push(chunk);
    expect(performance.now() - start).toBeLessThan(3000);
  });

  it.each([1, 2, 3, 7, 100])('has the same items in chunks of %i bytes', (size) => {
    // {"a": [1, 2]}, _ "strea" "ming", 0, 55799(h'010203'), _ [500]
    const wire = Buffer.from(
      'a16161820102' + '7f657374726561646d696e67ff' + '00' + 'd9d9f743010203' + '9f1901f4ff',
      'hex',
    );
    const items: string[] = [];
    const splitter = new CborSplitter(LIMIT, (item) => items.push(item.toString('hex')));
    for (let at = 0; at < wire.length; at += size) splitter.push(wire.subarray(at, at + size));
    expect(items).toEqual([
      'a16161820102',
      '7f657374726561646d696e67ff',
      '00',
      'd9d9f743010203',
      '9f1901f4ff',
    ]);
  });
});

describe('what waits to be shown', () => {
  it('has a limit for events of two bytes too', () => {
    const queue = new ShowQueue((doing) => doing());
    let count = 0;
    while (count < 1_000_000 && queue.add(() => undefined, 2)) count += 1;
    expect(count).toBeGreaterThan(10_000);
    expect(count).toBeLessThan(50_000);
    queue.drain();
  });
});
