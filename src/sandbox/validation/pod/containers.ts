import {
  duplicate,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
  tooMany,
} from '../../model/field-error.ts';
import { type JsonObject, listAt, objectAt, stringAt } from '../../model/json.ts';
import { each, type Faults, oneOf, requiredMatch } from '../faults.ts';
import { isSet, objectsAt, structAt, textAt } from '../fields.ts';
import { isDnsLabel } from '../formats/names.ts';
import { validateContainerPorts, validateHostPorts, validatePullPolicy } from './container-fields.ts';
import { validateEnv, validateEnvFrom } from './environment.ts';
import { validateDevices, validateMounts } from './mounts.ts';
import { PROBES, validateLifecycle, validateProbe } from './probes.ts';
import { validateResizePolicy, validateResources } from './resources.ts';
import { validateSecurityContext } from './security-context.ts';
import type { Volumes } from './volumes.ts';

/** What of the pod its containers depend on. */
export interface PodContext {
  volumes: Volumes;
  /** The names of the pod's resource claims. */
  claims: readonly string[];
  /** terminationGracePeriodSeconds */
  gracePeriod: number | undefined;
  /** spec.os.name */
  os: string | undefined;
  restartPolicy: string;
  hostUsers: boolean;
}

export function* validateContainers(
  path: string,
  containers: readonly JsonObject[],
  pod: PodContext,
): Faults {
  if (containers.length === 0) {
    yield required(path, '');
    return;
  }
  const names = new Set<string>();
  yield* each(path, containers, function* (at, container) {
    yield* validateCommon(at, container, pod);
    const name = stringAt(container, 'name');
    if (names.has(name)) yield duplicate(`${at}.name`, name);
    names.add(name);
    yield* validateLifecycle(`${at}.lifecycle`, structAt(container, 'lifecycle'), pod.gracePeriod, pod.os);
    yield* validateProbes(at, container, pod);
    yield* validateRestartRules(at, container, false);
  });
  yield* validateHostPorts(path, containers);
}

const NOT_FOR_INIT = 'may not be set for init containers without restartPolicy=Always';

export function* validateInitContainers(
  path: string,
  containers: readonly JsonObject[],
  regular: readonly JsonObject[],
  pod: PodContext,
): Faults {
  const names = new Set(regular.map((container) => stringAt(container, 'name')));
  for (const [index, container] of containers.entries()) {
    const at = `${path}[${index}]`;
    const name = stringAt(container, 'name');
    const restarts = container.restartPolicy === 'Always';
    yield* validateCommon(at, container, pod);
    yield* validateRestartRules(at, container, true);
    if (names.has(name)) yield duplicate(`${at}.name`, name);
    else if (name !== '') names.add(name);
    yield* validateHostPorts(path, [container]);
    if (restarts) {
      yield* validateLifecycle(`${at}.lifecycle`, structAt(container, 'lifecycle'), pod.gracePeriod, pod.os);
      yield* validateProbes(at, container, pod);
    } else {
      for (const key of ['lifecycle', ...PROBES]) {
        if (isSet(container, key)) yield forbidden(`${at}.${key}`, NOT_FOR_INIT);
      }
      for (const [place, policy] of objectsAt(container, 'resizePolicy').entries()) {
        if (policy.restartPolicy !== 'RestartContainer') continue;
        const text = "must not be set to 'RestartContainer' for non-sidecar initContainers";
        yield invalid(`${at}.resizePolicy[${place}].restartPolicy`, 'RestartContainer', text);
      }
    }
  }
}

const NOT_FOR_EPHEMERAL = 'cannot be set for an Ephemeral Container';

/** In Go's order of fields. */
const FORBIDDEN_IN_EPHEMERAL = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  ...PROBES,
  'lifecycle',
];

