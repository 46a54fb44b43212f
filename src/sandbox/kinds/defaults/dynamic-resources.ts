import type { JsonObject } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { findObject, objectsAt, setIfNil, setIfZero } from './set-default.ts';

// pkg/apis/resource/v1/defaults.go

export function setResourceClaimDefaults(claim: ApiObject): void {
  setClaimSpecDefaults(findObject(claim, 'spec'));
  const results = objectsAt(findObject(claim, 'status', 'allocation', 'devices'), 'results');
  for (const result of results) setTolerationDefaults(result);
}

export function setResourceClaimTemplateDefaults(template: ApiObject): void {
  setClaimSpecDefaults(findObject(template, 'spec', 'spec'));
}

export function setDeviceTaintRuleDefaults(rule: ApiObject): void {
  setTaintDefaults(findObject(rule, 'spec', 'taint'));
}

export function setResourceSliceDefaults(slice: ApiObject): void {
  for (const device of objectsAt(findObject(slice, 'spec'), 'devices')) {
    for (const taint of objectsAt(device, 'taints')) setTaintDefaults(taint);
  }
}

function setClaimSpecDefaults(spec: JsonObject | undefined): void {
  for (const request of objectsAt(findObject(spec, 'devices'), 'requests')) {
    setRequestDefaults(findObject(request, 'exactly'));
    for (const alternative of objectsAt(request, 'firstAvailable')) setRequestDefaults(alternative);
  }
}

function setRequestDefaults(request: JsonObject | undefined): void {
  if (request === undefined) return;
  setIfZero(request, 'allocationMode', 'ExactCount');
  if (request.allocationMode === 'ExactCount') setIfZero(request, 'count', 1);
  setTolerationDefaults(request);
}

function setTolerationDefaults(object: JsonObject): void {
  for (const toleration of objectsAt(object, 'tolerations')) setIfZero(toleration, 'operator', 'Equal');
}

function setTaintDefaults(taint: JsonObject | undefined): void {
  if (taint !== undefined) setIfNil(taint, 'timeAdded', `${new Date().toISOString().slice(0, 19)}Z`);
}
