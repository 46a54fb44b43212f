import { addQuantities, compareQuantities, formatQuantity, parseQuantity } from '../../codec/quantity.ts';
import { type JsonObject, objectAt, own, setOwn } from '../../model/json.ts';
import { ensureObject, findObject, isEmpty, objectsAt } from '../defaults/set-default.ts';
import { isPodLevelResource } from './quality-of-service.ts';

type Kind = 'requests' | 'limits';

/** DefaultPodLevelResources (pkg/api/pod): what a pod as a whole may use, where it says only some of it. */
export function setPodLevelResources(spec: JsonObject): void {
  const resources = findObject(spec, 'resources');
  if (resources === undefined || (isEmpty(resources.requests) && isEmpty(resources.limits))) return;
  const ofContainers = aggregate(spec, 'limits');
  for (const [name, value] of Object.entries(ofContainers)) {
    if (!name.startsWith('hugepages-') || own(objectAt(resources, 'requests'), name) !== undefined) continue;
    setMissing(resources, 'limits', name, String(value));
  }
  for (const [name, value] of Object.entries(aggregate(spec, 'requests'))) {
    const isOvercommitted = isPodLevelResource(name) && !name.startsWith('hugepages-');
    if (isOvercommitted) setMissing(resources, 'requests', name, String(value));
  }
  for (const [name, value] of Object.entries(objectAt(resources, 'limits'))) {
    if (isPodLevelResource(name)) setMissing(resources, 'requests', name, String(value));
  }
  setLimits(spec, resources);
}

/** What all containers of a pod need together (component-helpers resource/helpers.go). */
export function aggregate(spec: JsonObject, kind: Kind): JsonObject {
  const total: JsonObject = {};
  for (const container of objectsAt(spec, 'containers')) add(total, resourcesOf(container, kind));
  const sidecars: JsonObject = {};
  const largest: JsonObject = {};
  for (const container of objectsAt(spec, 'initContainers')) {
    const own = resourcesOf(container, kind);
    const needed: JsonObject = {};
    if (container.restartPolicy === 'Always') {
      add(total, own);
      add(sidecars, own);
    } else add(needed, own);
    add(needed, sidecars);
    raise(largest, needed);
  }
  raise(total, largest);
  return total;
}

/** A limit for what is requested, where every container has one. */
function setLimits(spec: JsonObject, resources: JsonObject): void {
  const containers = [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')];
  const limits = aggregate(spec, 'limits');
  for (const [name, request] of Object.entries(objectAt(resources, 'requests'))) {
    const limit = own(limits, name);
    if (!isPodLevelResource(name) || limit === undefined) continue;
    if (containers.some((container) => own(resourcesOf(container, 'limits'), name) === undefined)) continue;
    const isMore = compareQuantities(parseQuantity(String(request)), parseQuantity(String(limit))) > 0;
    setMissing(resources, 'limits', name, String(isMore ? request : limit));
  }
}

function setMissing(resources: JsonObject, kind: Kind, name: string, value: string): void {
  const list = ensureObject(resources, kind);
  if (own(list, name) === undefined) setOwn(list, name, value);
}

function resourcesOf(container: JsonObject, kind: Kind): JsonObject {
  return findObject(container, 'resources', kind) ?? {};
}

function add(list: JsonObject, more: JsonObject): void {
  for (const [name, value] of Object.entries(more)) {
    const before = own(list, name);
    const quantity = parseQuantity(String(value));
    const sum = before === undefined ? quantity : addQuantities(parseQuantity(String(before)), quantity);
    setOwn(list, name, formatQuantity(sum));
  }
}

function raise(list: JsonObject, other: JsonObject): void {
  for (const [name, value] of Object.entries(other)) {
    const before = own(list, name);
    const isMore =
      before === undefined ||
      compareQuantities(parseQuantity(String(value)), parseQuantity(String(before))) > 0;
    if (isMore) setOwn(list, name, value);
  }
}
