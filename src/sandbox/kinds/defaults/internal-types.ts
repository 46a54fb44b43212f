import { type JsonObject, listAt, objectAt, setOwn, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { ensureObject, findObject, isEmpty, objectsAt } from './set-default.ts';

// The server converts what it has decoded to internal types. These are the traces that it leaves.

/** The annotation that stands for a DaemonSet's templateGeneration, which has no field in apps/v1. */
export const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

/** stringData is written into data (pkg/apis/core/v1/conversion.go). */
export function mergeStringData(secret: ApiObject): void {
  for (const [key, text] of Object.entries(objectAt(secret, 'stringData'))) {
    setOwn(ensureObject(secret, 'data'), key, Buffer.from(String(text)).toString('base64'));
  }
  delete secret.stringData;
}

/** pkg/apis/apps/v1/conversion.go. */
export function showTemplateGeneration({ metadata }: ApiObject): void {
  const annotations = ensureObject(metadata, 'annotations');
  if (!Object.hasOwn(annotations, TEMPLATE_GENERATION)) annotations[TEMPLATE_GENERATION] = '0';
}

/** podCIDR is the first of podCIDRs, and decides where they differ (pkg/apis/core/v1/conversion.go). */
export function syncPodCidrs(node: ApiObject): void {
  const spec = findObject(node, 'spec');
  if (spec === undefined) return;
  const [first = ''] = listAt(spec, 'podCIDRs');
  const single = stringAt(spec, 'podCIDR');
  if (single === '' && first !== '') spec.podCIDR = first;
  else if (single !== first) spec.podCIDRs = [single];
}

/** The claims of a StatefulSet say what they are. */
export function nameClaimTemplates(statefulSet: ApiObject): void {
  const spec = ensureObject(statefulSet, 'spec');
  if (isEmpty(spec.volumeClaimTemplates)) return;
  spec.volumeClaimTemplates = objectsAt(spec, 'volumeClaimTemplates').map(
    ({ kind: _kind, apiVersion: _apiVersion, ...claim }) => ({
      kind: 'PersistentVolumeClaim',
      apiVersion: 'v1',
      ...claim,
    }),
  );
}

/** The first beta's annotations for init containers are removed, of pods and of templates. */
export function dropInitContainerAnnotations(metadata: JsonObject | undefined): void {
  const annotations = findObject(metadata, 'annotations');
  if (annotations === undefined) return;
  for (const name of INIT_CONTAINER_ANNOTATIONS) delete annotations[name];
}

const INIT_CONTAINER_ANNOTATIONS = [
  'pod.beta.kubernetes.io/init-containers',
  'pod.alpha.kubernetes.io/init-containers',
  'pod.beta.kubernetes.io/init-container-statuses',
  'pod.alpha.kubernetes.io/init-container-statuses',
];
