import { objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Cell } from '../../model/rules.ts';
import { printersOf } from '../printer.ts';
import {
  ageOf,
  conditionOf,
  has,
  isTrueAt,
  nameOf,
  numberAt,
  objectsAt,
  printedAt,
  sizeAt,
  specOf,
  statusOf,
} from './read.ts';

/** What configures and measures a cluster and its namespaces. */
export const clusterPrinters = printersOf({
  '/Namespace': printNamespace,
  '/Secret': printSecret,
  '/ConfigMap': printConfigMap,
  '/ServiceAccount': (object, now) => [nameOf(object), ageOf(object, now)],
  '/ResourceQuota': printResourceQuota,
  '/ComponentStatus': printComponentStatus,
  'apiregistration.k8s.io/APIService': printApiService,
  'coordination.k8s.io/Lease': printLease,
  'scheduling.k8s.io/PriorityClass': printPriorityClass,
  'storagemigration.k8s.io/StorageVersionMigration': printStorageVersionMigration,
});

function printNamespace(object: ApiObject, now: Date): Cell[] {
  return [nameOf(object), stringAt(statusOf(object), 'phase'), ageOf(object, now)];
}

function printSecret(object: ApiObject, now: Date): Cell[] {
  return [nameOf(object), stringAt(object, 'type'), sizeAt(object, 'data'), ageOf(object, now)];
}

function printConfigMap(object: ApiObject, now: Date): Cell[] {
  return [nameOf(object), sizeAt(object, 'data') + sizeAt(object, 'binaryData'), ageOf(object, now)];
}

function printResourceQuota(object: ApiObject, now: Date): Cell[] {
  const hard = objectAt(statusOf(object), 'hard');
  const used = objectAt(statusOf(object), 'used');
  const resources = Object.keys(hard).sort();
  const cell = (isLimit: boolean) =>
    resources
      .filter((resource) => resource.startsWith('limits.') === isLimit)
      .map((resource) => `${resource}: ${printedAt(used, resource, '0')}/${printedAt(hard, resource, '0')}`)
      .join(', ');
  return [nameOf(object), cell(false), cell(true), ageOf(object, now)];
}

function printComponentStatus(object: ApiObject): Cell[] {
  const healthy = conditionOf(objectsAt(object, 'conditions'), 'Healthy');
  if (healthy === undefined) return [nameOf(object), 'Unknown', '', ''];
  const status = healthy.status === 'True' ? 'Healthy' : 'Unhealthy';
  return [nameOf(object), status, stringAt(healthy, 'message'), stringAt(healthy, 'error')];
}

/** kube-aggregator pkg/registry/apiservice/etcd/etcd.go. */
function printApiService(object: ApiObject, now: Date): Cell[] {
  const spec = specOf(object);
  const service = objectAt(spec, 'service');
  const available = conditionOf(objectsAt(statusOf(object), 'conditions'), 'Available');
  const status = available === undefined ? 'Unknown' : stringAt(available, 'status');
  const reason = status === 'True' ? '' : stringAt(available, 'reason');
  return [
    nameOf(object),
    has(spec, 'service') ? `${stringAt(service, 'namespace')}/${stringAt(service, 'name')}` : 'Local',
    reason === '' ? status : `${status} (${reason})`,
    ageOf(object, now),
  ];
}

function printLease(object: ApiObject, now: Date): Cell[] {
  return [nameOf(object), stringAt(specOf(object), 'holderIdentity'), ageOf(object, now)];
}

function printPriorityClass(object: ApiObject, now: Date): Cell[] {
  return [
    nameOf(object),
    numberAt(object, 'value'),
    isTrueAt(object, 'globalDefault'),
    ageOf(object, now),
    stringAt(object, 'preemptionPolicy'),
  ];
}

function printStorageVersionMigration(object: ApiObject): Cell[] {
  const resource = objectAt(specOf(object), 'resource');
  const group = stringAt(resource, 'group');
  const conditions = objectsAt(statusOf(object), 'conditions');
  const states = ['Running', 'Failed', 'Succeeded'];
  const state = conditions.findLast(({ type, status }) => status === 'True' && states.includes(String(type)));
  return [
    nameOf(object),
    `${stringAt(resource, 'resource')}${group === '' ? '' : `.${group}`}`,
    stringAt(state, 'type') || 'Unknown',
  ];
}
