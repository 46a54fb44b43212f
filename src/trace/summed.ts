import type { Body, Exchange } from '../exchange/exchange.ts';
import { MAX_NAMED } from '../render/resource-name.ts';

/** The exchanges that have been shown, as far as the closing lines need them. */
export interface Summed {
  add(exchange: Exchange): void;
  /** How many have been added. */
  readonly count: number;
  /** In the order of the requests; only the first of very many. */
  inOrder(): Exchange[];
  /** What there is to say where not all are there: one line. */
  note(): string | undefined;
}

/** How many exchanges are remembered: each takes two or three KiB. */
const LIMIT = 100_000;

export function createSummed(): Summed {
  const kept: Exchange[] = [];
  let count = 0;
  return {
    add(exchange) {
      count += 1;
      if (kept.length < LIMIT) kept.push(withoutText(exchange));
    },
    get count() {
      return count;
    },
    inOrder: () => kept.sort((a, b) => a.id - b.id),
    note() {
      const more = count - kept.length;
      if (more === 0) return undefined;
      return `the closing lines tell of the first ${kept.length} requests, and not of ${more} more`;
    },
  };
}

/**
 * What the summary needs of an exchange; the texts of a long run would fill the memory. Only the name of what
 * is created stands in a body, and of large ones it is not read.
 */
function withoutText(exchange: Exchange): Exchange {
  const isCreate = exchange.request.info.verb === 'create';
  const strip = ({ text, bytes: _, ...body }: Body): Body =>
    isCreate && text !== undefined && text.length <= MAX_NAMED ? { ...body, text } : body;
  const { request, response, tunnel } = exchange;
  return {
    ...exchange,
    request: { ...request, body: strip(request.body) },
    ...(response === undefined ? {} : { response: { ...response, body: strip(response.body) } }),
    ...(tunnel === undefined ? {} : { tunnel: { ...tunnel, channels: [], frames: [] } }),
  };
}
