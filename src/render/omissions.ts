import type { Body } from '../exchange/exchange.ts';
import { count, formatBytes } from './amounts.ts';

/** The one wording of each thing that is not shown. Control characters are left to the caller. */

export function hiddenDiscovery(requests: number): string {
  return `(${count(requests, 'discovery request')} hidden: --discovery fold)`;
}

/** A body of which nothing may or can be shown. */
export function withheldBody(body: Body): string {
  const reason = body.withheld ?? 'not recorded';
  const words = reason.startsWith('binary') ? reason : `withheld: ${reason}`;
  return `[${words}, ${formatBytes(body.size)}]`;
}

/** A body that was recorded to `--capture-limit` only; undefined for all others. */
export function unrecordedRest({ recorded, size }: Body): string | undefined {
  if (recorded === undefined || recorded >= size) return undefined;
  return `[recorded: the first ${formatBytes(recorded)} of ${formatBytes(size)}]`;
}

/** The rest of a text that was cut for reading, in characters. */
export function moreCharacters(left: number): string {
  return `[… ${count(left, 'more character')}: -v 10]`;
}

/** The rest of rows or events, with its characters. */
export function moreItems(items: number, noun: string, characters: number): string {
  return `[… ${count(items, `more ${noun}`)}, ${count(characters, 'character')}: -v 10]`;
}
