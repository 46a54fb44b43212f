import type { Kind } from '../args/filter.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { isDryRun } from '../render/dry-run.ts';
import { isEndedByKubectl } from '../render/endings.ts';

/**
 * Every exchange is a read, a write or discovery, and may be an error besides. Reviews (`auth can-i`) are
 * reads: they are POSTs that store nothing. A dry run is a write, as it is sent as one, but mutates nothing.
 */
export function kindsOf(exchange: Exchange): ReadonlySet<Kind> {
  const { request, response, error } = exchange;
  const kinds = new Set<Kind>();
  if (request.info.isDiscovery) kinds.add('discovery');
  else kinds.add(READING_METHODS.has(request.method) || isReview(exchange) ? 'reads' : 'writes');
  if (kinds.has('writes') && !isDryRun(exchange)) kinds.add('mutating');
  const isBroken = error !== undefined && !isEndedByKubectl(exchange);
  if (isBroken || (response !== undefined && response.status >= 400)) kinds.add('errors');
  return kinds;
}

const READING_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const REVIEW_GROUPS: ReadonlySet<string> = new Set(['authorization.k8s.io', 'authentication.k8s.io']);

function isReview({ request }: Exchange): boolean {
  return request.method === 'POST' && REVIEW_GROUPS.has(request.info.apiGroup);
}
