import { goQuote } from '../../model/field-error.ts';
import { type JsonObject, listAt, objectAt, stringAt } from '../../model/json.ts';
import { claimSpecWarnings } from '../core/claim-warnings.ts';
import { entriesAt, isSet, numberAt, objectsAt, stringsAt, structAt } from '../fields.ts';
import { ipWarnings } from '../formats/ip.ts';
import { isLabelValue } from '../formats/names.ts';
import { deprecatedNodeLabel } from '../node-labels.ts';
import { containerWarnings, fractionWarnings } from './container-warnings.ts';
import { overlapWarnings } from './overlap-warnings.ts';
import { portNameWarnings, portWarnings } from './port-warnings.ts';

// pkg/api/pod/warnings.go

/** @param root where the metadata and the spec are: '' for a pod, `spec.template.` for a template */
export function podWarnings(root: string, pod: JsonObject): string[] {
  const spec = objectAt(pod, 'spec');
  const annotations = objectAt(objectAt(pod, 'metadata'), 'annotations');
  const path = `${root}spec`;
  return [
    ...nodeLabelWarnings(path, spec),
    ...annotationWarnings(`${root}metadata.annotations`, annotations),
    ...volumeWarnings(`${path}.volumes`, spec),
    ...overlapWarnings(objectsAt(spec, 'volumes')),
    ...repeated(`${path}.hostAliases`, objectsAt(spec, 'hostAliases'), 'ip'),
    ...repeated(`${path}.imagePullSecrets`, objectsAt(spec, 'imagePullSecrets'), 'name'),
    ...emptySecretWarnings(`${path}.imagePullSecrets`, spec),
    ...fractionWarnings(`${path}.overhead`, objectAt(spec, 'overhead')),
    ...containerWarnings(root, spec, annotations),
    ...portWarnings(path, spec),
    ...portNameWarnings(path, spec),
    ...graceWarnings(path, spec),
    ...affinityWarnings(`${path}.affinity`, objectAt(spec, 'affinity')),
    ...addressWarnings(path, spec),
  ];
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

function nodeLabelWarnings(path: string, spec: JsonObject): string[] {
  const warnings: string[] = [];
  for (const [key] of entriesAt(spec, 'nodeSelector')) {
    const message = deprecatedNodeLabel(key);
    if (message !== undefined) warnings.push(`${path}.nodeSelector[${key}]: ${message}`);
  }
  const affinity = objectAt(objectAt(spec, 'affinity'), 'nodeAffinity');
  const at = `${path}.affinity.nodeAffinity`;
  for (const [index, term] of objectsAt(objectAt(affinity, REQUIRED), 'nodeSelectorTerms').entries()) {
    warnings.push(...nodeTermWarnings(`${at}.${REQUIRED}.nodeSelectorTerms[${index}]`, term, false));
  }
  for (const [index, term] of objectsAt(affinity, PREFERRED).entries()) {
    const place = `${at}.${PREFERRED}[${index}].preference`;
    warnings.push(...nodeTermWarnings(place, objectAt(term, 'preference'), true));
  }
  for (const [index, constraint] of objectsAt(spec, 'topologySpreadConstraints').entries()) {
    const place = `${path}.topologySpreadConstraints[${index}]`;
    const key = stringAt(constraint, 'topologyKey');
    const message = deprecatedNodeLabel(key);
    if (message !== undefined) warnings.push(`${place}.topologyKey: ${key} is ${message}`);
    if (!isSet(constraint, 'labelSelector')) warnings.push(`${place}.labelSelector: ${MATCHES_NONE}`);
  }
  return warnings;
}

const MATCHES_NONE = 'a null labelSelector results in matching no pod';

/** GetWarningsForNodeSelectorTerm */
export function nodeTermWarnings(path: string, term: JsonObject, withValues: boolean): string[] {
  return objectsAt(term, 'matchExpressions').flatMap((expression, index) => {
    const at = `${path}.matchExpressions[${index}]`;
    const key = stringAt(expression, 'key');
    const message = deprecatedNodeLabel(key);
    const values = withValues ? stringsAt(expression, 'values') : [];
    return [
      ...(message === undefined ? [] : [`${at}.key: ${key} is ${message}`]),
      ...values.flatMap((value, place) =>
        isLabelValue(value).map((wrong) => `${at}.values[${place}]: ${value} is invalid, ${wrong}`),
      ),
    ];
  });
}

const DEPRECATED_ANNOTATIONS = [
  [
    'scheduler.alpha.kubernetes.io/critical-pod',
    'non-functional in v1.16+; use the "priorityClassName" field instead',
  ],
  ['security.alpha.kubernetes.io/sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
  [
    'security.alpha.kubernetes.io/unsafe-sysctls',
    'non-functional in v1.11+; use the "sysctls" field instead',
  ],
] as const;

function annotationWarnings(path: string, annotations: JsonObject): string[] {
  return DEPRECATED_ANNOTATIONS.filter(([key]) => Object.hasOwn(annotations, key)).map(
    ([key, message]) => `${path}[${key}]: ${message}`,
  );
}

/** The key of the source, the name in the message, and since when it does nothing. */
const DEPRECATED_VOLUMES = [
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['ephemeral', '', ''],
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
] as const;

function volumeWarnings(path: string, spec: JsonObject): string[] {
  return objectsAt(spec, 'volumes').flatMap((volume, index) =>
    DEPRECATED_VOLUMES.filter(([key]) => isSet(volume, key)).flatMap(([key, name, message]) => {
      if (key !== 'ephemeral') return [`${path}[${index}].${name}: ${message}`];
      const template = structAt(objectAt(volume, 'ephemeral'), 'volumeClaimTemplate');
      if (template === undefined) return [];
      return claimSpecWarnings(
        `${path}[${index}].ephemeral.volumeClaimTemplate.spec`,
        objectAt(template, 'spec'),
      );
    }),
  );
}

function repeated(path: string, items: readonly JsonObject[], key: string): string[] {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const value = stringAt(item, key);
    const isRepeated = seen.has(value);
    seen.add(value);
    return isRepeated ? [`${path}[${index}].${key}: duplicate ${key} ${goQuote(value)}`] : [];
  });
}

