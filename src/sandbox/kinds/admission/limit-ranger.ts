import {
  compareQuantities,
  formatQuantity,
  parseQuantity,
  type Quantity,
  scaledValue,
} from '../../codec/quantity.ts';
import { sortedKeys } from '../../model/go-format.ts';
import { cloneJson, type JsonObject, objectAt, own, setOwn } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { ensureObject, findObject, objectsAt } from '../defaults/set-default.ts';
import { aggregate } from '../strategies/pod-level-resources.ts';
import { forbidden, type Plugin, type Request } from './plugin.ts';

const ANNOTATION = 'kubernetes.io/limit-ranger';

/** LimitRanger (plugin/pkg/admission/limitranger). */
export const LIMIT_RANGER: Plugin = {
  admit(request) {
    const { object, resource } = request;
    if (!isSubject(request) || resource !== 'pods' || object === undefined) return;
    for (const limitRange of limitRangesOf(request)) setDefaultResources(object, limitRange);
  },
  validate(request) {
    const { object } = request;
    if (!isSubject(request) || object === undefined) return;
    for (const limitRange of limitRangesOf(request)) {
      const faults = objectsAt(objectAt(limitRange, 'spec'), 'limits').flatMap((limit) =>
        faultsOf(request.resource, objectAt(object, 'spec'), limit),
      );
      if (faults.length > 0) throw forbidden(request, aggregated(faults));
    }
  },
};

function isSubject({ resource, operation, context, old }: Request): boolean {
  if (operation === 'delete' || old?.metadata.deletionTimestamp !== undefined) return false;
  if (resource === 'pods') {
    // What containers use can change by a resize only.
    return context.subresource === (operation === 'create' ? '' : 'resize');
  }
  return resource === 'persistentvolumeclaims' && context.subresource === '';
}

function limitRangesOf({ context }: Request): ApiObject[] {
  return context.view.list('limitranges', context.namespace);
}

function setDefaultResources(pod: ApiObject, limitRange: ApiObject): void {
  const requests: JsonObject = {};
  const limits: JsonObject = {};
  for (const limit of objectsAt(objectAt(limitRange, 'spec'), 'limits')) {
    if (limit.type !== 'Container') continue;
    Object.assign(requests, objectAt(limit, 'defaultRequest'));
    Object.assign(limits, objectAt(limit, 'default'));
  }
  const spec = ensureObject(pod, 'spec');
  const notes = ['containers', 'initContainers'].flatMap((list) => {
    const kind = list === 'containers' ? 'container' : 'init container';
    return objectsAt(spec, list).flatMap((container) => [
      ...merge(container, 'requests', requests, `request for ${kind}`),
      ...merge(container, 'limits', limits, `limit for ${kind}`),
    ]);
  });
  if (notes.length === 0) return;
  ensureObject(pod.metadata, 'annotations')[ANNOTATION] = `LimitRanger plugin set: ${notes.join('; ')}`;
}

function merge(
  container: JsonObject,
  kind: 'requests' | 'limits',
  defaults: JsonObject,
  text: string,
): string[] {
  const given = findObject(container, 'resources', kind) ?? {};
  const missing = sortedKeys(defaults).filter((name) => own(given, name) === undefined);
  if (missing.length === 0) return [];
  const list = ensureObject(ensureObject(container, 'resources'), kind);
  for (const name of missing) setOwn(list, name, cloneJson(defaults[name] ?? null));
  return [`${missing.join(', ')} ${text} ${String(container.name)}`];
}

function faultsOf(resource: string, spec: JsonObject, limit: JsonObject): string[] {
  const type = String(limit.type);
  if (resource === 'persistentvolumeclaims') {
    return type === 'PersistentVolumeClaim' ? claimFaults(type, spec, limit) : [];
  }
  if (type === 'Pod') return podFaults(type, spec, limit);
  if (type !== 'Container') return [];
  return [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')].flatMap((container) => {
    const resources = objectAt(container, 'resources');
    return usageFaults(type, limit, objectAt(resources, 'requests'), objectAt(resources, 'limits'));
  });
}

function claimFaults(type: string, spec: JsonObject, limit: JsonObject): string[] {
  const requests = findObject(spec, 'resources', 'requests') ?? {};
  return [
    ...eachOf(limit, 'min', (name, min) => minFault(type, name, min, requests, {})),
    ...eachOf(limit, 'max', (name, max) => maxRequestFault(type, name, max, requests)),
  ];
}

