import type { Body, Exchange } from '../exchange/exchange.ts';
import type { Renderer, RunInfo } from '../render/renderer.ts';
import { MAX_NAMED } from '../render/resource-name.ts';

/** One form of a run: what is told of it, rendered and written. */
export interface View {
  head(run: RunInfo): void;
  exchange(exchange: Exchange): void;
  summary(): void;
}

export function createView(renderer: Renderer, write: (text: string) => void): View {
  const shown: Exchange[] = [];
  return {
    head: (run) => write(renderer.head(run)),
    exchange(exchange) {
      write(renderer.exchange(exchange));
      shown.push(withoutText(exchange));
    },
    summary() {
      shown.sort((a, b) => a.id - b.id);
      write(renderer.summary(shown));
    },
  };
}

/**
 * What the summary needs of an exchange; the texts of a long run would fill the memory. Only the name of what
 * is created stands in a body, and of large ones it is not read.
 */
export function withoutText(exchange: Exchange): Exchange {
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
