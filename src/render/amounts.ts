import type { Exchange, Timing } from '../exchange/exchange.ts';

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'];

/** Bytes for people: `0 B`, `612 B`, `2.4 KiB`, `28 MiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1023.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)} ${UNITS[unit]}`;
}

/** How long an exchange took, in whole milliseconds. One output uses one clock only. */
export type Clock = (exchange: Pick<Exchange, 'timing' | 'tunnel'>) => number;

/** To the end, or to the last thing that is known, in whole milliseconds: a person waits for the body too. */
export function duration(timing: Timing): number {
  return Math.round(exactDuration(timing));
}

/** The same, in milliseconds that are not rounded. */
export function exactDuration(timing: Timing): number {
  return timing.end ?? timing.firstByte ?? timing.requestEnd ?? 0;
}

/** To the head of the response, where kubectl's clock stops, in whole milliseconds. */
export function headDuration(timing: Timing): number {
  return Math.round(timing.firstByte ?? timing.end ?? 0);
}

/** From the start of the first to the end of the last, in whole milliseconds: they run in parallel, with pauses. */
export function elapsed(exchanges: readonly Exchange[], clock: Clock): number {
  let from = Infinity;
  let to = 0;
  for (const exchange of exchanges) {
    const { startedAt } = exchange.timing;
    from = Math.min(from, startedAt);
    to = Math.max(to, startedAt + clock(exchange));
  }
  return Math.max(0, Math.round(to - from));
}

/** `1 request`, `2 requests`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
