import { type JsonObject, objectAt, own } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { CONTAINER_LISTS } from '../defaults/pods.ts';
import { ensureObject, findObject, objectsAt } from '../defaults/set-default.ts';
import { semanticEqual } from './semantic-equal.ts';

const PREFIX = 'container.apparmor.security.beta.kubernetes.io/';
const MAX_LOCALHOST_PROFILE = 4095;

/** applyAppArmorVersionSkew of the pod's strategy: the old annotations become fields. */
export function syncAppArmor(pod: ApiObject, warn: (text: string) => void): void {
  const spec = objectAt(pod, 'spec');
  if (findObject(spec, 'os')?.name === 'windows') return;
  const annotations = objectAt(pod.metadata, 'annotations');
  const ofPod = findObject(spec, 'securityContext', 'appArmorProfile');
  for (const container of CONTAINER_LISTS.flatMap((list) => objectsAt(spec, list))) {
    const key = `${PREFIX}${String(container.name)}`;
    const annotation = own(annotations, key);
    const isSet = findObject(container, 'securityContext', 'appArmorProfile') !== undefined;
    if (typeof annotation !== 'string' || isSet) continue;
    const profile = profileOf(annotation);
    if (profile !== undefined && semanticEqual(profile, ofPod)) continue;
    if (profile !== undefined) ensureObject(container, 'securityContext').appArmorProfile = profile;
    warn(`metadata.annotations[${key}]: deprecated since v1.30; use the "appArmorProfile" field instead`);
  }
}

function profileOf(annotation: string): JsonObject | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  const profile = /^localhost\/(.+)$/s.exec(annotation)?.[1];
  const isValid =
    profile !== undefined && profile.trim() === profile && profile.length <= MAX_LOCALHOST_PROFILE;
  return isValid ? { type: 'Localhost', localhostProfile: profile } : undefined;
}
