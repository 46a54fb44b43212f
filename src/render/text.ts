import { createLadder } from './ladder.ts';
import { createReadingView } from './reading-view.ts';
import type { CreateRenderer } from './renderer.ts';
import { createRenderer as createTable, NOTHING_SENT } from './table.ts';

/**
 * `text`: for people. Without verbosity the reading view, with it kubectl's own ladder; at the end, unless
 * `settings.summary` is false, the summary table.
 */
export const createRenderer: CreateRenderer = (settings) => {
  const { verbosity } = settings;
  const view = verbosity === undefined ? createReadingView(settings) : createLadder(settings, verbosity);
  const table = createTable(settings);
  const { opened, event } = view;
  let hasHead = false;
  return {
    ...(opened && { opened }),
    ...(event && { event }),
    head(run) {
      hasHead = true;
      return table.head(run) + view.head(run);
    },
    exchange: (exchange) => table.exchange(exchange) + view.exchange(exchange),
    summary(exchanges) {
      // Without a first line nothing stands above, and no table is meant.
      if (!hasHead && exchanges.length === 0) return NOTHING_SENT;
      const closing = view.summary(exchanges);
      const drawn = settings.summary === false ? '' : table.summary(exchanges);
      return drawn === '' ? closing : `${closing}\n${drawn}`;
    },
  };
};
