import { goQuote } from '../../../model/field-error.ts';
import { type JsonObject, listAt, objectAt, own, stringAt } from '../../../model/json.ts';
import { findObject, isEmpty, isNil, objectsAt } from '../../defaults/set-default.ts';
import {
  type Check,
  containersOf,
  containersText,
  type Finding,
  isInUserNamespace,
  namesOf,
  plural,
  quoted,
  type Subject,
  securityContextOf,
  settersText,
  sortedSet,
} from './findings.ts';

// pod-security-admission policy/check_*.go, of the level baseline

export const BASELINE_CHECKS: readonly Check[] = [
  { id: 'appArmorProfile', level: 'baseline', since: 0, find: appArmorProfile },
  { id: 'capabilities_baseline', level: 'baseline', since: 0, find: capabilities },
  { id: 'hostNamespaces', level: 'baseline', since: 0, find: hostNamespaces },
  { id: 'hostPathVolumes', level: 'baseline', since: 0, find: hostPathVolumes },
  { id: 'hostPorts', level: 'baseline', since: 0, find: hostPorts },
  { id: 'hostProbesAndHostLifecycle', level: 'baseline', since: 34, find: hostProbes },
  { id: 'privileged', level: 'baseline', since: 0, find: privileged },
  {
    id: 'procMount',
    level: 'baseline',
    since: 0,
    find: (subject) => (isInUserNamespace(subject) ? undefined : procMount(subject)),
  },
  { id: 'seLinuxOptions', level: 'baseline', since: 0, find: seLinuxOptions },
  { id: 'seccompProfile_baseline', level: 'baseline', since: 0, find: seccompProfile },
  { id: 'sysctls', level: 'baseline', since: 0, find: sysctls },
  { id: 'windowsHostProcess', level: 'baseline', since: 0, find: windowsHostProcess },
];

const APP_ARMOR_PREFIX = 'container.apparmor.security.beta.kubernetes.io/';

function appArmorProfile({ metadata, spec }: Subject): Finding | undefined {
  const typeOf = (owner: JsonObject): string =>
    stringAt(findObject(securityContextOf(owner), 'appArmorProfile'), 'type');
  const isBad = (owner: JsonObject): boolean =>
    findObject(securityContextOf(owner), 'appArmorProfile') !== undefined &&
    !['RuntimeDefault', 'Localhost'].includes(typeOf(owner));
  const bad = containersOf(spec).filter(isBad);
  const annotations = Object.entries(objectAt(metadata, 'annotations'))
    .filter(([key, value]) => key.startsWith(APP_ARMOR_PREFIX) && !isAllowedAppArmor(String(value)))
    .map(([key, value]) => `${key}=${goQuote(String(value))}`)
    .sort();
  const values = [...sortedSet([...(isBad(spec) ? [spec] : []), ...bad].map(typeOf)), ...annotations];
  if (values.length === 0) return undefined;
  const setters = settersText(isBad(spec), namesOf(spec, isBad));
  const texts = [setters, ...(annotations.length > 0 ? [plural('annotation', annotations)] : [])];
  return {
    reason: plural('forbidden AppArmor profile', values),
    detail: `${texts.filter((text) => text !== '').join(' and ')} must not set AppArmor profile type to ${quoted(values)}`,
  };
}

function isAllowedAppArmor(profile: string): boolean {
  return profile === '' || profile === 'runtime/default' || profile.startsWith('localhost/');
}

const ALLOWED_CAPABILITIES: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

function capabilities({ spec }: Subject): Finding | undefined {
  const added = (container: JsonObject): string[] =>
    listAt(findObject(securityContextOf(container), 'capabilities'), 'add')
      .map(String)
      .filter((name) => !ALLOWED_CAPABILITIES.has(name));
  const names = namesOf(spec, (container) => added(container).length > 0);
  if (names.length === 0) return undefined;
  const all = sortedSet(containersOf(spec).flatMap(added));
  return {
    reason: 'non-default capabilities',
    detail: `${containersText(names)} must not include ${quoted(all)} in securityContext.capabilities.add`,
  };
}

