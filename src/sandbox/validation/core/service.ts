import { duplicate, forbidden, invalid, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { createValidator } from '../create-validator.ts';
import { each, type Faults, matches, oneOf, rangeError, requiredMatch, requiredOneOf } from '../faults.ts';
import { isSet, numberAt, objectsAt, stringsAt, structAt, textAt } from '../fields.ts';
import { validateCidr, validateIp } from '../formats/ip.ts';
import { isDnsLabel, isDnsSubdomain, isQualifiedName } from '../formats/names.ts';
import { internalElement } from '../internal-form.ts';
import { validateLabels } from '../metadata.ts';
import { PROTOCOLS, validatePortNumber, validatePortNumberOrName } from '../pod/container-fields.ts';
import { validateEndpointIp } from './endpoint-address.ts';
import { validateLoadBalancerStatus } from './load-balancer-status.ts';
import { isHeadless, validateAddressChanges, validateClusterIps } from './service-addresses.ts';
import { serviceWarnings } from './service-warnings.ts';

const IS_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'";
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const HINTS = 'service.kubernetes.io/topology-aware-hints';
const MODE = 'service.kubernetes.io/topology-mode';

/** pkg/apis/core/validation, ValidateServiceCreate and -Update. */
export const service = createValidator({
  // The gate RelaxedServiceNameValidation is on.
  name: isDnsLabel,
  checkCreate: (object) => validateService(object, undefined),
  *checkUpdate(object, old) {
    const spec = objectAt(object, 'spec');
    const before = objectAt(old, 'spec');
    yield* validateAddressChanges(spec, before);
    const now = own(spec, 'loadBalancerClass') ?? null;
    const isBoth = spec.type === 'LoadBalancer' && before.type === 'LoadBalancer';
    if (isBoth && now !== (own(before, 'loadBalancerClass') ?? null)) {
      yield invalid('spec.loadBalancerClass', now, 'may not change once set');
    }
    yield* validateLoadBalancerClass(spec);
    if (
      needsHealthCheck(before) &&
      needsHealthCheck(spec) &&
      spec.healthCheckNodePort !== before.healthCheckNodePort
    ) {
      yield forbidden('spec.healthCheckNodePort', 'field is immutable');
    }
    yield* validateService(object, old);
  },
  subresources: {
    *status(object, old) {
      const ingress = objectsAt(objectAt(objectAt(object, 'status'), 'loadBalancer'), 'ingress');
      if (objectAt(object, 'spec').type !== 'LoadBalancer' && ingress.length > 0) {
        const text = "may only be used when `spec.type` is 'LoadBalancer'";
        yield forbidden('status.loadBalancer.ingress', text);
      } else yield* validateLoadBalancerStatus(object, old, true);
    },
  },
  warnings: serviceWarnings,
});

function* validateService(object: ApiObject, old: ApiObject | undefined): Faults {
  const spec = objectAt(object, 'spec');
  const type = stringAt(spec, 'type');
  const annotations = objectAt(object.metadata, 'annotations');
  yield* validateTopologyAnnotations(annotations);
  const ports = objectsAt(spec, 'ports');
  if (ports.length === 0 && !isHeadless(spec) && type !== 'ExternalName') yield required('spec.ports', '');
  if ((type === 'LoadBalancer' || type === 'NodePort') && isHeadless(spec)) {
    yield invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`);
  }
  if (type === 'ExternalName') yield* validateExternalName(spec);
  yield* validatePorts(ports);
  yield* validateLabels('spec.selector', objectAt(spec, 'selector'));
  yield* validateAffinity(spec);
  yield* validateClusterIps(spec, old && objectAt(old, 'spec'));
  const knownIps = stringsAt(objectAt(old, 'spec'), 'externalIPs');
  yield* each('spec.externalIPs', stringsAt(spec, 'externalIPs'), function* (at, ip) {
    const faults = [...validateIp(at, ip, knownIps)];
    yield* faults.length > 0 ? faults : validateEndpointIp(at, ip);
  });
  yield* requiredOneOf('spec.type', type, ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']);
  yield* validateNodePorts(ports, type);
  yield* validateSourceRanges(spec, annotations, old);
  if (isSet(spec, 'allocateLoadBalancerNodePorts')) {
    if (type !== 'LoadBalancer') yield forbidden('spec.allocateLoadBalancerNodePorts', IS_LOAD_BALANCER);
  } else if (type === 'LoadBalancer') yield required('allocateLoadBalancerNodePorts', '');
  yield* validateLoadBalancerClass(spec);
  yield* validateTrafficPolicies(spec);
}

function* validateTopologyAnnotations(annotations: JsonObject): Faults {
  const hints = textAt(annotations, HINTS);
  const mode = textAt(annotations, MODE);
  if (hints === undefined || mode === undefined || hints === mode) return;
  const text = `must match annotations[${HINTS}] when both are specified`;
  yield invalid(`metadata.annotations[${MODE}]`, mode, text);
}

function* validateExternalName(spec: JsonObject): Faults {
  const text = 'may not be set for ExternalName services';
  if (stringsAt(spec, 'clusterIPs').length > 0) yield forbidden('spec.clusterIPs', text);
  if (stringsAt(spec, 'ipFamilies').length > 0) yield forbidden('spec.ipFamilies', text);
  if (isSet(spec, 'ipFamilyPolicy')) yield forbidden('spec.ipFamilyPolicy', text);
  yield* requiredMatch(
    'spec.externalName',
    stringAt(spec, 'externalName').replace(/\.$/, ''),
    isDnsSubdomain,
  );
}

function* validatePorts(ports: readonly JsonObject[]): Faults {
  const names = new Set<string>();
  yield* each('spec.ports', ports, function* (at, port) {
    const name = stringAt(port, 'name');
    if (name !== '') {
      yield* matches(`${at}.name`, name, isDnsLabel);
      if (names.has(name)) yield duplicate(`${at}.name`, name);
      names.add(name);
    } else if (ports.length > 1) yield required(`${at}.name`, '');
    yield* validatePortNumber(`${at}.port`, numberAt(port, 'port') ?? 0);
    yield* requiredOneOf(`${at}.protocol`, stringAt(port, 'protocol'), PROTOCOLS);
    yield* validatePortNumberOrName(`${at}.targetPort`, own(port, 'targetPort'));
    const appProtocol = textAt(port, 'appProtocol');
    if (appProtocol !== undefined) yield* matches(`${at}.appProtocol`, appProtocol, isQualifiedName);
  });
}

const MAX_AFFINITY_SECONDS = 86400;

function* validateAffinity(spec: JsonObject): Faults {
  const affinity = stringAt(spec, 'sessionAffinity');
  const path = 'spec.sessionAffinityConfig';
  yield* requiredOneOf('spec.sessionAffinity', affinity, ['ClientIP', 'None']);
  const config = structAt(spec, 'sessionAffinityConfig');
  if (affinity === 'None') {
    if (config !== undefined) yield forbidden(path, 'must not be set when session affinity is None');
    return;
  }
  if (affinity !== 'ClientIP') return;
  const clientIp = structAt(config ?? {}, 'clientIP');
  const timeout = numberAt(clientIp ?? {}, 'timeoutSeconds');
  const text = 'when session affinity type is ClientIP';
  if (config === undefined) yield required(path, text);
  else if (clientIp === undefined) yield required(`${path}.clientIP`, text);
  else if (timeout === undefined) yield required(`${path}.clientIP.timeoutSeconds`, text);
  else if (timeout <= 0 || timeout > MAX_AFFINITY_SECONDS) {
    const range = `must be greater than 0 and less than ${MAX_AFFINITY_SECONDS}`;
    yield invalid(`${path}.clientIP.timeoutSeconds`, timeout, range);
  }
}

function* validateNodePorts(ports: readonly JsonObject[], type: string): Faults {
  const nodePortOf = (port: JsonObject) => numberAt(port, 'nodePort') ?? 0;
  if (type === 'ClusterIP') {
    yield* each('spec.ports', ports, function* (at, port) {
      if (nodePortOf(port) !== 0)
        yield forbidden(`${at}.nodePort`, "may not be used when `type` is 'ClusterIP'");
    });
  }
  const seen = new Set<string>();
  yield* each('spec.ports', ports, function* (at, port) {
    if (nodePortOf(port) === 0) return;
    const key = `${stringAt(port, 'protocol')}/${nodePortOf(port)}`;
    if (seen.has(key)) yield duplicate(`${at}.nodePort`, nodePortOf(port));
    seen.add(key);
  });
  const taken = new Set<string>();
  yield* each('spec.ports', ports, function* (at, { protocol = '', port = 0 }) {
    const key = `${protocol}/${port}`;
    if (taken.has(key)) yield duplicate(at, internalElement('/v1/Service', 'spec.ports', { protocol, port }));
    taken.add(key);
  });
}

function* validateSourceRanges(
  spec: JsonObject,
  annotations: JsonObject,
  old: ApiObject | undefined,
): Faults {
  const isBalancer = spec.type === 'LoadBalancer';
  const ranges = stringsAt(spec, 'loadBalancerSourceRanges');
  if (ranges.length > 0) {
    const path = 'spec.LoadBalancerSourceRanges';
    if (!isBalancer) yield forbidden(path, IS_LOAD_BALANCER);
    const known = stringsAt(objectAt(old, 'spec'), 'loadBalancerSourceRanges').map((range) => range.trim());
    yield* each(path, ranges, (at, range) => validateCidr(at, range.trim(), known));
    return;
  }
  const annotation = textAt(annotations, SOURCE_RANGES);
  if (annotation === undefined) return;
  const path = `metadata.annotations[${SOURCE_RANGES}]`;
  if (!isBalancer) yield forbidden(path, IS_LOAD_BALANCER);
  if (textAt(objectAt(old?.metadata, 'annotations'), SOURCE_RANGES) === annotation) return;
  if (annotation.trim() === '') return;
  for (const range of annotation.trim().split(',')) yield* validateCidr(path, range.trim());
}

function* validateLoadBalancerClass(spec: JsonObject): Faults {
  const name = textAt(spec, 'loadBalancerClass');
  if (name === undefined) return;
  if (spec.type === 'LoadBalancer') yield* matches('spec.loadBalancerClass', name, isQualifiedName);
  else yield forbidden('spec.loadBalancerClass', IS_LOAD_BALANCER);
}

function* validateTrafficPolicies(spec: JsonObject): Faults {
  const type = stringAt(spec, 'type');
  const external = stringAt(spec, 'externalTrafficPolicy');
  const isExternal =
    type === 'LoadBalancer' ||
    type === 'NodePort' ||
    (type === 'ClusterIP' && stringsAt(spec, 'externalIPs').length > 0);
  if (isExternal) yield* requiredOneOf('spec.externalTrafficPolicy', external, ['Cluster', 'Local']);
  else if (external !== '') {
    const text = 'may only be set for externally-accessible services';
    yield invalid('spec.externalTrafficPolicy', external, text);
  }
  const port = numberAt(spec, 'healthCheckNodePort') ?? 0;
  if (!needsHealthCheck(spec)) {
    if (port !== 0) {
      const text = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
      yield invalid('spec.healthCheckNodePort', port, text);
    }
  } else if (port === 0) yield required('spec.healthCheckNodePort', '');
  else if (port < 1 || port > 65535) yield invalid('spec.healthCheckNodePort', port, rangeError(1, 65535));
  const internal = textAt(spec, 'internalTrafficPolicy');
  if (internal !== undefined) yield* oneOf('spec.internalTrafficPolicy', internal, ['Cluster', 'Local']);
  else if (['NodePort', 'LoadBalancer', 'ClusterIP'].includes(type))
    yield required('spec.internalTrafficPolicy', '');
  const distribution = textAt(spec, 'trafficDistribution');
  if (distribution !== undefined) yield* oneOf('spec.trafficDistribution', distribution, DISTRIBUTIONS);
}

const DISTRIBUTIONS = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];

function needsHealthCheck(spec: JsonObject): boolean {
  return spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';
}
