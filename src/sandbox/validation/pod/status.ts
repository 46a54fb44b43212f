import { duplicate, forbidden, internalFieldError, invalid } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { each, type Faults, IMMUTABLE, matches } from '../faults.ts';
import { isSet, numberAt, numbersAt, objectsAt, structAt, textAt } from '../fields.ts';
import { isIpv6, parseIp, validateIp } from '../formats/ip.ts';
import { isDnsSubdomain, isQualifiedName } from '../formats/names.ts';
import { internalForm } from '../internal-form.ts';
import { validateMetadataUpdate } from '../metadata.ts';
import { validateAnnotationUpdates } from './annotations.ts';

const SYSTEM_CONDITIONS = ['PodScheduled', 'Ready', 'Initialized'];
const NOT_NEGATIVE = 'must be a non-negative integer';

/** ValidatePodStatusUpdate */
export function* validatePodStatusUpdate(pod: ApiObject, old: ApiObject): Faults {
  const spec = objectAt(pod, 'spec');
  const status = objectAt(pod, 'status');
  const before = objectAt(old, 'status');
  yield* validateMetadataUpdate(pod, old);
  yield* validateAnnotationUpdates(
    'metadata.annotations',
    objectAt(pod.metadata, 'annotations'),
    objectAt(old.metadata, 'annotations'),
    spec,
  );
  yield* each('status.conditions', objectsAt(status, 'conditions'), validateCondition);
  if (stringAt(spec, 'nodeName') !== stringAt(objectAt(old, 'spec'), 'nodeName')) {
    yield forbidden('status.nodeName', 'may not be changed directly');
  }
  const nominated = stringAt(status, 'nominatedNodeName');
  if (nominated !== '' && nominated !== stringAt(before, 'nominatedNodeName')) {
    yield* matches('status.nominatedNodeName', nominated, isDnsSubdomain);
  }
  const generation = numberAt(status, 'observedGeneration') ?? 0;
  if (generation < 0) yield invalid('status.observedGeneration', generation, NOT_NEGATIVE);
  const qos = stringAt(status, 'qosClass');
  if (qos !== stringAt(before, 'qosClass')) yield invalid('status.qosClass', qos, IMMUTABLE);
  yield* validateTransitions('containerStatuses', status, before, objectAt(old, 'spec'), 'containers');
  yield* validateTransitions(
    'initContainerStatuses',
    status,
    before,
    objectAt(old, 'spec'),
    'initContainers',
  );
  yield* validateTransitions('ephemeralContainerStatuses', status, before, objectAt(old, 'spec'), undefined);
  yield* validateClaimStatuses('status.resourceClaimStatuses', status, spec);
  yield* validateAddresses(status, before, 'podIP', 'podIPs');
  yield* validateAddresses(status, before, 'hostIP', 'hostIPs');
  for (const key of ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses']) {
    yield* each(`status.${key}`, objectsAt(status, key), (at, container) =>
      validateUsers(at, container, spec),
    );
  }
}

function* validateCondition(path: string, condition: JsonObject): Faults {
  const generation = numberAt(condition, 'observedGeneration') ?? 0;
  if (generation < 0) yield invalid(`${path}.observedGeneration`, generation, NOT_NEGATIVE);
  const type = stringAt(condition, 'type');
  if (!SYSTEM_CONDITIONS.includes(type)) yield* matches(`${path}.Type`, type, isQualifiedName);
}

/** A container that has ended may only run again where it is restarted. */
function* validateTransitions(
  key: string,
  status: JsonObject,
  before: JsonObject,
  spec: JsonObject,
  containers: string | undefined,
): Faults {
  for (const [index, old] of objectsAt(before, key).entries()) {
    const ended = structAt(objectAt(old, 'state'), 'terminated');
    const now = objectsAt(status, key).find((item) => item.name === old.name);
    if (ended === undefined || now === undefined || isSet(objectAt(now, 'state'), 'terminated')) continue;
    const container = containers && objectsAt(spec, containers).find((item) => item.name === old.name);
    if (container && shouldRestart(container, spec, numberAt(ended, 'exitCode') ?? 0)) continue;
    yield forbidden(`status.${key}[${index}].state`, 'may not be transitioned to non-terminated state');
  }
}

