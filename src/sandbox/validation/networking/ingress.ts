import { invalid, notSupported, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import { validateLoadBalancerStatus } from '../core/load-balancer-status.ts';
import { loadBalancerWarnings } from '../core/service-warnings.ts';
import { createValidator } from '../create-validator.ts';
import { each, type Faults, type Format, matches, optionalMatch, requiredMatch } from '../faults.ts';
import { isSet, numberAt, objectsAt, stringsAt, structAt, textAt } from '../fields.ts';
import { parseIp } from '../formats/ip.ts';
import {
  isDnsLabel,
  isDnsSubdomain,
  isPathSegmentName,
  isPortName,
  isWildcardDnsSubdomain,
} from '../formats/names.ts';
import { internalForm } from '../internal-form.ts';
import { validatePortNumber } from '../pod/container-fields.ts';

const CLASS = 'kubernetes.io/ingress.class';

/** pkg/apis/networking/validation */
export const ingress = createValidator({
  name: isDnsSubdomain,
  updateAsNew: 'after',
  check: (object) => validateSpec(objectAt(object, 'spec')),
  *checkCreate(object) {
    const annotation = textAt(objectAt(object.metadata, 'annotations'), CLASS);
    const name = textAt(objectAt(object, 'spec'), 'ingressClassName');
    if (annotation === undefined || name === undefined || annotation === name) return;
    yield invalid(
      `annotations.${CLASS}`,
      annotation,
      'must match `ingressClassName` when both are specified',
    );
  },
  subresources: { status: (object, old) => validateLoadBalancerStatus(object, old, false) },
  warnings(object, old, { subresource }) {
    if (subresource === 'status') return loadBalancerWarnings(object);
    const isAnnotated = Object.hasOwn(objectAt(object.metadata, 'annotations'), CLASS);
    const isNamed = isSet(objectAt(object, 'spec'), 'ingressClassName');
    if (old !== undefined || !isAnnotated || isNamed) return [];
    return [`annotation "${CLASS}" is deprecated, please use 'spec.ingressClassName' instead`];
  },
});

function* validateSpec(spec: JsonObject): Faults {
  const backend = structAt(spec, 'defaultBackend');
  const rules = objectsAt(spec, 'rules');
  if (rules.length === 0 && backend === undefined) {
    const shown = internalForm('networking.k8s.io/v1/Ingress', 'spec.rules', own(spec, 'rules'));
    yield invalid('spec', shown, 'either `defaultBackend` or `rules` must be specified');
  }
  if (backend !== undefined) yield* validateBackend('spec.defaultBackend', backend);
  yield* each('spec.rules', rules, validateRule);
  yield* each('spec.tls', objectsAt(spec, 'tls'), function* (at, tls) {
    yield* each(`${at}.hosts`, stringsAt(tls, 'hosts'), (place, host) =>
      matches(place, host, hostFormat(host)),
    );
    yield* optionalMatch(`${at}.secretName`, stringAt(tls, 'secretName'), isDnsSubdomain);
  });
  const name = textAt(spec, 'ingressClassName');
  if (name !== undefined) yield* matches('spec.ingressClassName', name, isDnsSubdomain);
}

const hostFormat = (host: string): Format => (host.includes('*') ? isWildcardDnsSubdomain : isDnsSubdomain);

function* validateRule(path: string, rule: JsonObject): Faults {
  const host = stringAt(rule, 'host');
  if (host !== '') {
    if (parseIp(host) !== undefined)
      yield invalid(`${path}.host`, host, 'must be a DNS name, not an IP address');
    yield* matches(`${path}.host`, host, hostFormat(host));
  }
  const http = structAt(rule, 'http');
  if (http === undefined) return;
  const paths = objectsAt(http, 'paths');
  if (paths.length === 0) yield required(`${path}.http.paths`, '');
  yield* each(`${path}.http.paths`, paths, validatePath);
}

const FORBIDDEN_PARTS = ['//', '/./', '/../', '%2f', '%2F'];
const FORBIDDEN_ENDS = ['/..', '/.'];

function* validatePath(path: string, item: JsonObject): Faults {
  const type = textAt(item, 'pathType');
  const value = stringAt(item, 'path');
  if (type === undefined) {
    yield required(`${path}.pathType`, 'pathType must be specified');
    return;
  }
  const at = `${path}.path`;
  if (type === 'Exact' || type === 'Prefix') {
    if (!value.startsWith('/')) yield invalid(at, value, 'must be an absolute path');
    for (const part of FORBIDDEN_PARTS) {
      if (value.includes(part)) yield invalid(at, value, `must not contain '${part}'`);
    }
    for (const end of FORBIDDEN_ENDS) {
      if (value.endsWith(end)) yield invalid(at, value, `cannot end with '${end}'`);
    }
  } else if (type !== 'ImplementationSpecific') {
    yield notSupported(`${path}.pathType`, type, ['Exact', 'ImplementationSpecific', 'Prefix']);
  } else if (value !== '' && !value.startsWith('/')) yield invalid(at, value, 'must be an absolute path');
  yield* validateBackend(`${path}.backend`, objectAt(item, 'backend'));
}

function* validateBackend(path: string, backend: JsonObject): Faults {
  const resource = structAt(backend, 'resource');
  const service = structAt(backend, 'service');
  if (resource !== undefined && service !== undefined) {
    yield invalid(path, '', 'cannot set both resource and service backends');
  } else if (resource !== undefined) yield* validateParameters(`${path}.resource`, resource);
  else if (service === undefined) yield invalid(path, '', 'resource or service backend is required');
  else {
    yield* requiredMatch(`${path}.service.name`, stringAt(service, 'name'), isDnsLabel);
    const port = objectAt(service, 'port');
    const name = stringAt(port, 'name');
    const number = numberAt(port, 'number') ?? 0;
    if (name !== '' && number !== 0) yield invalid(path, '', 'cannot set both port name & port number');
    else if (name !== '') yield* matches(`${path}.service.port.name`, name, isPortName);
    else if (number !== 0) yield* validatePortNumber(`${path}.service.port.number`, number);
    else yield required(path, 'port name or number is required');
  }
}

/**
 * A reference to an object of the same namespace: group, kind and name.
 *
 * @param missing `declared` where the type's markers say that there has to be a kind and a name
 */
export function* validateParameters(
  path: string,
  reference: JsonObject,
  missing = (faults: Faults) => faults,
): Faults {
  const group = textAt(reference, 'apiGroup');
  if (group !== undefined) yield* matches(`${path}.apiGroup`, group, isDnsSubdomain);
  for (const key of ['kind', 'name']) {
    const name = stringAt(reference, key);
    if (name === '') yield* missing([required(`${path}.${key}`, '')]);
    else yield* matches(`${path}.${key}`, name, isPathSegmentName);
  }
}
