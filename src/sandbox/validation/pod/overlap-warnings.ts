import { goQuote } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import { isSet, objectsAt, textAt } from '../fields.ts';

interface Target {
  path: string;
  source: string;
}

/** warningsForOverlappingVirtualPaths: files of one volume in the place of others. */
export function overlapWarnings(volumes: readonly JsonObject[]): string[] {
  return volumes.flatMap((volume) => {
    const name = stringAt(volume, 'name');
    return [
      ...keyed(name, volume, 'configMap', 'ConfigMap', 'name'),
      ...keyed(name, volume, 'secret', 'Secret', 'secretName'),
      ...keyed(name, volume, 'downwardAPI', 'DownwardAPI', undefined),
      ...(isSet(volume, 'projected') ? projected(name, objectAt(volume, 'projected')) : []),
    ];
  });
}

function keyed(
  volume: string,
  holder: JsonObject,
  key: string,
  kind: string,
  nameKey: string | undefined,
): string[] {
  const source = objectAt(holder, key);
  const description = nameKey === undefined ? kind : `${kind} ${goQuote(stringAt(source, nameKey))}`;
  return overlaps(targetsOf(source, '')).map((text) => warning(volume, description, text));
}

function projected(volume: string, holder: JsonObject): string[] {
  const targets: Target[] = [];
  const warnings: string[] = [];
  for (const source of objectsAt(holder, 'sources')) {
    if (Object.keys(source).length === 0) {
      warnings.push(`volume ${goQuote(volume)} (Projected) has no sources provided`);
    }
    for (const target of projectedTargets(source)) {
      warnings.push(...collisions(targets, target).map((text) => warning(volume, 'Projected', text)));
      targets.push(target);
    }
  }
  return warnings;
}

function projectedTargets(source: JsonObject): Target[] {
  for (const [key, kind] of [
    ['configMap', 'ConfigMap'],
    ['secret', 'Secret'],
  ] as const) {
    const map = objectAt(source, key);
    if (isSet(map, 'items')) return targetsOf(map, `${kind} ${goQuote(stringAt(map, 'name'))}`);
  }
  if (isSet(objectAt(source, 'downwardAPI'), 'items'))
    return targetsOf(objectAt(source, 'downwardAPI'), 'DownwardAPI');
  const token = objectAt(source, 'serviceAccountToken');
  if (isSet(source, 'serviceAccountToken')) return [target(stringAt(token, 'path'), 'ServiceAccountToken')];
  const bundle = objectAt(source, 'clusterTrustBundle');
  if (isSet(source, 'clusterTrustBundle')) {
    const name = textAt(bundle, 'name') ?? stringAt(bundle, 'signerName');
    return [target(stringAt(bundle, 'path'), `ClusterTrustBundle ${goQuote(name)}`)];
  }
  const certificate = objectAt(source, 'podCertificate');
  const parts = [
    ['certificateChainPath', 'chain'],
    ['keyPath', 'key'],
    ['credentialBundlePath', 'credential bundle'],
  ] as const;
  return parts
    .filter(([key]) => stringAt(certificate, key) !== '')
    .map(([key, what]) => target(stringAt(certificate, key), `PodCertificate ${what}`));
}

function targetsOf(source: JsonObject, name: string): Target[] {
  return objectsAt(source, 'items').map((item) => target(stringAt(item, 'path'), name));
}

const target = (path: string, source: string): Target => ({ path: path.replace(/\/+$/, ''), source });

function overlaps(targets: readonly Target[]): string[] {
  return targets.flatMap((item, index) => collisions(targets.slice(0, index), item));
}

function collisions(others: readonly Target[], item: Target): string[] {
  if (item.path === '') return [];
  return others
    .filter(
      ({ path }) =>
        path !== '' && (`${path}/`.startsWith(`${item.path}/`) || `${item.path}/`.startsWith(`${path}/`)),
    )
    .map((other) => `${shown(item)} with ${shown(other)}`);
}

const shown = ({ path, source }: Target) => (source === '' ? goQuote(path) : `${goQuote(path)} (${source})`);

const warning = (volume: string, description: string, text: string) =>
  `volume ${goQuote(volume)} (${description}): overlapping paths: ${text}`;