/** podutil.ContainerShouldRestart */
function shouldRestart(container: JsonObject, spec: JsonObject, exitCode: number): boolean {
  const policy = textAt(container, 'restartPolicy');
  if (policy !== undefined) {
    for (const rule of objectsAt(container, 'restartPolicyRules')) {
      const codes = objectAt(rule, 'exitCodes');
      const isListed = numbersAt(codes, 'values').includes(exitCode);
      if (codes.operator === 'In' ? isListed : codes.operator === 'NotIn' && !isListed) return true;
    }
  }
  const effective = policy ?? stringAt(spec, 'restartPolicy');
  return effective === 'Always' || (effective === 'OnFailure' && exitCode !== 0);
}

function* validateClaimStatuses(path: string, status: JsonObject, spec: JsonObject): Faults {
  const known = objectsAt(spec, 'resourceClaims').map((claim) => stringAt(claim, 'name'));
  const seen = new Set<string>();
  yield* each(path, objectsAt(status, 'resourceClaimStatuses'), function* (at, item) {
    const name = stringAt(item, 'name');
    if (!known.includes(name)) {
      yield invalid(`${at}.name`, name, 'must match the name of an entry in `spec.resourceClaims`');
    }
    if (seen.has(name)) yield duplicate(`${at}.name`, name);
    seen.add(name);
    const claim = textAt(item, 'resourceClaimName');
    if (claim !== undefined) yield* matches(`${at}.resourceClaimName`, claim, isDnsSubdomain);
  });
}

function* validateAddresses(status: JsonObject, before: JsonObject, one: string, all: string): Faults {
  const path = `status.${all}`;
  const addresses = objectsAt(status, all).map((item) => stringAt(item, 'ip'));
  const first = stringAt(status, one);
  const shown = () => internalForm('/v1/Pod', path, own(status, all) ?? null);
  const isHost = one === 'hostIP';
  if (isHost && addresses.length === 0) return;
  const mismatch =
    addresses.length > 0 && first !== addresses[0]
      ? [invalid(`${path}[0].ip`, addresses[0] ?? '', `must be equal to \`${one}\``)]
      : [];
  if (isHost) yield* mismatch;
  const known = objectsAt(before, all).map((item) => stringAt(item, 'ip'));
  yield* each(path, addresses, (at, ip) => validateIp(at, ip, known));
  const wrong = addresses.length > 1 ? addresses.findIndex((ip) => parseIp(ip) === undefined) : -1;
  if (wrong >= 0) {
    const text = `failed to check for dual stack with error:invalid IP[${wrong}]: ${addresses[wrong]}`;
    yield internalFieldError(path, text);
  }
  const isDual = addresses.some(isIpv6) && addresses.some((ip) => !isIpv6(ip));
  if (addresses.length > 2 || (addresses.length === 2 && !isDual)) {
    yield invalid(path, shown(), 'may specify no more than one IP for each IP family');
  }
  if (isHost) return;
  if ((first !== '') !== addresses.length > 0) {
    yield invalid(path, shown(), 'podIP and podIPs must either both be set or both be unset');
  } else yield* mismatch;
}

function* validateUsers(path: string, container: JsonObject, spec: JsonObject): Faults {
  const user = structAt(objectAt(container, 'user'), 'linux');
  if (user === undefined) return;
  const at = `${path}.user.linux`;
  if (objectAt(spec, 'os').name === 'windows') {
    yield forbidden(at, 'cannot be set for a windows pod');
    return;
  }
  yield* inRange(`${at}.uid`, numberAt(user, 'uid') ?? 0, 2 ** 32 - 1);
  yield* inRange(`${at}.gid`, numberAt(user, 'gid') ?? 0, 2 ** 31 - 1);
  yield* each(`${at}.supplementalGroups`, numbersAt(user, 'supplementalGroups'), (place, id) =>
    inRange(place, id, 2 ** 31 - 1),
  );
}

function* inRange(path: string, id: number, max: number): Faults {
  if (id < 0 || id > max) yield invalid(path, id, `must be between 0 and ${max}, inclusive`);
}