function hostNamespaces({ spec }: Subject): Finding | undefined {
  const used = ['hostNetwork', 'hostPID', 'hostIPC'].filter((key) => own(spec, key) === true);
  if (used.length === 0) return undefined;
  return { reason: 'host namespaces', detail: used.map((key) => `${key}=true`).join(', ') };
}

function hostPathVolumes({ spec }: Subject): Finding | undefined {
  const volumes = objectsAt(spec, 'volumes').filter(({ hostPath }) => !isNil(hostPath));
  if (volumes.length === 0) return undefined;
  const names = volumes.map(({ name }) => String(name));
  return { reason: 'hostPath volumes', detail: `${plural('volume', names)} ${quoted(names)}` };
}

function hostPorts({ spec }: Subject): Finding | undefined {
  const portsOf = (container: JsonObject): string[] =>
    objectsAt(container, 'ports')
      .map(({ hostPort }) => String(hostPort ?? 0))
      .filter((port) => port !== '0');
  const names = namesOf(spec, (container) => portsOf(container).length > 0);
  if (names.length === 0) return undefined;
  const ports = sortedSet(containersOf(spec).flatMap(portsOf));
  return {
    reason: 'hostPort',
    detail: `${containersText(names)} ${uses(names)} ${plural('hostPort', ports)} ${ports.join(', ')}`,
  };
}

const HANDLERS = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
] as const;

function hostProbes({ spec }: Subject): Finding | undefined {
  const hostsOf = (container: JsonObject): string[] =>
    HANDLERS.flatMap((path) =>
      ['httpGet', 'tcpSocket'].map((kind) => stringAt(findObject(container, ...path, kind), 'host')),
    ).filter((host) => host !== '');
  const names = sortedSet(namesOf(spec, (container) => hostsOf(container).length > 0));
  if (names.length === 0) return undefined;
  const hosts = sortedSet(containersOf(spec).flatMap(hostsOf));
  return {
    reason: 'probe or lifecycle host',
    detail: `${containersText(names)} ${uses(names)} ${plural('probe or lifecycle host', hosts)} ${quoted(hosts)}`,
  };
}

function uses(names: readonly string[]): string {
  return names.length === 1 ? 'uses' : 'use';
}

function privileged({ spec }: Subject): Finding | undefined {
  const names = namesOf(spec, (container) => securityContextOf(container).privileged === true);
  if (names.length === 0) return undefined;
  return {
    reason: 'privileged',
    detail: `${containersText(names)} must not set securityContext.privileged=true`,
  };
}

/** For the level restricted too. */
export function procMount({ spec }: Subject): Finding | undefined {
  const typeOf = (container: JsonObject): string => stringAt(securityContextOf(container), 'procMount');
  const isBad = (container: JsonObject): boolean =>
    !isNil(securityContextOf(container).procMount) && typeOf(container) !== 'Default';
  const names = namesOf(spec, isBad);
  if (names.length === 0) return undefined;
  const types = sortedSet(containersOf(spec).filter(isBad).map(typeOf));
  return {
    reason: 'procMount',
    detail: `${containersText(names)} must not set securityContext.procMount to ${quoted(types)}`,
  };
}

function seLinuxOptions({ spec, minor }: Subject): Finding | undefined {
  const engine = minor >= 31 ? ['container_engine_t'] : [];
  const allowed = ['', 'container_t', 'container_init_t', 'container_kvm_t', ...engine];
  const optionsOf = (owner: JsonObject): JsonObject =>
    findObject(securityContextOf(owner), 'seLinuxOptions') ?? {};
  const isBadType = (owner: JsonObject): boolean => !allowed.includes(stringAt(optionsOf(owner), 'type'));
  const isBad = (owner: JsonObject): boolean =>
    isBadType(owner) || !isEmpty(optionsOf(owner).user) || !isEmpty(optionsOf(owner).role);
  const names = namesOf(spec, isBad);
  const owners = [spec, ...containersOf(spec)];
  if (!owners.some(isBad)) return undefined;
  const types = sortedSet(owners.filter(isBadType).map((owner) => stringAt(optionsOf(owner), 'type')));
  const faults = [
    ...(types.length > 0 ? [`${plural('type', types)} ${quoted(types)}`] : []),
    ...['user', 'role']
      .filter((key) => owners.some((owner) => !isEmpty(optionsOf(owner)[key])))
      .map((key) => `${key} may not be set`),
  ];
  return {
    reason: 'seLinuxOptions',
    detail: `${settersText(isBad(spec), names)} set forbidden securityContext.seLinuxOptions: ${faults.join('; ')}`,
  };
}

