import { invalid } from '../../model/field-error.ts';
import { type JsonObject, objectAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { type Faults, nonNegativeFields } from '../faults.ts';
import { numberAt } from '../fields.ts';

/** The counts of a status, in the order of the checks. */
export interface StatusCounts {
  all: readonly string[];
  /** Those that may not be more than `replicas`. */
  ofReplicas: readonly string[];
  /** How the message names readyReplicas: `readyReplicas`, `status.readyReplicas`. */
  ready: string;
}

/** The status of what keeps a number of pods: counts are not negative and not more than there can be. */
export function* validateReplicasStatus(status: JsonObject, counts: StatusCounts): Faults {
  yield* nonNegativeFields('status', status, counts.all);
  const replicas = numberAt(status, 'replicas') ?? 0;
  for (const key of counts.ofReplicas) {
    const count = numberAt(status, key) ?? 0;
    if (count > replicas) yield invalid(`status.${key}`, count, 'cannot be greater than status.replicas');
  }
  const available = numberAt(status, 'availableReplicas') ?? 0;
  if (available > (numberAt(status, 'readyReplicas') ?? 0)) {
    yield invalid('status.availableReplicas', available, `cannot be greater than ${counts.ready}`);
  }
}

export function* validateCollisionCount(object: ApiObject, old: ApiObject): Faults {
  const count = numberAt(objectAt(object, 'status'), 'collisionCount');
  const before = numberAt(objectAt(old, 'status'), 'collisionCount');
  if (before === undefined || (count !== undefined && count >= before)) return;
  yield invalid('status.collisionCount', count ?? 0, 'cannot be decremented');
}
