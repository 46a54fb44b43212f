import { cloneJson, type JsonObject } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { ensureObject, findObject, isEmpty, isNil, setIfNil } from './set-default.ts';

// pkg/apis/autoscaling/v2/defaults.go

/** Per cent of the requested CPU that an autoscaler aims at. */
export const DEFAULT_CPU_UTILIZATION = 80;

const PERIOD_SECONDS = 15;
const PERCENT_POLICY = { type: 'Percent', value: 100, periodSeconds: PERIOD_SECONDS };
const DEFAULT_RULES: Readonly<Record<'scaleUp' | 'scaleDown', JsonObject>> = {
  scaleUp: {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [{ type: 'Pods', value: 4, periodSeconds: PERIOD_SECONDS }, PERCENT_POLICY],
  },
  scaleDown: { selectPolicy: 'Max', policies: [PERCENT_POLICY] },
};

export function setAutoscalerDefaults(autoscaler: ApiObject): void {
  const spec = ensureObject(autoscaler, 'spec');
  setIfNil(spec, 'minReplicas', 1);
  // The older version gets its metric when it is converted.
  if (autoscaler.apiVersion === 'autoscaling/v1') return;
  if (isEmpty(spec.metrics)) spec.metrics = [cpuMetric(DEFAULT_CPU_UTILIZATION)];
  const behavior = findObject(spec, 'behavior');
  if (behavior !== undefined) setBehaviorDefaults(behavior);
}

/** The metric that version 1 can tell of. */
export function cpuMetric(averageUtilization: number): JsonObject {
  return {
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
  };
}

/** Where one rule is given, all that it leaves open and the other rule are filled in. */
export function setBehaviorDefaults(behavior: JsonObject): void {
  for (const direction of ['scaleUp', 'scaleDown'] as const) {
    const given = Object.entries(findObject(behavior, direction) ?? {});
    const set = Object.fromEntries(given.filter(([, value]) => !isNil(value)));
    behavior[direction] = { ...cloneJson(DEFAULT_RULES[direction]), ...set };
  }
}
