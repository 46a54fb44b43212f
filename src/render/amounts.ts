import type { Timing } from '../exchange/exchange.ts';

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

/**
 * How long an exchange took, in whole milliseconds: to its end, or to the last thing that is known of it. kubectl
 * (and our ladder) counts to the head of the response only; a person waits for the body too.
 */
export function duration(timing: Timing): number {
  return Math.round(timing.end ?? timing.firstByte ?? timing.requestEnd ?? 0);
}

/** `1 request`, `2 requests`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
