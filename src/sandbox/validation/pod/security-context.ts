import { duplicate, forbidden, invalid, required, tooLong } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import { each, type Faults, matches, oneOf } from '../faults.ts';
import { booleanAt, numberAt, numbersAt, objectsAt, stringsAt, structAt, textAt } from '../fields.ts';
import { byteLength, isDnsSubdomain } from '../formats/names.ts';
import { internalForm } from '../internal-form.ts';
import { validateRelativePath } from '../paths.ts';
import { validateId } from './volume-sources.ts';

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

const MAX_CREDENTIAL_BYTES = 64 * 1024;

function* validateWindowsOptions(path: string, options: JsonObject | undefined): Faults {
  if (options === undefined) return;
  const specName = textAt(options, 'gmsaCredentialSpecName');
  if (specName !== undefined) yield* matches(`${path}.gmsaCredentialSpecName`, specName, isDnsSubdomain);
  const spec = textAt(options, 'gmsaCredentialSpec');
  if (spec === '')
    yield invalid(`${path}.gmsaCredentialSpec`, spec, 'gmsaCredentialSpec cannot be an empty string');
  else if (spec !== undefined && byteLength(spec) > MAX_CREDENTIAL_BYTES) {
    yield invalid(`${path}.gmsaCredentialSpec`, spec, 'gmsaCredentialSpec size must be under 64 KiB');
  }
  const user = textAt(options, 'runAsUserName');
  if (user === undefined) return;
  for (const fault of windowsUserFaults(user)) yield invalid(`${path}.runAsUserName`, user, fault);
}

const NET_BIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const DNS_PART = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const USER_DOMAIN = new RegExp(`^${DNS_PART}(?:\\.${DNS_PART})*$`);

function windowsUserFaults(name: string): string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if (/\p{Cc}/u.test(name)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const user = parts.at(-1) ?? '';
  const domain = parts.length === 2 ? (parts[0] ?? '') : undefined;
  const rules: [boolean, string][] = [
    [byteLength(domain ?? '') >= 256, "runAsUserName's Domain length must be under 256 characters"],
    [
      domain !== undefined && !NET_BIOS.test(domain) && !USER_DOMAIN.test(domain),
      "runAsUserName's Domain doesn't match the NetBios nor the DNS format",
    ],
    [user === '', "runAsUserName's User cannot be empty"],
    [byteLength(user) > 104, "runAsUserName's User length must not be longer than 104 characters"],
    [/^[. ]+$/.test(user), "runAsUserName's User cannot contain only periods or spaces"],
    [
      /["/\\:;|=,+*?<>@[\]]/.test(user),
      'runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]',
    ],
  ];
  return rules.filter(([isWrong]) => isWrong).map(([, text]) => text);
}

/** validateWindowsHostProcessPod; `containers` with their paths. */
export function* validateHostProcess(
  path: string,
  spec: JsonObject,
  containers: readonly (readonly [string, JsonObject])[],
): Faults {
  const ofPod = hostProcessOf(spec);
  let count = 0;
  for (const [at, container] of containers) {
    const ofContainer = hostProcessOf(container);
    if (ofPod !== undefined && ofContainer !== undefined && ofPod !== ofContainer) {
      const text = `pod hostProcess value must be identical if both are specified, was ${ofPod}`;
      yield invalid(`${at}.securityContext.windowsOptions.hostProcess`, ofContainer, text);
    }
    if (ofContainer ?? ofPod) count += 1;
  }
  if (count === 0) return;
  if (count !== containers.length) {
    const text =
      'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    yield invalid(path, '', text);
  }
  if (!booleanAt(spec, 'hostNetwork')) {
    const text = 'hostNetwork must be true if pod contains any hostProcess containers';
    yield invalid(`${path}.hostNetwork`, false, text);
  }
}

function hostProcessOf(holder: JsonObject): boolean | undefined {
  return booleanAt(objectAt(objectAt(holder, 'securityContext'), 'windowsOptions'), 'hostProcess');
}

const LINUX_ONLY = 'cannot be set for a windows pod';

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
