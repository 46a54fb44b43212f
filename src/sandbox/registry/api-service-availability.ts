import { isObject, type JsonObject, listAt, objectAt, own, stringAt } from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';
import type { Transaction, View } from '../model/state.ts';
import { withCondition } from './condition.ts';
import type { KindRules } from './kind-rules.ts';
import { putStatus } from './store/put-status.ts';

export const API_SERVICES = 'apiregistration.k8s.io/apiservices';

/**
 * Says of each APIService whether it can be used, as the server's controllers do in the background (kube-aggregator
 * pkg/controllers/status). Nothing runs here, so no service ever has an endpoint.
 */
export function settleAvailability(rules: KindRules, transaction: Transaction, now: string): void {
  for (const service of transaction.list(API_SERVICES)) {
    const condition = availabilityOf(service, transaction);
    const status = withCondition(service, now, { type: 'Available', ...condition });
    putStatus(rules, transaction, { ...service, status }, service, now);
  }
}

/** Whether a path is of a group and version that a service is to answer for. */
export function isUnavailable(view: View, path: string): boolean {
  const [, group, version] = /^\/apis\/([^/]+)\/([^/]+)/.exec(path) ?? [];
  if (group === undefined) return false;
  const service = view.get(API_SERVICES, '', `${version}.${group}`);
  return service !== undefined && referenceOf(service) !== undefined;
}

function availabilityOf(apiService: ApiObject, view: View): JsonObject {
  const reference = referenceOf(apiService);
  if (reference === undefined) {
    return { status: 'True', reason: 'Local', message: 'Local APIServices are always available' };
  }
  const name = stringAt(reference, 'name');
  const namespace = stringAt(reference, 'namespace');
  const service = view.get('services', namespace, name);
  const shown = `service/${name} in ${JSON.stringify(namespace)}`;
  if (service === undefined) {
    return { status: 'False', reason: 'ServiceNotFound', message: `${shown} is not present` };
  }
  const port = own(reference, 'port') ?? 443;
  const ports = listAt(objectAt(service, 'spec'), 'ports').filter(isObject);
  if (!ports.some((each) => each.port === port)) {
    const message = `${shown} is not listening on port ${String(port)}`;
    return { status: 'False', reason: 'ServicePortError', message };
  }
  return { status: 'False', reason: 'EndpointsNotFound', message: `cannot find endpointslices for ${shown}` };
}

function referenceOf(apiService: ApiObject): JsonObject | undefined {
  const reference = own(objectAt(apiService, 'spec'), 'service');
  return isObject(reference) ? reference : undefined;
}
