import type { JsonObject } from '../../model/json.ts';
import { imagePullPolicy } from './image-pull-policy.ts';
import { roundRequirements } from './resource-list.ts';
import { findObject, objectsAt, setIfNil, setIfZero } from './set-default.ts';
import { setFieldRefDefaults } from './volumes.ts';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
const HOOKS = ['postStart', 'preStop'] as const;

/** SetDefaults_Container and what is in it; for ephemeral containers too. */
export function setContainerDefaults(container: JsonObject): void {
  setIfZero(container, 'imagePullPolicy', imagePullPolicy(container.image));
  setIfZero(container, 'terminationMessagePath', '/dev/termination-log');
  setIfZero(container, 'terminationMessagePolicy', 'File');
  for (const port of objectsAt(container, 'ports')) setIfZero(port, 'protocol', 'TCP');
  for (const variable of objectsAt(container, 'env')) setVariableDefaults(variable);
  roundRequirements(findObject(container, 'resources'));
  for (const name of PROBES) setProbeDefaults(findObject(container, name));
  for (const name of HOOKS) setHttpGetDefaults(findObject(container, 'lifecycle', name, 'httpGet'));
}

function setVariableDefaults(variable: JsonObject): void {
  setFieldRefDefaults(findObject(variable, 'valueFrom', 'fieldRef'));
  const fileKey = findObject(variable, 'valueFrom', 'fileKeyRef');
  if (fileKey !== undefined) setIfNil(fileKey, 'optional', false);
}

function setProbeDefaults(probe: JsonObject | undefined): void {
  if (probe === undefined) return;
  setIfZero(probe, 'timeoutSeconds', 1);
  setIfZero(probe, 'periodSeconds', 10);
  setIfZero(probe, 'successThreshold', 1);
  setIfZero(probe, 'failureThreshold', 3);
  setHttpGetDefaults(findObject(probe, 'httpGet'));
  const grpc = findObject(probe, 'grpc');
  if (grpc !== undefined) setIfNil(grpc, 'service', '');
}

function setHttpGetDefaults(action: JsonObject | undefined): void {
  if (action === undefined) return;
  setIfZero(action, 'path', '/');
  setIfZero(action, 'scheme', 'HTTP');
}
