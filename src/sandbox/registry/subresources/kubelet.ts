import { getServers } from 'node:dns';
import { isIP } from 'node:net';
import { isObject, type JsonObject, listAt, objectAt, stringAt } from '../../model/json.ts';
import type { View } from '../../model/state.ts';
import { failure, notFoundError } from '../../model/status.ts';

/** Where the server would reach the kubelet of a node. */
export interface Kubelet {
  host: string;
  port: number;
}

const ADDRESS_TYPES = ['Hostname', 'InternalDNS', 'InternalIP', 'ExternalDNS', 'ExternalIP'];
const DEFAULT_PORT = 10250;

/**
 * kubernetes pkg/kubelet/client/kubelet_client.go, GetConnectionInfo.
 * @param resource what the request is about: the server names it, whatever it did not find
 * @throws StatusError 404, 500
 */
export function findKubelet(
  view: View,
  resource: { group: string; resource: string },
  name: string,
): Kubelet {
  const node = view.get('nodes', '', name);
  if (node === undefined) throw notFoundError(resource, name);
  const status = isObject(node.status) ? node.status : {};
  const addresses = listAt(status, 'addresses').filter(isObject);
  const found = ADDRESS_TYPES.map((type) => addresses.find((address) => address.type === type));
  const address = found.find((item) => item !== undefined);
  if (address === undefined) throw failure(500, '', 'no preferred addresses found; known addresses: []');
  return { host: stringAt(address, 'address'), port: portOf(status) };
}

function portOf(status: JsonObject): number {
  const { Port: port } = objectAt(objectAt(status, 'daemonEndpoints'), 'kubeletEndpoint');
  return typeof port === 'number' && port > 0 ? port : DEFAULT_PORT;
}

/** Why the kubelet is not reached, in Go's words: there is none. */
export function dialFault({ host, port }: Kubelet): string {
  return isIP(host) === 0
    ? `dial tcp: ${lookupFault(host)}`
    : `dial tcp ${host}:${port}: connect: connection refused`;
}

/** The nodes of a sandbox are in no DNS. */
export function lookupFault(host: string): string {
  const [resolver] = getServers();
  return `lookup ${host}${resolver === undefined ? '' : ` on ${resolver}:53`}: no such host`;
}
