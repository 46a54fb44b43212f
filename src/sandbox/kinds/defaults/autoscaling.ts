import { cloneJson, type JsonObject } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { normalizeAutoscaler } from '../conversion/autoscalers.ts';
import { cpuMetric, DEFAULT_CPU_UTILIZATION } from '../conversion/metrics.ts';
import { ensureObject, findObject, isEmpty, isNil, setIfNil } from './set-default.ts';

// pkg/apis/autoscaling/v2/defaults.go

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
  normalizeAutoscaler(autoscaler);
  if (autoscaler.apiVersion === 'autoscaling/v1') return;
  if (isEmpty(spec.metrics)) spec.metrics = [cpuMetric(DEFAULT_CPU_UTILIZATION)];
  const behavior = findObject(spec, 'behavior');
  if (behavior !== undefined) setBehaviorDefaults(behavior);
}

/** Where one rule is given, all that it leaves open and the other rule are filled in. */
function setBehaviorDefaults(behavior: JsonObject): void {
  for (const direction of ['scaleUp', 'scaleDown'] as const) {
    const given = Object.entries(findObject(behavior, direction) ?? {});
    const set = Object.fromEntries(given.filter(([, value]) => !isNil(value)));
    behavior[direction] = { ...cloneJson(DEFAULT_RULES[direction]), ...set };
  }
}
