import type { ServerResponse } from 'node:http';
import { isObject, stringAt } from '../model/json.ts';
import type { View } from '../model/state.ts';
import type { User } from '../model/user.ts';
import type { RequestInfo } from './request-info.ts';

/** What takes its time is in no flow. */
const LONG_RUNNING: ReadonlySet<string> = new Set(['attach', 'exec', 'proxy', 'log', 'portforward']);

/**
 * The headers of API priority and fairness (apiserver pkg/server/filters/priority-and-fairness.go). Nothing is ever
 * queued here: the FlowSchema is the one of its defaults that such a user's requests are in.
 */
export function setFlowHeaders(response: ServerResponse, view: View, user: User, info: RequestInfo): void {
  if (LONG_RUNNING.has(info.subresource)) return;
  const schema = view.get('flowcontrol.apiserver.k8s.io/flowschemas', '', flowSchemaOf(user));
  const spec = isObject(schema?.spec) ? schema.spec : {};
  const reference = isObject(spec.priorityLevelConfiguration) ? spec.priorityLevelConfiguration : {};
  const level = view.get(
    'flowcontrol.apiserver.k8s.io/prioritylevelconfigurations',
    '',
    stringAt(reference, 'name'),
  );
  if (schema?.metadata.uid === undefined || level?.metadata.uid === undefined) return;
  response.setHeader('X-Kubernetes-Pf-Flowschema-Uid', schema.metadata.uid);
  response.setHeader('X-Kubernetes-Pf-Prioritylevel-Uid', level.metadata.uid);
}

function flowSchemaOf({ groups }: User): string {
  if (groups.includes('system:masters')) return 'exempt';
  if (groups.includes('system:serviceaccounts:kube-system')) return 'kube-system-service-accounts';
  return groups.includes('system:serviceaccounts') ? 'service-accounts' : 'global-default';
}
