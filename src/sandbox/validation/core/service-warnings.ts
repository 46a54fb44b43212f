import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { WriteContext } from '../../model/rules.ts';
import { objectsAt, stringsAt } from '../fields.ts';
import { cidrWarnings, ipWarnings } from '../formats/ip.ts';

const HINTS = 'service.kubernetes.io/topology-aware-hints';
const MODE = 'service.kubernetes.io/topology-mode';

/** pkg/api/service/warnings.go */
export function serviceWarnings(
  object: ApiObject,
  _old: ApiObject | undefined,
  { subresource }: WriteContext,
): string[] {
  if (subresource === 'status') return loadBalancerWarnings(object);
  const spec = objectAt(object, 'spec');
  const hints = Object.hasOwn(objectAt(object.metadata, 'annotations'), HINTS);
  return [
    ...(hints ? [`annotation ${HINTS} is deprecated, please use ${MODE} instead`] : []),
    ...addressWarnings(spec),
    ...typeWarnings(spec),
  ];
}

/** Addresses in the status, which Ingresses have too. */
export function loadBalancerWarnings(object: ApiObject): string[] {
  const ingress = objectsAt(objectAt(objectAt(object, 'status'), 'loadBalancer'), 'ingress');
  return ingress.flatMap((item, index) =>
    ipWarnings(`status.loadBalancer.ingress[${index}]`, stringAt(item, 'ip')),
  );
}

function isHeadless(spec: JsonObject): boolean {
  return spec.type === 'ClusterIP' && spec.clusterIP === 'None';
}

function addressWarnings(spec: JsonObject): string[] {
  const ip = stringAt(spec, 'clusterIP');
  const clusterIps = ip === '' || ip === 'None' ? [] : stringsAt(spec, 'clusterIPs');
  const externalIps = stringsAt(spec, 'externalIPs');
  const isUsed = externalIps.length > 0 && !isHeadless(spec) && spec.type !== 'ExternalName';
  const ranges = stringsAt(spec, 'loadBalancerSourceRanges');
  return [
    ...clusterIps.flatMap((address, index) => ipWarnings(`spec.clusterIPs[${index}]`, address)),
    ...(isHeadless(spec) ? headlessWarnings(spec) : []),
    ...externalIps.flatMap((address, index) => ipWarnings(`spec.externalIPs[${index}]`, address)),
    ...(isUsed ? ['spec.externalIPs is deprecated and may no longer be implemented in some clusters'] : []),
    ...ipWarnings('spec.loadBalancerIP', stringAt(spec, 'loadBalancerIP')),
    ...ranges.flatMap((range, index) => cidrWarnings(`spec.loadBalancerSourceRanges[${index}]`, range)),
  ];
}

function headlessWarnings(spec: JsonObject): string[] {
  const ignored = (field: string) => `spec.${field} is ignored for headless services`;
  return [
    ...(stringAt(spec, 'loadBalancerIP') === '' ? [] : [ignored('loadBalancerIP')]),
    ...(stringsAt(spec, 'externalIPs').length === 0 ? [] : [ignored('externalIPs')]),
    ...(spec.sessionAffinity === 'None' ? [] : [ignored('SessionAffinity')]),
  ];
}

function typeWarnings(spec: JsonObject): string[] {
  const warnings: string[] = [];
  const isExternalName = spec.type === 'ExternalName';
  if (isExternalName && stringsAt(spec, 'externalIPs').length > 0) {
    warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  }
  if (!isExternalName && stringAt(spec, 'externalName') !== '') {
    warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  }
  if (spec.trafficDistribution === 'PreferClose') {
    warnings.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  }
  return warnings;
}
