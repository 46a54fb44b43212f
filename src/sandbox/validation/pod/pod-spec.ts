import {
  duplicate,
  forbidden,
  goQuote,
  invalid,
  notFound,
  notSupported,
  required,
  tooLong,
} from '../../model/field-error.ts';
import { equalJson, type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import type { ObjectMeta } from '../../model/object.ts';
import { declared, each, type Faults, matches, optionalMatch, rangeError, requiredOneOf } from '../faults.ts';
import { booleanAt, isSet, numberAt, objectsAt, stringsAt, structAt, textAt } from '../fields.ts';
import { validateIp } from '../formats/ip.ts';
import {
  byteLength,
  isDnsLabel,
  isDnsSubdomain,
  isDnsSubdomainWithUnderscore,
  isQualifiedName,
} from '../formats/names.ts';
import { validateLabels } from '../metadata.ts';
import {
  type PodContext,
  validateContainers,
  validateEphemeralContainers,
  validateInitContainers,
} from './containers.ts';
import { validateOsFields } from './operating-system.ts';
import { validatePodResources } from './pod-resources.ts';
import { validateResourceClaims } from './resource-claims.ts';
import { validateResources } from './resources.ts';
import { validateAffinity, validateSpreading, validateTolerations } from './scheduling.ts';
import { validatePodSecurityContext } from './security-context.ts';
import { validateVolumes } from './volumes.ts';
import { validateHostProcess } from './windows-options.ts';

const MAX_INT32 = 2 ** 31 - 1;

/** All containers with their paths, in the server's order (VisitContainersWithPath). */
export function containersOf(path: string, spec: JsonObject): (readonly [string, JsonObject])[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((key) =>
    objectsAt(spec, key).map((container, index) => [`${path}.${key}[${index}]`, container] as const),
  );
}

/** ValidatePodSpec. The metadata is undefined for a template. */
export function* validatePodSpec(path: string, spec: JsonObject, metadata: ObjectMeta | undefined): Faults {
  const gracePeriod = numberAt(spec, 'terminationGracePeriodSeconds');
  if (gracePeriod === undefined) yield required(`${path}.terminationGracePeriodSeconds`, '');
  const { volumes, faults } = validateVolumes(`${path}.volumes`, spec, metadata);
  yield* faults;
  yield* validateResourceClaims(`${path}.resourceClaims`, spec, metadata);
  const os = structAt(spec, 'os');
  const pod: PodContext = {
    volumes,
    claims: objectsAt(spec, 'resourceClaims')
      .map((claim) => stringAt(claim, 'name'))
      .filter((name) => name !== ''),
    gracePeriod,
    os: os && stringAt(os, 'name'),
    restartPolicy: stringAt(spec, 'restartPolicy'),
    hostUsers: booleanAt(spec, 'hostUsers') ?? true,
  };
  const containers = objectsAt(spec, 'containers');
  const initContainers = objectsAt(spec, 'initContainers');
  const ephemeral = objectsAt(spec, 'ephemeralContainers');
  yield* validateContainers(`${path}.containers`, containers, pod);
  yield* validateInitContainers(`${path}.initContainers`, initContainers, containers, pod);
  yield* validateEphemeralContainers(
    `${path}.ephemeralContainers`,
    ephemeral,
    [...containers, ...initContainers],
    pod,
  );
  yield* validatePodResources(path, spec);
  yield* validateHostNetworkPorts(path, spec, metadata !== undefined);
  yield* requiredOneOf(`${path}.restartPolicy`, pod.restartPolicy, ['Always', 'OnFailure', 'Never']);
  yield* requiredOneOf(`${path}.dnsPolicy`, stringAt(spec, 'dnsPolicy'), DNS_POLICIES);
  yield* validateLabels(`${path}.nodeSelector`, objectAt(spec, 'nodeSelector'));
  yield* validatePodSecurityContext(`${path}.securityContext`, spec);
  if (booleanAt(spec, 'shareProcessNamespace') && booleanAt(spec, 'hostPID')) {
    const text = 'ShareProcessNamespace and HostPID cannot both be enabled';
    yield invalid(`${path}.shareProcessNamespace`, true, text);
  }
  yield* validateAffinity(`${path}.affinity`, structAt(spec, 'affinity'));
  yield* validateDnsConfig(`${path}.dnsConfig`, spec);
  yield* each(`${path}.readinessGates`, objectsAt(spec, 'readinessGates'), (at, gate) =>
    matches(`${at}.conditionType`, stringAt(gate, 'conditionType'), isQualifiedName),
  );
  yield* validateSchedulingGates(`${path}.schedulingGates`, objectsAt(spec, 'schedulingGates'));
  yield* validateSpreading(`${path}.topologySpreadConstraints`, objectsAt(spec, 'topologySpreadConstraints'));
  yield* validateHostProcess(path, spec, containersOf(path, spec));
  yield* validateHostUsers(path, spec);
  yield* validateHostnameOverride(`${path}.hostnameOverride`, spec);
  yield* validateNames(path, spec);
  yield* validateLateFields(path, spec, pod);
  yield* validateFileKeyVolumes(path, spec);
}

const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];

