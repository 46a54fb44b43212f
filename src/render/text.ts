import { createLadder } from './ladder.ts';
import { createReadingView } from './reading-view.ts';
import type { CreateRenderer } from './renderer.ts';
import { createRenderer as createTable } from './table.ts';

/**
 * `text`: for people. Without verbosity the reading view, with it kubectl's own ladder; at the end, unless
 * `settings.summary` is false, the summary table.
 */
export const createRenderer: CreateRenderer = (settings) => {
  const { verbosity } = settings;
  const view = verbosity === undefined ? createReadingView(settings) : createLadder(settings, verbosity);
  const table = createTable(settings);
  return {
    head: (run) => view.head(run),
    exchange: (exchange) => view.exchange(exchange),
    summary(exchanges) {
      const closing = view.summary(exchanges);
      return settings.summary === false ? closing : `${closing}\n${table.summary(exchanges)}`;
    },
  };
};