/** What the pod says as a whole stands above what its containers say. */
function podFaults(type: string, spec: JsonObject, limit: JsonObject): string[] {
  const [requests = {}, limits = {}] = (['requests', 'limits'] as const).map((kind) => {
    const ofPod = Object.entries(findObject(spec, 'resources', kind) ?? {});
    return {
      ...aggregate(spec, kind),
      ...Object.fromEntries(ofPod.filter(([name]) => name === 'cpu' || name === 'memory')),
    };
  });
  return usageFaults(type, limit, requests, limits);
}

function usageFaults(type: string, limit: JsonObject, requests: JsonObject, limits: JsonObject): string[] {
  return [
    ...eachOf(limit, 'min', (name, min) => minFault(type, name, min, requests, limits)),
    ...eachOf(limit, 'max', (name, max) => maxFault(type, name, max, requests, limits)),
    ...eachOf(limit, 'maxLimitRequestRatio', (name, ratio) =>
      ratioFault(type, name, ratio, requests, limits),
    ),
  ];
}

function eachOf(
  limit: JsonObject,
  key: string,
  faultOf: (name: string, enforced: Quantity) => string | undefined,
): string[] {
  const list = objectAt(limit, key);
  return sortedKeys(list).flatMap((name) => faultOf(name, parseQuantity(String(list[name]))) ?? []);
}

type Fault = string | undefined;

function minFault(
  type: string,
  name: string,
  min: Quantity,
  requests: JsonObject,
  limits: JsonObject,
): Fault {
  const [request, limit] = [at(requests, name), at(limits, name)];
  const text = `minimum ${name} usage per ${type} is ${formatQuantity(min)}`;
  if (request === undefined) return `${text}.  No request is specified`;
  if (compareQuantities(request, min) < 0) return `${text}, but request is ${formatQuantity(request)}`;
  if (limit === undefined || compareQuantities(limit, min) >= 0) return undefined;
  return `${text}, but limit is ${formatQuantity(limit)}`;
}

function maxFault(
  type: string,
  name: string,
  max: Quantity,
  requests: JsonObject,
  limits: JsonObject,
): Fault {
  const [request, limit] = [at(requests, name), at(limits, name)];
  const text = `maximum ${name} usage per ${type} is ${formatQuantity(max)}`;
  if (limit === undefined) return `${text}.  No limit is specified`;
  if (compareQuantities(limit, max) > 0) return `${text}, but limit is ${formatQuantity(limit)}`;
  if (request === undefined || compareQuantities(request, max) <= 0) return undefined;
  return `${text}, but request is ${formatQuantity(request)}`;
}

function maxRequestFault(type: string, name: string, max: Quantity, requests: JsonObject): Fault {
  const request = at(requests, name);
  const text = `maximum ${name} usage per ${type} is ${formatQuantity(max)}`;
  if (request === undefined) return `${text}.  No request is specified`;
  return compareQuantities(request, max) > 0
    ? `${text}, but request is ${formatQuantity(request)}`
    : undefined;
}

function ratioFault(
  type: string,
  name: string,
  max: Quantity,
  requests: JsonObject,
  limits: JsonObject,
): Fault {
  const [request, limit] = [milli(at(requests, name)), milli(at(limits, name))];
  const text = `${name} max limit to request ratio per ${type} is ${formatQuantity(max)}`;
  if (request === 0) return `${text}, but no request is specified or request is 0`;
  if (limit === 0) return `${text}, but no limit is specified or limit is 0`;
  const ratio = limit / request;
  return ratio * 1000 > milli(max) ? `${text}, but provided ratio is ${ratio.toFixed(6)}` : undefined;
}

function at(list: JsonObject, name: string): Quantity | undefined {
  const value = own(list, name);
  return value === undefined ? undefined : parseQuantity(String(value));
}

function milli(quantity: Quantity | undefined): number {
  return quantity === undefined ? 0 : Number(scaledValue(quantity, -3));
}

/** utilerrors.NewAggregate: the same fault is told once. */
function aggregated(faults: readonly string[]): string {
  const all = [...new Set(faults)];
  return all.length === 1 ? (all[0] ?? '') : `[${all.join(', ')}]`;
}
