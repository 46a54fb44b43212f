import type { Exchange } from '../exchange/exchange.ts';
import type { WatchEvent } from '../exchange/watch-event.ts';

/** Knows which watches go on where an earlier one has ended, and why that did. */
export class Reopened {
  readonly #ended = new Map<string, { id: number; isExpired: boolean }>();
  readonly #expired = new Set<number>();

  /** Words for a watch that begins: `again: #3 had expired`. */
  of(exchange: Exchange): string | undefined {
    const earlier = this.#ended.get(keyOf(exchange));
    if (earlier === undefined) return undefined;
    return `again: #${earlier.id} ${earlier.isExpired ? 'had expired (410)' : 'has ended'}`;
  }

  event({ id }: Exchange, { type, body }: WatchEvent): void {
    if (type === 'ERROR' && /"code":\s*410\b/.test(body.text ?? '')) this.#expired.add(id);
  }

  end(exchange: Exchange): void {
    const { id, response, request } = exchange;
    if (request.info.verb !== 'watch') return;
    this.#ended.set(keyOf(exchange), { id, isExpired: this.#expired.delete(id) || response?.status === 410 });
  }
}

/** What stays the same when a watch is begun again: all but where it starts, and how long it may take. */
function keyOf({ request }: Exchange): string {
  const [path = '', query = ''] = request.url.split('?', 2);
  const kept = query.split('&').filter((part) => !WHERE_IT_STARTS.test(part));
  return `${path}?${kept.sort().join('&')}`;
}

const WHERE_IT_STARTS =
  /^(?:resourceVersion|resourceVersionMatch|sendInitialEvents|allowWatchBookmarks|timeout|timeoutSeconds)=/;
