import { isObject, type JsonObject, listAt, objectAt } from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';

/**
 * The status with a condition set: its lastTransitionTime is that of the change of its status (apimachinery
 * pkg/api/meta/conditions.go). `condition` has the keys in the order of the kind's Go type, without the time.
 */
export function withCondition(object: ApiObject, now: string, condition: JsonObject): JsonObject {
  const status = objectAt(object, 'status');
  const conditions = listAt(status, 'conditions').filter(isObject);
  const before = conditions.find(({ type }) => type === condition.type);
  const isSame = before !== undefined && before.status === condition.status;
  const updated = { ...condition, lastTransitionTime: isSame ? (before.lastTransitionTime ?? now) : now };
  const others = conditions.map((each) => (each === before ? updated : each));
  return { ...status, conditions: before === undefined ? [...others, updated] : others };
}
