import { forbidden } from '../../model/field-error.ts';
import { type JsonObject, objectAt } from '../../model/json.ts';
import type { Faults } from '../faults.ts';
import { structAt } from '../fields.ts';

/** What one operating system does not have. @param os `linux` or `windows` */
export function* validateOsFields(
  path: string,
  spec: JsonObject,
  os: string,
  containers: readonly (readonly [string, JsonObject])[],
): Faults {
  if (os === 'linux') {
    for (const [at, holder] of [[path, spec] as const, ...containers]) {
      if (structAt(objectAt(holder, 'securityContext'), 'windowsOptions') === undefined) continue;
      const text = 'windows options cannot be set for a linux pod';
      yield forbidden(`${at}.securityContext.windowsOptions`, text);
    }
    return;
  }
  yield* forbidSet(`${path}.securityContext`, objectAt(spec, 'securityContext'), POD_CONTEXT_OF_LINUX);
  yield* forbidSet(path, spec, ['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace']);
  for (const [at, container] of containers) {
    yield* forbidSet(`${at}.securityContext`, objectAt(container, 'securityContext'), CONTEXT_OF_LINUX);
  }
}

const POD_CONTEXT_OF_LINUX = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'fsGroup',
  'fsGroupChangePolicy',
  'sysctls',
  'runAsUser',
  'runAsGroup',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'seLinuxChangePolicy',
];

const CONTEXT_OF_LINUX = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
];

function* forbidSet(path: string, object: JsonObject, keys: readonly string[]): Faults {
  for (const key of keys) if (Object.hasOwn(object, key)) yield forbidden(`${path}.${key}`, LINUX_ONLY);
}

const LINUX_ONLY = 'cannot be set for a windows pod';
