import { parseQuantity } from '../../codec/quantity.ts';
import { type JsonObject, objectAt, own } from '../../model/json.ts';
import { findObject, isEmpty, objectsAt } from '../defaults/set-default.ts';

type Class = 'BestEffort' | 'Burstable' | 'Guaranteed';

/** ComputePodQOS (pkg/apis/core/helper/qos). */
export function qosClassOf(spec: JsonObject): Class {
  const podLevel = findObject(spec, 'resources');
  if (podLevel !== undefined && isSetForPod(podLevel)) return classOf(podLevel);
  const containers = [...objectsAt(spec, 'initContainers'), ...objectsAt(spec, 'containers')];
  return common(containers.map((container) => classOf(objectAt(container, 'resources'))));
}

/** What pod-level resources may be: others do not count (IsPodLevelResourcesSet). */
export function isPodLevelResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');
}

function isSetForPod(resources: JsonObject): boolean {
  const names = [
    ...Object.keys(objectAt(resources, 'requests')),
    ...Object.keys(objectAt(resources, 'limits')),
  ];
  return names.some(isPodLevelResource);
}

function classOf(resources: JsonObject): Class {
  if (isEmpty(resources.requests) && isEmpty(resources.limits)) return 'BestEffort';
  return common(['cpu', 'memory'].map((name) => classOfResource(resources, name)));
}

function classOfResource(resources: JsonObject, name: string): Class {
  const request = amount(objectAt(resources, 'requests'), name);
  const limit = amount(objectAt(resources, 'limits'), name);
  if (request !== limit) return 'Burstable';
  return request === '0' ? 'BestEffort' : 'Guaranteed';
}

/** One class where all are of it, else none is enough. */
function common(classes: readonly Class[]): Class {
  const [first = 'BestEffort'] = classes;
  return classes.every((item) => item === first) ? first : 'Burstable';
}

/** A text that is the same for equal amounts. */
function amount(list: JsonObject, name: string): string {
  const value = own(list, name);
  if (value === undefined || value === null) return '0';
  let { unscaled, exponent } = parseQuantity(String(value));
  if (unscaled === 0n) return '0';
  while (unscaled % 10n === 0n) {
    unscaled /= 10n;
    exponent += 1;
  }
  return `${unscaled}e${exponent}`;
}
