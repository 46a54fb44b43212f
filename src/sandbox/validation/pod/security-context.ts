import { duplicate, invalid, required, tooLong } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import { each, type Faults, oneOf } from '../faults.ts';
import { booleanAt, numberAt, numbersAt, objectsAt, stringsAt, structAt, textAt } from '../fields.ts';
import { byteLength } from '../formats/names.ts';
import { internalForm } from '../internal-form.ts';
import { validateRelativePath } from '../paths.ts';
import { validateId } from './volume-sources.ts';
import { validateWindowsOptions } from './windows-options.ts';

/**
 * ValidateSecurityContext: a container's. Privileged ones are allowed, as on a server with --allow-privileged.
 *
 * @param hostUsers whether the pod has the users of the host
 */
export function* validateSecurityContext(path: string, container: JsonObject, hostUsers: boolean): Faults {
  const context = structAt(container, 'securityContext');
  if (context === undefined) return;
  const privileged = booleanAt(context, 'privileged') === true;
  yield* validateId(`${path}.runAsUser`, numberAt(context, 'runAsUser'));
  yield* validateId(`${path}.runAsGroup`, numberAt(context, 'runAsGroup'));
  const procMount = textAt(context, 'procMount');
  if (procMount !== undefined) {
    yield* oneOf(`${path}.procMount`, procMount, ['Default', 'Unmasked']);
    if (hostUsers && procMount === 'Unmasked') {
      yield invalid(`${path}.procMount`, procMount, '`hostUsers` must be false to use `Unmasked`');
    }
  }
  yield* validateSeccompProfile(`${path}.seccompProfile`, structAt(context, 'seccompProfile'));
  if (booleanAt(context, 'allowPrivilegeEscalation') === false) {
    const shown = () => internalForm('/v1/Pod', 'spec.containers.securityContext', context);
    if (privileged) {
      yield invalid(path, shown(), 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true');
    }
    const added = stringsAt(objectAt(context, 'capabilities'), 'add');
    for (const _ of added.filter((name) => name === 'CAP_SYS_ADMIN')) {
      const text = 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN';
      yield invalid(path, shown(), text);
    }
  }
  yield* validateWindowsOptions(`${path}.windowsOptions`, structAt(context, 'windowsOptions'));
  yield* validateAppArmorProfile(`${path}.appArmorProfile`, structAt(context, 'appArmorProfile'));
}

/** validatePodSpecSecurityContext: the pod's. */
export function* validatePodSecurityContext(path: string, spec: JsonObject): Faults {
  const context = structAt(spec, 'securityContext');
  if (context === undefined) return;
  for (const key of ['fsGroup', 'runAsUser', 'runAsGroup']) {
    yield* validateId(`${path}.${key}`, numberAt(context, key));
  }
  yield* each(`${path}.supplementalGroups`, numbersAt(context, 'supplementalGroups'), validateId);
  yield* validateSysctls(`${path}.sysctls`, context, spec);
  const changePolicy = textAt(context, 'fsGroupChangePolicy');
  if (changePolicy !== undefined) {
    yield* oneOf(`${path}.fsGroupChangePolicy`, changePolicy, ['Always', 'OnRootMismatch']);
  }
  yield* validateSeccompProfile(`${path}.seccompProfile`, structAt(context, 'seccompProfile'));
  yield* validateWindowsOptions(`${path}.windowsOptions`, structAt(context, 'windowsOptions'));
  yield* validateAppArmorProfile(`${path}.appArmorProfile`, structAt(context, 'appArmorProfile'));
  const groupsPolicy = textAt(context, 'supplementalGroupsPolicy');
  if (groupsPolicy !== undefined) {
    yield* oneOf(`${path}.supplementalGroupsPolicy`, groupsPolicy, ['Merge', 'Strict']);
  }
  const selinuxPolicy = textAt(context, 'seLinuxChangePolicy');
  if (selinuxPolicy !== undefined) {
    yield* oneOf(`${path}.seLinuxChangePolicy`, selinuxPolicy, ['MountOption', 'Recursive']);
  }
}

const PROFILE_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];

function* validateSeccompProfile(path: string, profile: JsonObject | undefined): Faults {
  if (profile === undefined) return;
  const type = stringAt(profile, 'type');
  const local = textAt(profile, 'localhostProfile');
  if (type === '') yield required(`${path}.type`, 'type is required when seccompProfile is set');
  else yield* oneOf(`${path}.type`, type, PROFILE_TYPES);
  const at = `${path}.localhostProfile`;
  if (type === 'Localhost') {
    if (local === undefined) yield required(at, 'must be set when seccomp type is Localhost');
    else yield* validateRelativePath(at, local);
  } else if (local !== undefined) {
    const shown = internalForm('/v1/Pod', 'spec.securityContext.seccompProfile', profile);
    yield invalid(at, shown, 'can only be set when seccomp type is Localhost');
  }
}

const MAX_APP_ARMOR_BYTES = 4095;

function* validateAppArmorProfile(path: string, profile: JsonObject | undefined): Faults {
  if (profile === undefined) return;
  const type = stringAt(profile, 'type');
  const local = textAt(profile, 'localhostProfile');
  const at = `${path}.localhostProfile`;
  if (type === '') yield required(`${path}.type`, 'type is required when appArmorProfile is set');
  else if (type === 'Localhost') {
    if (local === undefined || local === '')
      yield required(at, 'must be set when AppArmor type is Localhost');
    else if (local.trim() !== local) yield invalid(at, local, 'must not be padded with whitespace');
    if (local !== undefined && byteLength(local) > MAX_APP_ARMOR_BYTES)
      yield tooLong(at, MAX_APP_ARMOR_BYTES);
  } else if (!PROFILE_TYPES.includes(type)) yield* oneOf(`${path}.type`, type, PROFILE_TYPES);
  else if (local !== undefined) yield invalid(at, local, 'can only be set when AppArmor type is Localhost');
}

const SYSCTL_SEGMENT = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const SYSCTL = `^(${SYSCTL_SEGMENT}[\\./])*${SYSCTL_SEGMENT}$`;
const IPC_SYSCTLS = ['kernel.shm', 'kernel.msg', 'kernel.sem', 'fs.mqueue.'];

function* validateSysctls(path: string, context: JsonObject, spec: JsonObject): Faults {
  const names = new Set<string>();
  yield* each(path, objectsAt(context, 'sysctls'), function* (at, sysctl) {
    const name = stringAt(sysctl, 'name');
    if (name === '') yield required(`${at}.name`, '');
    else if (name.length > 253 || !new RegExp(SYSCTL).test(name)) {
      yield invalid(`${at}.name`, name, `must have at most 253 characters and match regex ${SYSCTL}`);
    } else if (names.has(name)) yield duplicate(`${at}.name`, name);
    const dotted = name.replaceAll('/', '.');
    if (booleanAt(spec, 'hostNetwork') && dotted.startsWith('net.')) {
      yield invalid(`${at}.name`, name, "may not be specified when 'hostNetwork' is true");
    } else if (booleanAt(spec, 'hostIPC') && IPC_SYSCTLS.some((prefix) => dotted.startsWith(prefix))) {
      yield invalid(`${at}.name`, name, "may not be specified when 'hostIPC' is true");
    }
    names.add(name);
  });
}
