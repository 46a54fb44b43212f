import { CLIENT_LEFT, type Exchange } from '../exchange/exchange.ts';
import { isLongRunning } from '../exchange/long-running.ts';

/**
 * Whether an answer without an end of its own (a watch, `logs -f`) ended because kubectl had seen enough: not a
 * failure, it is how they all end. An answer that kubectl should have read to its end keeps its error.
 */
export function isEndedByKubectl(exchange: Exchange): boolean {
  const { response, error } = exchange;
  return error === CLIENT_LEFT && response?.status === 200 && isLongRunning(exchange.request);
}

/** How an exchange ended, where that is worth a word: a failure, or kubectl's own decision. */
export function endingOf(exchange: Exchange): string | undefined {
  if (!isEndedByKubectl(exchange)) return exchange.error;
  return exchange.request.info.verb === 'watch' ? 'watch ended by kubectl' : 'ended by kubectl';
}