export function* validateEphemeralContainers(
  path: string,
  containers: readonly JsonObject[],
  others: readonly JsonObject[],
  pod: PodContext,
): Faults {
  const otherNames = others.map((container) => stringAt(container, 'name'));
  const names = new Set(otherNames);
  yield* each(path, containers, function* (at, container) {
    const name = stringAt(container, 'name');
    yield* validateCommon(at, container, pod);
    yield* validateImageText(at, container);
    if (names.has(name)) yield duplicate(`${at}.name`, name);
    names.add(name);
    const target = stringAt(container, 'targetContainerName');
    if (target !== '' && !otherNames.includes(target)) yield notFound(`${at}.targetContainerName`, target);
    for (const key of FORBIDDEN_IN_EPHEMERAL) {
      if (!isNothing(container, key)) yield forbidden(`${at}.${key}`, NOT_FOR_EPHEMERAL);
    }
    yield* each(`${at}.volumeMounts`, objectsAt(container, 'volumeMounts'), function* (place, mount) {
      for (const key of ['subPath', 'subPathExpr']) {
        if (stringAt(mount, key) !== '') yield forbidden(`${place}.${key}`, NOT_FOR_EPHEMERAL);
      }
    });
  });
}

/** `resources` is a struct, which is empty without keys. */
function isNothing(container: JsonObject, key: string): boolean {
  if (!isSet(container, key)) return true;
  return key === 'resources' && Object.keys(objectAt(container, key)).length === 0;
}

/** validateContainerOnlyForPod: not asked of templates. */
export function* validateImageText(path: string, container: JsonObject): Faults {
  const image = stringAt(container, 'image');
  if (image.trim() !== image) {
    yield invalid(`${path}.image`, image, 'must not have leading or trailing whitespace');
  }
}

/** validateContainerCommon */
function* validateCommon(path: string, container: JsonObject, pod: PodContext): Faults {
  yield* requiredMatch(`${path}.name`, stringAt(container, 'name'), isDnsLabel);
  if (stringAt(container, 'image') === '') yield required(`${path}.image`, '');
  const policy = stringAt(container, 'terminationMessagePolicy');
  if (policy === '') yield required(`${path}.terminationMessagePolicy`, '');
  else yield* oneOf(`${path}.terminationMessagePolicy`, policy, ['File', 'FallbackToLogsOnError']);
  yield* validateContainerPorts(`${path}.ports`, container);
  yield* validateEnv(`${path}.env`, container);
  yield* validateEnvFrom(`${path}.envFrom`, container);
  yield* validateMounts(`${path}.volumeMounts`, container, pod.volumes);
  yield* validateDevices(`${path}.volumeDevices`, container, pod.volumes);
  yield* validatePullPolicy(`${path}.imagePullPolicy`, stringAt(container, 'imagePullPolicy'));
  yield* validateResources(`${path}.resources`, objectAt(container, 'resources'), pod.claims);
  yield* validateResizePolicy(`${path}.resizePolicy`, container, pod.restartPolicy);
  yield* validateSecurityContext(`${path}.securityContext`, container, pod.hostUsers);
}

function* validateProbes(path: string, container: JsonObject, pod: PodContext): Faults {
  for (const kind of PROBES) {
    yield* validateProbe(`${path}.${kind}`, structAt(container, kind), kind, pod.gracePeriod);
  }
}

/** validateContainerRestartPolicy */
function* validateRestartRules(path: string, container: JsonObject, isInit: boolean): Faults {
  const policy = textAt(container, 'restartPolicy');
  const rules = objectsAt(container, 'restartPolicyRules');
  if (policy !== undefined) {
    yield* oneOf(`${path}.restartPolicy`, policy, ['Always', 'Never', 'OnFailure']);
  } else if (rules.length > 0) {
    yield required(`${path}.restartPolicy`, 'must specify restartPolicy when restart rules are used');
    if (isInit) return;
  }
  const at = `${path}.restartPolicyRules`;
  if (rules.length > 20) yield tooMany(at, rules.length, 20);
  yield* each(at, rules, function* (place, rule) {
    const actions = ['Restart', 'RestartAllContainers'];
    if (!actions.includes(stringAt(rule, 'action'))) {
      yield notSupported(`${place}.action`, stringAt(rule, 'action'), actions);
    }
    const codes = structAt(rule, 'exitCodes');
    if (codes === undefined) yield required(`${place}.exitCodes`, 'must be specified');
    else yield* validateExitCodes(`${place}.exitCodes`, codes);
  });
}

function* validateExitCodes(path: string, codes: JsonObject): Faults {
  yield* oneOf(`${path}.operator`, stringAt(codes, 'operator'), ['In', 'NotIn']);
  const count = listAt(codes, 'values').length;
  if (count > 255) yield tooMany(`${path}.values`, count, 255);
}
