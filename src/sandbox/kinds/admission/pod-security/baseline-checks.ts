import { type JsonObject, listAt, own, stringAt } from '../../../model/json.ts';
import { findObject, isNil, objectsAt } from '../../defaults/set-default.ts';
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
import { appArmorProfile, seccompProfile, seLinuxOptions, sysctls } from './kernel-checks.ts';

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
