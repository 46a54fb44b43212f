import type { Kind } from '../args/options.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { isEndedByKubectl } from '../render/endings.ts';

/** Whether an exchange is to be shown: it must be of one of `only`, if there are any, and of none of `hide`. */
export function createFilter(only: readonly Kind[], hide: readonly Kind[]): (exchange: Exchange) => boolean {
  return (exchange) => {
    const kinds = kindsOf(exchange);
    return (
      (only.length === 0 || only.some((kind) => kinds.has(kind))) && !hide.some((kind) => kinds.has(kind))
    );
  };
}

/**
 * Every exchange is a read, a write or discovery, and may be an error besides. Reviews (`auth can-i`) are
 * reads: they are POSTs that store nothing. A dry run is a write: it is sent as one.
 */
function kindsOf(exchange: Exchange): ReadonlySet<Kind> {
  const { request, response, error } = exchange;
  const kinds = new Set<Kind>();
  if (request.info.isDiscovery) kinds.add('discovery');
  else kinds.add(READING_METHODS.has(request.method) || isReview(exchange) ? 'reads' : 'writes');
  const isBroken = error !== undefined && !isEndedByKubectl(exchange);
  if (isBroken || (response !== undefined && response.status >= 400)) kinds.add('errors');
  return kinds;
}

const READING_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const REVIEW_GROUPS: ReadonlySet<string> = new Set(['authorization.k8s.io', 'authentication.k8s.io']);

function isReview({ request }: Exchange): boolean {
  return request.method === 'POST' && REVIEW_GROUPS.has(request.info.apiGroup);
}
