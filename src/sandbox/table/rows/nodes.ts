import { type JsonObject, listAt, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Cell } from '../../model/rules.ts';
import { printersOf } from '../printer.ts';
import { ageOf, isTrueAt, nameOf, objectsAt, specOf, statusOf, textAt } from './read.ts';

export const nodePrinters = printersOf({
  '/Node': printNode,
  'node.k8s.io/RuntimeClass': printRuntimeClass,
  'storage.k8s.io/CSINode': printCsiNode,
});

function printNode(node: ApiObject, now: Date): Cell[] {
  const info = objectAt(statusOf(node), 'nodeInfo');
  const architecture = stringAt(info, 'architecture');
  return [
    nameOf(node),
    nodeStatus(node),
    nodeRoles(node).join(',') || '<none>',
    ageOf(node, now),
    stringAt(info, 'kubeletVersion'),
    addressOf(node, 'InternalIP'),
    addressOf(node, 'ExternalIP'),
    textAt(info, 'osImage', '<unknown>'),
    `${textAt(info, 'kernelVersion', '<unknown>')}${architecture === '' ? '' : ` (${architecture})`}`,
    textAt(info, 'containerRuntimeVersion', '<unknown>'),
  ];
}

function nodeStatus(node: ApiObject): string {
  const ready = objectsAt(statusOf(node), 'conditions').findLast(({ type }) => type === 'Ready');
  const words = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return isTrueAt(specOf(node), 'unschedulable') ? `${words},SchedulingDisabled` : words;
}

const ROLE_PREFIX = 'node-role.kubernetes.io/';

function nodeRoles(node: ApiObject): string[] {
  const labels = objectAt(node.metadata, 'labels');
  const roles = Object.keys(labels).map((label) => {
    if (label.startsWith(ROLE_PREFIX)) return label.slice(ROLE_PREFIX.length);
    return label === 'kubernetes.io/role' ? stringAt(labels, label) : '';
  });
  return [...new Set(roles)].filter((role) => role !== '').sort();
}

function addressOf(node: ApiObject, type: string): string {
  const found = objectsAt(statusOf(node), 'addresses').find((address: JsonObject) => address.type === type);
  return found === undefined ? '<none>' : stringAt(found, 'address');
}

function printRuntimeClass(object: ApiObject, now: Date): Cell[] {
  return [nameOf(object), stringAt(object, 'handler'), ageOf(object, now)];
}

function printCsiNode(object: ApiObject, now: Date): Cell[] {
  return [nameOf(object), listAt(specOf(object), 'drivers').length, ageOf(object, now)];
}
