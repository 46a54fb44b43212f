import { isObject, type JsonObject, listAt, objectAt, stringAt } from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';

export interface Condition {
  type: string;
  status: 'True' | 'False';
  reason: string;
  message: string;
}

export function findCondition(object: ApiObject, type: string): JsonObject | undefined {
  const found = listAt(objectAt(object, 'status'), 'conditions').find(
    (condition) => isObject(condition) && condition.type === type,
  );
  return isObject(found) ? found : undefined;
}

export function isConditionTrue(object: ApiObject, type: string): boolean {
  return stringAt(findCondition(object, type), 'status') === 'True';
}

/** Sets a condition of the definition's status (apihelpers.SetCRDCondition). Changes the object. */
export function setCondition(
  object: ApiObject,
  now: string,
  { type, status, reason, message }: Condition,
): void {
  const found = findCondition(object, type);
  const changed = found === undefined || found.status !== status;
  const condition = {
    type,
    status,
    lastTransitionTime: changed ? now : stringAt(found, 'lastTransitionTime'),
    reason,
    message,
  };
  const conditions = listAt(objectAt(object, 'status'), 'conditions');
  const next =
    found === undefined
      ? [...conditions, condition]
      : conditions.map((each) => (each === found ? condition : each));
  object.status = { ...objectAt(object, 'status'), conditions: next };
}