function* validateHostNetworkPorts(path: string, spec: JsonObject, isPod: boolean): Faults {
  if (!booleanAt(spec, 'hostNetwork')) return;
  yield* each(`${path}.containers`, objectsAt(spec, 'containers'), (at, container) =>
    each(`${at}.ports`, objectsAt(container, 'ports'), function* (place, port) {
      const hostPort = numberAt(port, 'hostPort') ?? 0;
      if ((!isPod && hostPort === 0) || hostPort === numberAt(port, 'containerPort')) return;
      yield invalid(`${place}.hostPort`, hostPort, 'must match `containerPort` when `hostNetwork` is true');
    }),
  );
}

function* validateDnsConfig(path: string, spec: JsonObject): Faults {
  const config = structAt(spec, 'dnsConfig');
  const servers = stringsAt(config, 'nameservers');
  if (spec.dnsPolicy === 'None') {
    if (config === undefined) {
      yield required(path, 'must provide `dnsConfig` when `dnsPolicy` is None');
      return;
    }
    if (servers.length === 0) {
      yield required(
        `${path}.nameservers`,
        'must provide at least one DNS nameserver when `dnsPolicy` is None',
      );
      return;
    }
  }
  if (servers.length > 3)
    yield invalid(`${path}.nameservers`, servers, 'must not have more than 3 nameservers');
  yield* each(`${path}.nameservers`, servers, (at, server) => validateIp(at, server));
  const searches = stringsAt(config, 'searches');
  if (searches.length > 32)
    yield invalid(`${path}.searches`, searches, 'must not have more than 32 search paths');
  if (byteLength(searches.join(' ')) > 2048) {
    const text = 'must not have more than 2048 characters (including spaces) in the search list';
    yield invalid(`${path}.searches`, searches, text);
  }
  yield* each(`${path}.searches`, searches, function* (at, search) {
    if (search !== '.') yield* matches(at, search.replace(/\.$/, ''), isDnsSubdomainWithUnderscore);
  });
  yield* each(`${path}.options`, objectsAt(config, 'options'), function* (at, option) {
    if (stringAt(option, 'name') === '') yield required(at, 'must not be empty');
  });
}

function* validateSchedulingGates(path: string, gates: readonly JsonObject[]): Faults {
  const seen = new Set<string>();
  yield* each(path, gates, function* (at, gate) {
    const name = stringAt(gate, 'name');
    yield* matches(at, name, isQualifiedName);
    if (seen.has(name)) yield duplicate(at, name);
    seen.add(name);
  });
}

const WITHOUT_HOST_USERS = 'when `hostUsers` is false';

function* validateHostUsers(path: string, spec: JsonObject): Faults {
  if (booleanAt(spec, 'hostUsers') !== false) return;
  for (const [key, name] of [
    ['hostNetwork', 'hostNetwork'],
    ['hostPID', 'HostPID'],
    ['hostIPC', 'HostIPC'],
  ] as const) {
    if (booleanAt(spec, key)) yield forbidden(`${path}.${name}`, WITHOUT_HOST_USERS);
  }
  for (const [at, container] of containersOf(path, spec)) {
    const devices = objectsAt(container, 'volumeDevices');
    if (devices.length > 0) yield forbidden(`${at}.volumeDevices`, WITHOUT_HOST_USERS);
  }
}

function* validateHostnameOverride(path: string, spec: JsonObject): Faults {
  const name = textAt(spec, 'hostnameOverride');
  if (name === undefined) return;
  if (booleanAt(spec, 'setHostnameAsFQDN')) {
    yield forbidden(path, 'may not be specified when setHostnameAsFQDN is true');
  }
  if (booleanAt(spec, 'hostNetwork')) yield forbidden(path, 'may not be specified when hostNetwork is true');
  if (byteLength(name) > 64) yield tooLong(path, 64);
  yield* matches(path, name, isDnsSubdomain);
}

