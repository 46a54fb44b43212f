import { isObject, type JsonObject, listAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';

/** Sets a condition of a Pod's status (kubernetes pkg/api/pod/util.go, UpdatePodCondition). Changes the pod. */
export function updatePodCondition(
  pod: ApiObject,
  now: string,
  condition: { type: string; status: string; reason?: string; message?: string },
): void {
  const status = isObject(pod.status) ? pod.status : {};
  const conditions = listAt(status, 'conditions').filter(isObject);
  const before = conditions.find(({ type }) => type === condition.type);
  const lastTransitionTime = before?.status === condition.status ? (before.lastTransitionTime ?? now) : now;
  const { type, ...rest } = condition;
  const updated: JsonObject = {
    type,
    status: rest.status,
    lastProbeTime: null,
    lastTransitionTime,
    ...(rest.reason === undefined ? {} : { reason: rest.reason }),
    ...(rest.message === undefined ? {} : { message: rest.message }),
  };
  const others = conditions.map((item) => (item === before ? updated : item));
  pod.status = { ...status, conditions: before === undefined ? [...others, updated] : others };
}
