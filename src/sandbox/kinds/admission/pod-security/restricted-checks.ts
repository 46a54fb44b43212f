import { type JsonObject, listAt, stringAt } from '../../../model/json.ts';
import { findObject, isNil, objectsAt } from '../../defaults/set-default.ts';
import { procMount } from './baseline-checks.ts';
import {
  type Check,
  containersOf,
  containersText,
  type Finding,
  isInUserNamespace,
  isWindows,
  namesOf,
  plural,
  quoted,
  type Subject,
  securityContextOf,
  settersText,
  sortedSet,
} from './findings.ts';
import { badSeccomp, isAllowedSeccomp } from './kernel-checks.ts';

// pod-security-admission policy/check_*.go, of the level restricted

export const RESTRICTED_CHECKS: readonly Check[] = [
  { id: 'allowPrivilegeEscalation', level: 'restricted', since: 8, find: notOnWindows(privilegeEscalation) },
  {
    id: 'capabilities_restricted',
    level: 'restricted',
    since: 22,
    overrides: 'capabilities_baseline',
    find: notOnWindows(capabilities),
  },
  { id: 'procMount_restricted', level: 'restricted', since: 35, overrides: 'procMount', find: procMount },
  {
    id: 'restrictedVolumes',
    level: 'restricted',
    since: 0,
    overrides: 'hostPathVolumes',
    find: restrictedVolumes,
  },
  { id: 'runAsNonRoot', level: 'restricted', since: 0, find: notInUserNamespace(runAsNonRoot) },
  { id: 'runAsUser', level: 'restricted', since: 23, find: notInUserNamespace(runAsUser) },
  {
    id: 'seccompProfile_restricted',
    level: 'restricted',
    since: 19,
    overrides: 'seccompProfile_baseline',
    find: notOnWindows(seccompProfile),
  },
];

/** Since 1.25 pods of Windows need not say what only Linux knows. */
function notOnWindows(find: Check['find']): Check['find'] {
  return (subject) => (subject.minor >= 25 && isWindows(subject.spec) ? undefined : find(subject));
}

function notInUserNamespace(find: Check['find']): Check['find'] {
  return (subject) => (isInUserNamespace(subject) ? undefined : find(subject));
}

function privilegeEscalation({ spec }: Subject): Finding | undefined {
  const names = namesOf(spec, (container) => securityContextOf(container).allowPrivilegeEscalation !== false);
  if (names.length === 0) return undefined;
  return {
    reason: 'allowPrivilegeEscalation != false',
    detail: `${containersText(names)} must set securityContext.allowPrivilegeEscalation=false`,
  };
}

function capabilities({ spec }: Subject): Finding | undefined {
  const listOf = (container: JsonObject, key: string): string[] =>
    listAt(findObject(securityContextOf(container), 'capabilities'), key).map(String);
  const added = (container: JsonObject): string[] =>
    listOf(container, 'add').filter((name) => name !== 'NET_BIND_SERVICE');
  const keeping = namesOf(spec, (container) => !listOf(container, 'drop').includes('ALL'));
  const adding = namesOf(spec, (container) => added(container).length > 0);
  const all = sortedSet(containersOf(spec).flatMap(added));
  const details = [
    ...(keeping.length > 0
      ? [`${containersText(keeping)} must set securityContext.capabilities.drop=["ALL"]`]
      : []),
    ...(adding.length > 0
      ? [`${containersText(adding)} must not include ${quoted(all)} in securityContext.capabilities.add`]
      : []),
  ];
  return details.length === 0
    ? undefined
    : { reason: 'unrestricted capabilities', detail: details.join('; ') };
}

const ALLOWED_VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

function restrictedVolumes({ spec }: Subject): Finding | undefined {
  const sourcesOf = (volume: JsonObject): string[] =>
    Object.keys(volume).filter((key) => key !== 'name' && !isNil(volume[key]));
  const bad = objectsAt(spec, 'volumes').filter(
    (volume) => !sourcesOf(volume).some((source) => ALLOWED_VOLUMES.includes(source)),
  );
  if (bad.length === 0) return undefined;
  const names = bad.map(({ name }) => String(name));
  const types = sortedSet(bad.map((volume) => sourcesOf(volume)[0] ?? 'unknown'));
  const use = names.length === 1 ? 'uses' : 'use';
  return {
    reason: 'restricted volume types',
    detail: `${plural('volume', names)} ${quoted(names)} ${use} ${plural('restricted volume type', types)} ${quoted(types)}`,
  };
}

function runAsNonRoot({ spec }: Subject): Finding | undefined {
  const nonRootOf = (owner: JsonObject): unknown => securityContextOf(owner).runAsNonRoot;
  const isFalse = (owner: JsonObject): boolean => nonRootOf(owner) === false;
  const setters = settersText(isFalse(spec), namesOf(spec, isFalse));
  const reason = 'runAsNonRoot != true';
  if (setters !== '') return { reason, detail: `${setters} must not set securityContext.runAsNonRoot=false` };
  const silent = nonRootOf(spec) === true ? [] : namesOf(spec, (container) => nonRootOf(container) !== true);
  if (silent.length === 0) return undefined;
  return { reason, detail: `pod or ${containersText(silent)} must set securityContext.runAsNonRoot=true` };
}

function runAsUser({ spec }: Subject): Finding | undefined {
  const isRoot = (owner: JsonObject): boolean => securityContextOf(owner).runAsUser === 0;
  const setters = settersText(isRoot(spec), namesOf(spec, isRoot));
  return setters === ''
    ? undefined
    : { reason: 'runAsUser=0', detail: `${setters} must not set runAsUser=0` };
}

function seccompProfile(subject: Subject): Finding | undefined {
  const bad = badSeccomp(subject);
  if (bad !== undefined) return bad;
  const { spec } = subject;
  const profileOf = (owner: JsonObject): JsonObject | undefined =>
    findObject(securityContextOf(owner), 'seccompProfile');
  if (isAllowedSeccomp(stringAt(profileOf(spec), 'type'))) return undefined;
  const silent = namesOf(spec, (container) => profileOf(container) === undefined);
  if (silent.length === 0) return undefined;
  return {
    reason: 'seccompProfile',
    detail: `pod or ${containersText(silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
  };
}
