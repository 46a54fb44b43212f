import { goQuote } from '../../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../../model/json.ts';
import { findObject, isEmpty, objectsAt } from '../../defaults/set-default.ts';
import {
  containersOf,
  type Finding,
  namesOf,
  plural,
  quoted,
  type Subject,
  securityContextOf,
  settersText,
  sortedSet,
} from './findings.ts';

// pod-security-admission policy/check_*.go: what the kernel is to confine a pod with

const APP_ARMOR_PREFIX = 'container.apparmor.security.beta.kubernetes.io/';

export function appArmorProfile({ metadata, spec }: Subject): Finding | undefined {
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

export function seLinuxOptions({ spec, minor }: Subject): Finding | undefined {
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

export function seccompProfile(subject: Subject): Finding | undefined {
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

export function sysctls({ spec, minor }: Subject): Finding | undefined {
  const forbidden = objectsAt(securityContextOf(spec), 'sysctls')
    .map(({ name }) => String(name))
    .filter((name) => !Object.hasOwn(SYSCTLS, name) || (SYSCTLS[name] ?? 0) > minor);
  return forbidden.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: forbidden.join(', ') };
}
