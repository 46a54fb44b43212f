import { settleDefinitions } from '../crd/index.ts';
import type { ObjectState, Transaction } from '../model/state.ts';
import { internalError } from '../model/status.ts';
import { API_SERVICES, settleAvailability } from '../registry/api-service-availability.ts';
import { FLOW_SCHEMAS, PRIORITY_LEVELS, settleFlowSchemas } from '../registry/flow-schema-status.ts';
import type { KindRules } from '../registry/kind-rules.ts';
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
  if (storage === API_SERVICES || storage === 'services') {
    const rules = rulesOf(server, 'apiregistration.k8s.io', 'apiservices');
    return (transaction, now) => settleAvailability(rules, transaction, now);
  }
  if (storage === FLOW_SCHEMAS || storage === PRIORITY_LEVELS) {
    const rules = rulesOf(server, 'flowcontrol.apiserver.k8s.io', 'flowschemas');
    return (transaction, now) => settleFlowSchemas(rules, transaction, now);
  }
  return undefined;
}

function rulesOf(server: SandboxServer, group: string, resource: string): KindRules {
  const found = server.catalog.findResource(group, 'v1', resource);
  if (found === undefined) throw internalError(`no ${resource}`);
  return server.rulesOf(found);
}
