import type { Exchange } from '../exchange/exchange.ts';
import type { Renderer, RunInfo } from '../render/renderer.ts';
import { createSummed } from './summed.ts';

/** One form of a saved run: what is told of it, rendered and written. */
export interface View {
  head(run: RunInfo): void;
  exchange(exchange: Exchange): void;
  /** Returns what there is to say beside the closing lines: one line. */
  summary(): string | undefined;
}

export function createView(renderer: Renderer, write: (text: string) => void): View {
  const shown = createSummed();
  return {
    head: (run) => write(renderer.head(run)),
    exchange(exchange) {
      write(renderer.exchange(exchange));
      shown.add(exchange);
    },
    summary() {
      write(renderer.summary(shown.inOrder()));
      return shown.note();
    },
  };
}
