import { settleDefinitions } from '../crd/index.ts';
import type { ObjectState, Transaction } from '../model/state.ts';
import { internalError } from '../model/status.ts';
import { API_SERVICES, settleAvailability } from '../registry/api-service-availability.ts';
import { nowText } from '../registry/request.ts';
import { DEFINITIONS } from './custom-resources.ts';
import type { SandboxServer } from './sandbox-server.ts';

/**
 * The state for writes to a storage: what the server's own controllers do in the background is done at once, in the
 * transaction of the write that they do it for.
 */
export function settledState(server: SandboxServer, storage: string): ObjectState {
  const { state } = server;
  const settle = settlementOf(server, storage);
  if (settle === undefined) return state;
  return {
    read: (resourceVersion) => state.read(resourceVersion),
    watch: (watched, after, onEvents) => state.watch(watched, after, onEvents),
    close: () => state.close(),
    commit: (change) =>
      state.commit((transaction) => {
        const result = change(transaction);
        settle(transaction, nowText());
        return result;
      }),
  };
}

function settlementOf(
  server: SandboxServer,
  storage: string,
): ((transaction: Transaction, now: string) => void) | undefined {
  if (storage === DEFINITIONS || server.custom.isTerminating(storage)) {
    return (transaction, now) => settleDefinitions(server.catalog, transaction, now);
  }
  if (storage !== API_SERVICES && storage !== 'services') return undefined;
  const resource = server.catalog.findResource('apiregistration.k8s.io', 'v1', 'apiservices');
  if (resource === undefined) throw internalError('no apiservices');
  return (transaction, now) => settleAvailability(server.rulesOf(resource), transaction, now);
}
