import { forbidden, invalid, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { each, type Faults, matches, oneOf } from '../faults.ts';
import { objectsAt, textAt } from '../fields.ts';
import { parseIp, validateIp } from '../formats/ip.ts';
import { isDnsSubdomain } from '../formats/names.ts';

/** The status of Services and of Ingresses, of which only the first have an ipMode. */
export function* validateLoadBalancerStatus(object: ApiObject, old: ApiObject, withMode: boolean): Faults {
  const known = ingressOf(old).map((item) => stringAt(item, 'ip'));
  yield* each('status.loadBalancer.ingress', ingressOf(object), function* (at, item) {
    const ip = stringAt(item, 'ip');
    if (ip !== '') yield* validateIp(`${at}.ip`, ip, known);
    if (withMode) yield* validateMode(`${at}.ipMode`, ip, textAt(item, 'ipMode'));
    const host = stringAt(item, 'hostname');
    if (host === '') return;
    yield* matches(`${at}.hostname`, host, isDnsSubdomain);
    if (parseIp(host) !== undefined)
      yield invalid(`${at}.hostname`, host, 'must be a DNS name, not an IP address');
  });
}

function ingressOf(object: ApiObject): JsonObject[] {
  return objectsAt(objectAt(objectAt(object, 'status'), 'loadBalancer'), 'ingress');
}

function* validateMode(path: string, ip: string, mode: string | undefined): Faults {
  if (mode === undefined) {
    if (ip !== '') yield required(path, 'must be specified when `ip` is set');
  } else if (ip === '') yield forbidden(path, 'may not be specified when `ip` is not set');
  else yield* oneOf(path, mode, ['Proxy', 'VIP']);
}