function emptySecretWarnings(path: string, spec: JsonObject): string[] {
  return objectsAt(spec, 'imagePullSecrets').flatMap((secret, index) =>
    stringAt(secret, 'name') === '' ? [`${path}[${index}].name: invalid empty name ""`] : [],
  );
}

function graceWarnings(path: string, spec: JsonObject): string[] {
  if ((numberAt(spec, 'terminationGracePeriodSeconds') ?? 0) >= 0) return [];
  const text = 'must be >= 0; negative values are invalid and will be treated as 1';
  return [`${path}.terminationGracePeriodSeconds: ${text}`];
}

function affinityWarnings(path: string, affinity: JsonObject): string[] {
  return ['podAffinity', 'podAntiAffinity'].flatMap((key) => {
    const terms = objectAt(affinity, key);
    const required = objectsAt(terms, REQUIRED).map((term, index) => ({ term, at: `${REQUIRED}[${index}]` }));
    const preferred = objectsAt(terms, PREFERRED).map((term, index) => ({
      term: objectAt(term, 'podAffinityTerm'),
      at: `${PREFERRED}[${index}].podAffinityTerm`,
    }));
    return [...required, ...preferred]
      .filter(({ term }) => !isSet(term, 'labelSelector'))
      .map(({ at }) => `${path}.${key}.${at}.labelSelector: ${MATCHES_NONE}`);
  });
}

function addressWarnings(path: string, spec: JsonObject): string[] {
  const servers = listAt(objectAt(spec, 'dnsConfig'), 'nameservers');
  return [
    ...servers.flatMap((server, index) =>
      ipWarnings(`${path}.dnsConfig.nameservers[${index}]`, String(server)),
    ),
    ...objectsAt(spec, 'hostAliases').flatMap((alias, index) =>
      ipWarnings(`${path}.hostAliases[${index}].ip`, stringAt(alias, 'ip')),
    ),
  ];
}
