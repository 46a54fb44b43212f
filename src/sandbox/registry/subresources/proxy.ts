import { isIP } from 'node:net';
import { goQuote } from '../../model/field-error.ts';
import { isObject, listAt, objectAt, stringAt } from '../../model/json.ts';
import { badRequest, failure, notFoundError } from '../../model/status.ts';
import type { ApiRequest } from '../request.ts';
import { findKubelet, lookupFault } from './kubelet.ts';

/** `name`, `name:port` or `scheme:name:port`. */
interface Target {
  name: string;
  port: string;
}

/** Proxying to pods, services and nodes: there is nothing to reach. @throws StatusError always */
export function connectProxy(request: ApiRequest): never {
  const { resource, namespace, name } = request;
  const target = parseTarget(name);
  if (target === undefined) throw badRequest(`invalid ${resource.singular} request ${goQuote(name)}`);
  if (resource.resource === 'services') throw serviceFault(request, target);
  if (resource.resource === 'nodes') {
    const { host } = findKubelet(request.state.read(), resource, target.name);
    throw badRequest(isIP(host) === 0 ? lookupFault(host) : 'address not allowed');
  }
  const object = request.state
    .read()
    .get(resource.storage, resource.namespaced ? namespace : '', target.name);
  if (object === undefined) throw notFoundError(resource, target.name);
  const { status } = object;
  const ips = listAt(isObject(status) ? status : undefined, 'podIPs').filter(isObject);
  const ip = stringAt(ips[0], 'ip');
  if (ip === '') throw badRequest('address not allowed');
  throw refused(`${ip}:${target.port || '80'}`);
}

function serviceFault(request: ApiRequest, { name, port }: Target): Error {
  const unavailable = (message: string) => failure(503, 'ServiceUnavailable', message);
  if (/^\d+$/.test(port)) {
    const service = request.state.read().get('services', request.namespace, name);
    if (service === undefined) throw notFoundError({ group: '', resource: 'services' }, name);
    const ports = listAt(objectAt(service, 'spec'), 'ports').filter(isObject);
    if (!ports.some((item) => item.port === Number(port))) {
      return unavailable(`no service port ${Number(port)} found for service ${goQuote(name)}`);
    }
  }
  return unavailable(`no endpoints available for service ${goQuote(name)}`);
}

function refused(address: string): Error {
  return failure(
    503,
    'ServiceUnavailable',
    `error trying to reach service: dial tcp ${address}: connect: connection refused`,
  );
}

function parseTarget(id: string): Target | undefined {
  const parts = id.split(':');
  const [scheme, name, port] = parts.length === 3 ? parts : ['', ...parts];
  if (parts.length > 3 || name === undefined || name === '') return undefined;
  if (parts.length === 3 && scheme !== '' && scheme !== 'http' && scheme !== 'https') return undefined;
  return { name, port: port ?? '' };
}
