import type { EventCounts, Exchange } from '../exchange/exchange.ts';
import { isFollowedLog } from '../exchange/long-running.ts';
import { count, duration, formatBytes } from './amounts.ts';
import { endingOf } from './endings.ts';

/** `5 events (3 initial), 1 bookmark, 1 error`: what has come on a watch. */
export function eventWords({ types, initial }: EventCounts): string {
  const { BOOKMARK: bookmarks = 0, ERROR: errors = 0, ...others } = types;
  const events = Object.values(others).reduce((sum, number) => sum + number, 0);
  return [
    count(events, 'event') + (initial === undefined ? '' : ` (${initial} initial)`),
    ...(bookmarks > 0 ? [count(bookmarks, 'bookmark')] : []),
    ...(errors > 0 ? [count(errors, 'error')] : []),
  ].join(', ');
}

/** As `streamWords`, with the least that a row of the summary needs. */
export function shortStreamWords(exchange: Exchange): string | undefined {
  const events = exchange.response?.events;
  if (events === undefined) return streamWords(exchange);
  const { BOOKMARK: _, ...types } = events.types;
  return eventWords({ types });
}

/** What has come on an answer without an end of its own; undefined where that was not counted. */
function streamWords({ response }: Exchange): string | undefined {
  if (response?.events !== undefined) return eventWords(response.events);
  return response?.lines === undefined ? undefined : count(response.lines, 'line');
}

/** Said when such an answer begins. */
export function openingWords({ request }: Exchange): string {
  if (isFollowedLog(request)) return 'a log: kubectl prints it, its lines are counted';
  return /[?&]sendInitialEvents=true(?:&|$)/.test(request.url)
    ? 'a WatchList: what is there, then a bookmark, then each change as it comes'
    : 'a watch: each event as it comes';
}

/** Said when it ends, of an exchange whose beginning stands far above. */
export function closingWords(exchange: Exchange): string {
  const { timing, response, open } = exchange;
  const ending =
    open === true ? 'still open when kubectl ended' : (endingOf(exchange) ?? 'ended by the server');
  const size = formatBytes(response?.body.size ?? 0);
  const came = [streamWords(exchange), size].filter((words) => words !== undefined).join(', ');
  return `${ending}, after ${duration(timing)} milliseconds: ${came}`;
}