function* validateNames(path: string, spec: JsonObject): Faults {
  const account = stringAt(spec, 'serviceAccountName');
  yield* optionalMatch(`${path}.serviceAccountName`, account, isDnsSubdomain);
  const deprecated = stringAt(spec, 'serviceAccount');
  if (deprecated !== account) {
    const text = `must be the same as serviceAccountName: ${goQuote(account)}`;
    yield invalid(`${path}.deprecatedServiceAccount`, deprecated, text);
  }
  yield* optionalMatch(`${path}.nodeName`, stringAt(spec, 'nodeName'), isDnsSubdomain);
  const deadline = numberAt(spec, 'activeDeadlineSeconds');
  if (deadline !== undefined && (deadline < 1 || deadline > MAX_INT32)) {
    yield invalid(`${path}.activeDeadlineSeconds`, deadline, rangeError(1, MAX_INT32));
  }
  yield* optionalMatch(`${path}.hostname`, stringAt(spec, 'hostname'), isDnsLabel);
  yield* optionalMatch(`${path}.subdomain`, stringAt(spec, 'subdomain'), isDnsLabel);
}

function* validateLateFields(path: string, spec: JsonObject, pod: PodContext): Faults {
  yield* validateTolerations(`${path}.tolerations`, objectsAt(spec, 'tolerations'));
  yield* each(`${path}.hostAliases`, objectsAt(spec, 'hostAliases'), function* (at, alias) {
    yield* validateIp(`${at}.ip`, stringAt(alias, 'ip'));
    yield* each(`${at}.hostnames`, stringsAt(alias, 'hostnames'), (place, name) =>
      matches(place, name, isDnsSubdomain),
    );
  });
  yield* optionalMatch(`${path}.priorityClassName`, stringAt(spec, 'priorityClassName'), isDnsSubdomain);
  const runtimeClass = textAt(spec, 'runtimeClassName');
  if (runtimeClass !== undefined) yield* matches(`${path}.runtimeClassName`, runtimeClass, isDnsSubdomain);
  const preemption = textAt(spec, 'preemptionPolicy');
  if (preemption !== undefined) {
    yield* requiredOneOf(`${path}.preemptionPolicy`, preemption, ['PreemptLowerPriority', 'Never']);
  }
  if (isSet(spec, 'overhead')) {
    yield* validateResources(`${path}.overhead`, { limits: objectAt(spec, 'overhead') });
  }
  if (pod.os === '') yield required(`${path}.os.name`, '');
  else if (pod.os !== undefined && pod.os !== 'linux' && pod.os !== 'windows') {
    yield notSupported(`${path}.os`, pod.os, ['linux', 'windows']);
  } else if (pod.os !== undefined) yield* validateOsFields(path, spec, pod.os, containersOf(path, spec));
  yield* validateSchedulingGroup(`${path}.schedulingGroup`, spec);
}

function* validateSchedulingGroup(path: string, spec: JsonObject): Faults {
  const group = structAt(spec, 'schedulingGroup');
  if (group === undefined) return;
  const name = textAt(group, 'podGroupName');
  if (name === undefined) yield invalid(`${path}.podGroupName`, null, 'must specify one of: `podGroupName`');
  else yield* matches(`${path}.podGroupName`, name, isDnsSubdomain);
  if (objectsAt(spec, 'evictionResponders').length > 0) {
    yield* declared([forbidden(path, 'may not be set when evictionResponders is set')]);
  }
}

/** validateFileKeyRefVolumes */
function* validateFileKeyVolumes(path: string, spec: JsonObject): Faults {
  const volumes = objectsAt(spec, 'volumes');
  for (const [at, container] of containersOf(path, spec)) {
    yield* each(`${at}.env`, objectsAt(container, 'env'), function* (place, variable) {
      const reference = structAt(objectAt(variable, 'valueFrom'), 'fileKeyRef');
      if (reference === undefined) return;
      const name = stringAt(reference, 'volumeName');
      const field = `${place}.valueFrom.fileKeyRef.volumeName`;
      const volume = volumes.find((candidate) => equalJson(candidate.name, name));
      if (volume === undefined) yield notFound(field, name);
      else if (!isSet(volume, 'emptyDir'))
        yield invalid(field, name, 'referenced volume must be of type emptyDir');
    });
  }
}
