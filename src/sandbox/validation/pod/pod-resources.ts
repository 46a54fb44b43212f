import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  type Quantity,
} from '../../codec/quantity.ts';
import { forbidden, invalid } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own } from '../../model/json.ts';
import { each, type Faults } from '../faults.ts';
import { entriesAt, isSet, objectsAt, structAt } from '../fields.ts';
import { compareAmounts, isHugePages, validatePodResourceName } from '../resource-names.ts';
import { validateResources } from './resources.ts';

/** validatePodResources: what a pod asks for as a whole. */
export function* validatePodResources(path: string, spec: JsonObject): Faults {
  const resources = structAt(spec, 'resources');
  if (resources === undefined) return;
  const at = `${path}.resources`;
  if (objectAt(spec, 'os').name === 'windows') {
    yield forbidden(at, 'may not be set for a windows pod');
    return;
  }
  if (isSet(resources, 'claims')) {
    yield forbidden(`${at}.claims`, 'claims may not be set for Resources at pod-level');
  }
  yield* validateResources(at, resources, [], validatePodResourceName);
  for (const [kind, wanted] of [['requests', () => true] as const, ['limits', isHugePages] as const]) {
    for (const [name, sum] of aggregate(spec, kind)) {
      const ofPod = own(objectAt(resources, kind), name);
      if (typeof ofPod !== 'string' || !wanted(name)) continue;
      if (compareQuantities(sum, parseQuantity(ofPod)) <= 0) continue;
      const text = `must be greater than or equal to aggregate container ${kind} of ${formatQuantity(sum)}`;
      yield invalid(`${at}.${kind}[${name}]`, ofPod, text);
    }
  }
  yield* each(`${at}.containers`, objectsAt(spec, 'containers'), function* (place, container) {
    for (const [name, limit] of entriesAt(objectAt(container, 'resources'), 'limits')) {
      const ofPod = own(objectAt(resources, 'limits'), name);
      if (typeof ofPod !== 'string' || compareAmounts(limit, ofPod) <= 0) continue;
      yield invalid(
        `${place}[${name}].limits`,
        limit,
        `must be less than or equal to pod limits of ${ofPod}`,
      );
    }
  });
}

type Kind = 'requests' | 'limits';
type Sums = Map<string, Quantity>;

/** AggregateContainerRequests and -Limits: containers run together; init containers one after the other, beside sidecars. */
function aggregate(spec: JsonObject, kind: Kind): Sums {
  const total: Sums = new Map();
  for (const container of objectsAt(spec, 'containers')) add(total, amountsOf(container, kind));
  const sidecars: Sums = new Map();
  const initial: Sums = new Map();
  for (const container of objectsAt(spec, 'initContainers')) {
    let amounts = amountsOf(container, kind);
    if (container.restartPolicy === 'Always') {
      add(total, amounts);
      add(sidecars, amounts);
      amounts = new Map(sidecars);
    } else add(amounts, sidecars);
    raise(initial, amounts);
  }
  raise(total, initial);
  return total;
}

function amountsOf(container: JsonObject, kind: Kind): Sums {
  const entries = entriesAt(objectAt(container, 'resources'), kind);
  return new Map(entries.map(([name, amount]) => [name, parseQuantity(amount)]));
}

function add(sums: Sums, amounts: Sums): void {
  for (const [name, amount] of amounts) {
    const known = sums.get(name);
    sums.set(name, known === undefined ? amount : addQuantities(known, amount));
  }
}

function raise(sums: Sums, amounts: Sums): void {
  for (const [name, amount] of amounts) {
    const known = sums.get(name);
    if (known === undefined || compareQuantities(amount, known) > 0) sums.set(name, amount);
  }
}
