import type { ApiObject } from '../model/object.ts';
import { notFoundError } from '../model/status.ts';
import type { ListOptions } from './options/list-options.ts';
import type { ApiRequest, Result } from './request.ts';
import { createSelection } from './selectors/selection.ts';

/** What the server finds when it asks the components around it: only its own storage answers. */
const STATUSES: readonly ApiObject[] = [
  unhealthy('scheduler', 10259),
  unhealthy('controller-manager', 10257),
  componentStatus('etcd-0', 'True', 'ok'),
];

export function isComponentStatus({ resource }: ApiRequest): boolean {
  return resource.group === '' && resource.resource === 'componentstatuses';
}

/** kubernetes pkg/registry/core/componentstatus/rest.go. */
export function listComponentStatuses({ rules }: ApiRequest, options: ListOptions): Result {
  const { matches } = createSelection(rules, '', options);
  return { code: 200, list: { metadata: {}, objects: STATUSES.filter(matches) } };
}

/** @throws StatusError 404 */
export function getComponentStatus({ name }: ApiRequest): Result {
  const object = STATUSES.find(({ metadata }) => metadata.name === name);
  if (object === undefined) throw notFoundError({ group: '', resource: 'componentstatus' }, name);
  return { code: 200, object };
}

function unhealthy(name: string, port: number): ApiObject {
  const message = `Get "https://127.0.0.1:${port}/healthz": dial tcp 127.0.0.1:${port}: connect: connection refused`;
  return componentStatus(name, 'False', message);
}

function componentStatus(name: string, status: string, message: string): ApiObject {
  return {
    kind: 'ComponentStatus',
    apiVersion: 'v1',
    metadata: { name },
    conditions: [{ type: 'Healthy', status, message }],
  };
}
