import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  /** Milliseconds until the wait fails. */
  timeoutMs: number;
  /** Milliseconds between two probes. */
  intervalMs?: number;
}

/**
 * Calls `probe` until it gives something other than `undefined` or `false`, and returns that.
 * A probe that throws counts as "not yet".
 *
 * @throws Error that names `what` and the time, with the last error of the probe as its cause.
 */
export async function waitUntil<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  { timeoutMs, intervalMs = 50 }: WaitOptions,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  let lastError: unknown;
  do {
    try {
      const value = await probe();
      if (value !== undefined && value !== false) return value;
    } catch (error) {
      lastError = error;
    }
    await sleep(intervalMs);
  } while (performance.now() < deadline);
  throw new Error(`waited ${timeoutMs} ms in vain for ${what}`, { cause: lastError });
}