/** The types of seccomp profiles that are set and forbidden; for the level restricted too. */
export function badSeccomp({ spec }: Subject): Finding | undefined {
  const typeOf = (owner: JsonObject): string =>
    stringAt(findObject(securityContextOf(owner), 'seccompProfile'), 'type');
  const isBad = (owner: JsonObject): boolean =>
    findObject(securityContextOf(owner), 'seccompProfile') !== undefined && !isAllowedSeccomp(typeOf(owner));
  const owners = [spec, ...containersOf(spec)].filter(isBad);
  if (owners.length === 0) return undefined;
  const setters = settersText(isBad(spec), namesOf(spec, isBad));
  return {
    reason: 'seccompProfile',
    detail: `${setters} must not set securityContext.seccompProfile.type to ${quoted(sortedSet(owners.map(typeOf)))}`,
  };
}

export function isAllowedSeccomp(type: string): boolean {
  return type === 'Localhost' || type === 'RuntimeDefault';
}

function seccompProfile(subject: Subject): Finding | undefined {
  if (subject.minor >= 19) return badSeccomp(subject);
  const annotations = objectAt(subject.metadata, 'annotations');
  const keys = [
    'seccomp.security.alpha.kubernetes.io/pod',
    ...namesOf(subject.spec, () => true).map(
      (name) => `container.seccomp.security.alpha.kubernetes.io/${name}`,
    ),
  ];
  const forbidden = sortedSet(
    keys.flatMap((key) => {
      const value = own(annotations, key);
      const isFine =
        typeof value !== 'string' || /^(runtime\/default$|docker\/default$|localhost\/)/.test(value);
      return isFine ? [] : `${key}=${goQuote(value)}`;
    }),
  );
  if (forbidden.length === 0) return undefined;
  return {
    reason: 'seccompProfile',
    detail: `forbidden ${plural('annotation', forbidden)} ${forbidden.join(', ')}`,
  };
}

/** Which kernel parameters are allowed, by the minor version that they began with. */
const SYSCTLS: Readonly<Record<string, number>> = {
  'kernel.shm_rmid_forced': 0,
  'net.ipv4.ip_local_port_range': 0,
  'net.ipv4.tcp_syncookies': 0,
  'net.ipv4.ping_group_range': 0,
  'net.ipv4.ip_unprivileged_port_start': 0,
  'net.ipv4.ip_local_reserved_ports': 27,
  'net.ipv4.tcp_keepalive_time': 29,
  'net.ipv4.tcp_fin_timeout': 29,
  'net.ipv4.tcp_keepalive_intvl': 29,
  'net.ipv4.tcp_keepalive_probes': 29,
  'net.ipv4.tcp_rmem': 32,
  'net.ipv4.tcp_wmem': 32,
  'net.ipv4.tcp_slow_start_after_idle': 37,
  'net.ipv4.tcp_notsent_lowat': 37,
};

function sysctls({ spec, minor }: Subject): Finding | undefined {
  const forbidden = objectsAt(securityContextOf(spec), 'sysctls')
    .map(({ name }) => String(name))
    .filter((name) => !Object.hasOwn(SYSCTLS, name) || (SYSCTLS[name] ?? 0) > minor);
  return forbidden.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: forbidden.join(', ') };
}

function windowsHostProcess({ spec }: Subject): Finding | undefined {
  const isBad = (owner: JsonObject): boolean =>
    findObject(securityContextOf(owner), 'windowsOptions')?.hostProcess === true;
  const setters = settersText(isBad(spec), namesOf(spec, isBad));
  if (setters === '') return undefined;
  return {
    reason: 'hostProcess',
    detail: `${setters} must not set securityContext.windowsOptions.hostProcess=true`,
  };
}
