import { listAt, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Cell } from '../../model/rules.ts';
import { humanAge } from '../human-duration.ts';
import { printersOf } from '../printer.ts';
import { ageOf, has, isDeleting, nameOf, specOf, statusOf } from './read.ts';

export const dynamicResourcePrinters = printersOf({
  'resource.k8s.io/DeviceClass': printNameAndAge,
  'resource.k8s.io/ResourceClaim': printResourceClaim,
  'resource.k8s.io/ResourceClaimTemplate': printNameAndAge,
  'resource.k8s.io/ResourceSlice': printResourceSlice,
  'resource.k8s.io/DeviceTaintRule': printDeviceTaintRule,
});

function printNameAndAge(object: ApiObject, now: Date): Cell[] {
  return [nameOf(object), ageOf(object, now)];
}

function printResourceClaim(object: ApiObject, now: Date): Cell[] {
  return [nameOf(object), claimStates(object).join(','), ageOf(object, now)];
}

function claimStates(object: ApiObject): string[] {
  const status = statusOf(object);
  const deleted = isDeleting(object) ? ['deleted'] : [];
  if (!has(status, 'allocation')) return isDeleting(object) ? deleted : ['pending'];
  const reserved = listAt(status, 'reservedFor').length > 0 ? ['reserved'] : [];
  return [...deleted, 'allocated', ...reserved];
}

function printResourceSlice(object: ApiObject, now: Date): Cell[] {
  const spec = specOf(object);
  const pool = stringAt(objectAt(spec, 'pool'), 'name');
  return [nameOf(object), stringAt(spec, 'nodeName'), stringAt(spec, 'driver'), pool, ageOf(object, now)];
}

function printDeviceTaintRule(object: ApiObject, now: Date): Cell[] {
  const taint = objectAt(specOf(object), 'taint');
  return [
    nameOf(object),
    stringAt(taint, 'key'),
    stringAt(taint, 'value'),
    stringAt(taint, 'effect'),
    has(taint, 'timeAdded') ? humanAge(taint.timeAdded, now) : '',
    ageOf(object, now),
  ];
}
