import { type JsonObject, listAt, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { groupResource } from '../../model/resource.ts';
import type { Cell } from '../../model/rules.ts';
import { printersOf } from '../printer.ts';
import {
  ageOf,
  annotationOf,
  has,
  listWithMore,
  nameOf,
  numberAt,
  objectsAt,
  pointedAt,
  printedAt,
  specOf,
  statusOf,
  stringsAt,
} from './read.ts';
import { formatLabelSelector, formatLabels } from './selectors.ts';

export const networkPrinters = printersOf({
  '/Service': printService,
  '/Endpoints': printEndpoints,
  'discovery.k8s.io/EndpointSlice': printEndpointSlice,
  'networking.k8s.io/Ingress': printIngress,
  'networking.k8s.io/IngressClass': printIngressClass,
  'networking.k8s.io/NetworkPolicy': printNetworkPolicy,
  'networking.k8s.io/ServiceCIDR': printServiceCidr,
  'networking.k8s.io/IPAddress': printIpAddress,
});

function printService(object: ApiObject, now: Date): Cell[] {
  const spec = specOf(object);
  return [
    nameOf(object),
    stringAt(spec, 'type'),
    stringsAt(spec, 'clusterIPs')[0] ?? '<none>',
    externalIp(object),
    objectsAt(spec, 'ports').map(formatServicePort).join(',') || '<none>',
    ageOf(object, now),
    formatLabels(objectAt(spec, 'selector')),
  ];
}

function externalIp(service: ApiObject): string {
  const spec = specOf(service);
  const externalIps = stringsAt(spec, 'externalIPs');
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return externalIps.join(',') || '<none>';
    case 'LoadBalancer':
      return [...loadBalancerAddresses(service), ...externalIps].join(',') || '<pending>';
    case 'ExternalName':
      return stringAt(spec, 'externalName');
    default:
      return '<unknown>';
  }
}

function loadBalancerAddresses(object: ApiObject): string[] {
  const ingress = objectsAt(objectAt(statusOf(object), 'loadBalancer'), 'ingress');
  const addresses = ingress.map((point) => stringAt(point, 'ip') || stringAt(point, 'hostname'));
  return [...new Set(addresses)].filter((address) => address !== '').sort();
}

function formatServicePort(port: JsonObject): string {
  const nodePort = numberAt(port, 'nodePort');
  return `${numberAt(port, 'port')}${nodePort > 0 ? `:${nodePort}` : ''}/${stringAt(port, 'protocol')}`;
}

/** How many addresses, ports and hosts a cell shows before it counts the rest. */
const SHOWN = 3;

function printEndpoints(object: ApiObject, now: Date): Cell[] {
  const addresses = objectsAt(object, 'subsets').flatMap(subsetAddresses);
  const shown = addresses.slice(0, SHOWN).join(',');
  const more = addresses.length - SHOWN;
  const none = listAt(object, 'subsets').length === 0 ? '<none>' : shown;
  return [nameOf(object), more > 0 ? `${shown} + ${more} more...` : none, ageOf(object, now)];
}

function subsetAddresses(subset: JsonObject): string[] {
  const addresses = objectsAt(subset, 'addresses').map((address) => stringAt(address, 'ip'));
  const ports = objectsAt(subset, 'ports');
  // A headless service may have none.
  if (ports.length === 0) return addresses;
  return ports.flatMap((port) => addresses.map((ip) => joinHostPort(ip, numberAt(port, 'port'))));
}

function joinHostPort(ip: string, port: number): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
}

function printEndpointSlice(object: ApiObject, now: Date): Cell[] {
  const ports = objectsAt(object, 'ports').map((port) =>
    printedAt(port, 'port', pointedAt(port, 'name', '*')),
  );
  const addresses = objectsAt(object, 'endpoints').flatMap((endpoint) => stringsAt(endpoint, 'addresses'));
  return [
    nameOf(object),
    stringAt(object, 'addressType'),
    listWithMore(ports, SHOWN),
    listWithMore(addresses, SHOWN),
    ageOf(object, now),
  ];
}

function printIngress(object: ApiObject, now: Date): Cell[] {
  const spec = specOf(object);
  return [
    nameOf(object),
    pointedAt(spec, 'ingressClassName', '<none>'),
    formatHosts(objectsAt(spec, 'rules')),
    loadBalancerAddresses(object).join(','),
    listAt(spec, 'tls').length > 0 ? '80, 443' : '80',
    ageOf(object, now),
  ];
}

/** What follows the third host counts, with or without a host. */
function formatHosts(rules: readonly JsonObject[]): string {
  const hosts: string[] = [];
  let isMore = false;
  for (const rule of rules) {
    if (hosts.length === SHOWN) isMore = true;
    const host = stringAt(rule, 'host');
    if (!isMore && host !== '') hosts.push(host);
  }
  if (hosts.length === 0) return '*';
  return isMore ? `${hosts.join(',')} + ${rules.length - SHOWN} more...` : hosts.join(',');
}

function printIngressClass(object: ApiObject, now: Date): Cell[] {
  const spec = specOf(object);
  const isDefault = annotationOf(object, 'ingressclass.kubernetes.io/is-default-class') === 'true';
  return [
    `${nameOf(object)}${isDefault ? ' (default)' : ''}`,
    stringAt(spec, 'controller'),
    has(spec, 'parameters') ? formatParameters(objectAt(spec, 'parameters')) : '<none>',
    ageOf(object, now),
  ];
}

function formatParameters(parameters: JsonObject): string {
  const group = has(parameters, 'apiGroup') ? `.${stringAt(parameters, 'apiGroup')}` : '';
  return `${stringAt(parameters, 'kind')}${group}/${stringAt(parameters, 'name')}`;
}

function printNetworkPolicy(object: ApiObject, now: Date): Cell[] {
  const selector = formatLabelSelector(objectAt(specOf(object), 'podSelector'));
  return [nameOf(object), selector, ageOf(object, now)];
}

function printServiceCidr(object: ApiObject, now: Date): Cell[] {
  return [nameOf(object), stringsAt(specOf(object), 'cidrs').join(','), ageOf(object, now)];
}

function printIpAddress(object: ApiObject, now: Date): Cell[] {
  const spec = specOf(object);
  const parent = has(spec, 'parentRef') ? formatParent(objectAt(spec, 'parentRef')) : '<none>';
  return [nameOf(object), parent, ageOf(object, now)];
}

function formatParent(parent: JsonObject): string {
  const resource = groupResource({
    group: stringAt(parent, 'group'),
    resource: stringAt(parent, 'resource'),
  });
  const namespace = stringAt(parent, 'namespace');
  const named = `${resource.toLowerCase()}${namespace === '' ? '' : `/${namespace}`}`;
  return `${named}/${stringAt(parent, 'name')}`;
}
