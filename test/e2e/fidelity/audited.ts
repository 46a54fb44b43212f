import type { Exchange } from '../../../src/exchange/exchange.ts';
import type { AuditEvent, ClusterHandle } from '../harness/index.ts';
import type { RuleUse } from './rules.ts';
import { auditIdOf, isUpgrade, nameOf } from './trace-file.ts';

/**
 * What the server's audit log says of each exchange, in the same order.
 *
 * @param userAgent the beginning of the User-Agent of whoever sent them, and nobody else.
 * @throws Error when one is not in the audit log.
 */
export async function findAuditEvents(
  cluster: ClusterHandle,
  trace: readonly Exchange[],
  userAgent: string,
  use: RuleUse,
): Promise<AuditEvent[]> {
  const ids = trace.map(async (exchange) => {
    const id = auditIdOf(exchange);
    if (id !== undefined) return id;
    if (!isUpgrade(exchange)) throw new Error(`${nameOf(exchange)}: no Audit-Id`);
    use.use('upgrade without an Audit-Id');
    const isSame = ({ userAgent: agent, requestURI }: AuditEvent) =>
      agent?.startsWith(userAgent) === true && exchange.request.url.endsWith(requestURI);
    return (await cluster.auditLog.waitFor(isSame)).auditID;
  });
  return cluster.auditLog.eventsFor(await Promise.all(ids));
}

/** The Audit-Ids of all requests that came with this User-Agent. */
export async function auditIdsOf(cluster: ClusterHandle, userAgent: string): Promise<string[]> {
  const events = await cluster.auditLog.events();
  const ids = events.filter((event) => event.userAgent?.startsWith(userAgent)).map(({ auditID }) => auditID);
  return [...new Set(ids)].sort();
}
