import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BodyCapture } from '../../src/proxy/capture.ts';

const MIB = 1024 * 1024;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubectl-trace-spill-'));
  vi.stubEnv('TMPDIR', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Different in every place. */
const BODY = Buffer.from(
  Uint32Array.from({ length: (5 * MIB) / 4 }, (_, index) => index * 2_654_435_761).buffer,
);

function capture(limit: number, chunk: number): BodyCapture {
  const made = new BodyCapture(limit);
  for (let at = 0; at < BODY.length; at += chunk) made.push(BODY.subarray(at, at + chunk));
  return made;
}

describe('a body that is recorded', () => {
  it.each([
    [0, 65_536],
    [100, 65_536],
    [MIB - 1, 65_536],
    [MIB, 65_536],
    [MIB + 1, 65_536],
    [3 * MIB + 7, 10_007],
    [3 * MIB + 7, BODY.length],
    [8 * MIB, 65_536],
  ])('up to %i bytes in chunks of %i is what came', (limit, chunk) => {
    const { size, bytes } = capture(limit, chunk).body();
    expect(size).toBe(BODY.length);
    expect(bytes.length).toBe(Math.min(limit, BODY.length));
    expect(Buffer.compare(bytes, BODY.subarray(0, limit))).toBe(0);
  });

  it('leaves no file behind, and may be asked in between', () => {
    const made = new BodyCapture(8 * MIB);
    made.push(BODY.subarray(0, 2 * MIB));
    const before = made.body();
    made.push(BODY.subarray(2 * MIB));
    expect(readdirSync(folder)).toEqual([]);
    expect(Buffer.compare(before.bytes, BODY.subarray(0, 2 * MIB))).toBe(0);
    expect(Buffer.compare(made.body().bytes, BODY)).toBe(0);
  });

  it('ends where there is no room for more', () => {
    vi.stubEnv('TMPDIR', join(folder, 'no-such-folder'));
    const { size, bytes } = capture(8 * MIB, 65_536).body();
    expect(size).toBe(BODY.length);
    expect(Buffer.compare(bytes, BODY.subarray(0, MIB))).toBe(0);
  });
});
