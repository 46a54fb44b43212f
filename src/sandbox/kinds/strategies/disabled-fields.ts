import { isObject, type Json, type JsonObject, own } from '../../model/json.ts';
import { CONTAINER_LISTS } from '../defaults/pods.ts';
import { findObject, objectsAt } from '../defaults/set-default.ts';

/**
 * Removes the fields of feature gates that are off, but for what was in use already. A path is `spec.devices[].user`.
 */
export function dropDisabled(
  object: JsonObject,
  old: JsonObject | undefined,
  paths: readonly string[],
): void {
  for (const path of paths) {
    const steps = path.split('.');
    if (old === undefined || holdersOf(old, steps).length === 0) {
      for (const holder of holdersOf(object, steps)) delete holder[steps.at(-1) ?? ''];
    }
  }
}

/** DropDisabledTemplateFields of pkg/api/pod: of a pod's or a template's spec. */
export function dropDisabledPodFields(spec: JsonObject | undefined, old: JsonObject | undefined): void {
  if (spec === undefined) return;
  const hadSignals = signalled(spec);
  dropDisabled(spec, old, POD_FIELDS);
  for (const container of hadSignals) {
    if (Object.keys(findObject(container, 'lifecycle') ?? {}).length === 0) delete container.lifecycle;
  }
}

const CONTAINER_FIELDS = [
  'volumeMounts[].bindMountOptions',
  'lifecycle.stopSignal',
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) => [
    `${probe}.grpc.mode`,
    `${probe}.httpGet.protocol`,
  ]),
  'lifecycle.postStart.httpGet.protocol',
  'lifecycle.preStop.httpGet.protocol',
];

const POD_FIELDS = [
  'schedulingGroup',
  'evictionResponders',
  'volumes[].emptyDir.mode',
  ...['secret', 'configMap', 'downwardAPI', 'projected'].map((source) => `volumes[].${source}.defaultUser`),
  ...['secret', 'configMap', 'downwardAPI'].flatMap((source) => [
    `volumes[].${source}.items[].user`,
    `volumes[].projected.sources[].${source}.items[].user`,
  ]),
  ...['serviceAccountToken', 'clusterTrustBundle', 'podCertificate'].map(
    (source) => `volumes[].projected.sources[].${source}.user`,
  ),
  ...CONTAINER_LISTS.flatMap((list) => CONTAINER_FIELDS.map((field) => `${list}[].${field}`)),
];

/** The containers that say with which signal they are to be stopped. */
function signalled(spec: JsonObject): JsonObject[] {
  const containers = CONTAINER_LISTS.flatMap((list) => objectsAt(spec, list));
  return containers.filter(
    (container) => own(findObject(container, 'lifecycle') ?? {}, 'stopSignal') !== undefined,
  );
}

/** The objects that hold the last step of the path. */
function holdersOf(root: JsonObject, steps: readonly string[]): JsonObject[] {
  let found: Json[] = [root];
  for (const step of steps.slice(0, -1)) {
    const key = step.replace('[]', '');
    const next = found.filter(isObject).map((item) => own(item, key));
    found = next.flatMap((value) => (value === undefined || value === null ? [] : value));
  }
  const last = steps.at(-1) ?? '';
  return found.filter(isObject).filter((item) => (own(item, last) ?? null) !== null);
}
