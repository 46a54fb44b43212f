import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openTraceFile } from '../../src/trace/trace-file.ts';
import { createWriter } from '../../src/trace/writer.ts';

const folder = mkdtempSync(join(tmpdir(), 'writer-'));
afterAll(() => rmSync(folder, { recursive: true }));
const patient = () => new AbortController().signal;
const path = (name: string) => join(folder, name);

describe('a writer', () => {
  it('writes in order, whenever the texts come', async () => {
    const writer = openTraceFile(path('order'));
    let expected = '';
    for (let part = 0; part < 200; part++) {
      const text = `${part} ${'ü'.repeat(part)}\n`;
      expected += text;
      writer.write(text);
      if (part % 3 === 0) await Promise.resolve();
      if (part % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(await writer.close(patient())).toBeUndefined();
    expect(readFileSync(path('order'), 'utf8')).toBe(expected);
  });

  it('writes what comes in any microtask after its opening', async () => {
    for (let ticks = 0; ticks < 12; ticks++) {
      const writer = openTraceFile(path('ticks'));
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
      writer.write('text');
      await writer.close(patient());
      expect({ ticks, text: readFileSync(path('ticks'), 'utf8') }).toEqual({ ticks, text: 'text' });
    }
  });

  it('drops what is over its limit, says how much, and takes more once there is room', async () => {
    let open: (descriptor: number) => void = () => undefined;
    const opening = new Promise<number>((resolve) => {
      open = resolve;
    });
    const writer = createWriter({ name: 'x', open: opening, owned: true }, 10);
    for (const text of ['12345', '67890', 'lost', '!']) writer.write(text);
    open(openSync(path('limit'), 'w'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    writer.write('later');
    expect(await writer.close(patient())).toBe('the reader of x was too slow: 2 parts of the trace are lost');
    expect(readFileSync(path('limit'), 'utf8')).toBe('1234567890later');
  });

  it('ends at once where it is hurried, before and after', async () => {
    const never = { name: 'x', open: new Promise<number>(() => undefined), owned: false };
    const hurry = new AbortController();
    const closing = createWriter(never).close(hurry.signal);
    hurry.abort();
    expect(await closing).toBe('nobody has read x: the trace is lost');
    expect(await createWriter(never).close(hurry.signal)).toBe('nobody has read x: the trace is lost');
  });

  it('says why it could not write, and keeps quiet after that', async () => {
    const descriptor = openSync(path('read-only'), 'a+');
    closeSync(descriptor);
    const reading = openSync(path('read-only'), 'r');
    const writer = createWriter({ name: 'x', open: Promise.resolve(reading), owned: true });
    writer.write('a');
    await new Promise((resolve) => setTimeout(resolve, 20));
    writer.write('b');
    expect(await writer.close(patient())).toMatch(/^the trace is incomplete: writing to x failed: EBADF/);
  });
});
