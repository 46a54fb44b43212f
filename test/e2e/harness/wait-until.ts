import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  /** Milliseconds until the wait fails. */
  timeoutMs: number;
  /** Milliseconds between two probes. */
  intervalMs?: number;
  /** Asked before each probe: why waiting longer is useless, undefined while it is not. */
  hopeless?: () => string | undefined;
}

/**
 * Calls `probe` until it gives something other than `undefined` or `false`, and returns that.
 * A probe that throws counts as "not yet".
 *
 * @throws Error that names `what` and the time, with the last error of the probe as its cause, or that says why it is hopeless.
 */
export async function waitUntil<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  { timeoutMs, intervalMs = 50, hopeless }: WaitOptions,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  let lastError: unknown;
  do {
    const reason = hopeless?.();
    if (reason !== undefined) throw new Error(reason);
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
