import { sortedKeys } from '../../model/go-format.ts';
import { cloneJson, isObject, type Json, type JsonObject, objectAt, own, setOwn } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { ensureObject, findObject, isEmpty, isNil, objectsAt } from '../defaults/set-default.ts';
import { cpuMetric, DEFAULT_CPU_UTILIZATION, metricToV1, metricToV2 } from './metrics.ts';

// pkg/apis/autoscaling/v1/conversion.go

const PREFIX = 'autoscaling.alpha.kubernetes.io/';
const METRICS = `${PREFIX}metrics`;
const CURRENT_METRICS = `${PREFIX}current-metrics`;
const CONDITIONS = `${PREFIX}conditions`;
const BEHAVIOR = `${PREFIX}behavior`;
const ANNOTATIONS = [METRICS, CURRENT_METRICS, CONDITIONS, BEHAVIOR];

/** Version 1 knows the use of CPU only: annotations hold the rest. */
export function autoscalerToV1({ kind, metadata, spec, status }: ApiObject): ApiObject {
  const from = isObject(spec) ? spec : {};
  const of = isObject(status) ? status : {};
  const metrics = objectsAt(from, 'metrics');
  const current = objectsAt(of, 'currentMetrics');
  const behavior = findObject(from, 'behavior');
  const converted: ApiObject = {
    kind,
    apiVersion: 'autoscaling/v1',
    metadata: withoutAnnotations(metadata),
    spec: {
      ...pick(from, ['scaleTargetRef', 'minReplicas', 'maxReplicas']),
      ...optional('targetCPUUtilizationPercentage', metrics.map(targetUtilization).find(isNumber)),
    },
    status: {
      ...pick(of, ['observedGeneration', 'lastScaleTime']),
      currentReplicas: of.currentReplicas ?? 0,
      desiredReplicas: of.desiredReplicas ?? 0,
      ...optional('currentCPUUtilizationPercentage', current.map(currentUtilization).findLast(isNumber)),
    },
  };
  const others = metrics.filter((metric) => targetUtilization(metric) === undefined);
  annotate(
    converted,
    METRICS,
    others.map((metric) => metricToV1(metric, 'spec')),
  );
  annotate(
    converted,
    CURRENT_METRICS,
    current.map((metric) => metricToV1(metric, 'status')),
  );
  if (behavior !== undefined) annotate(converted, BEHAVIOR, internalBehavior(behavior));
  annotate(converted, CONDITIONS, objectsAt(of, 'conditions'));
  sortAnnotations(converted);
  return converted;
}

export function autoscalerToV2({ kind, metadata, spec, status }: ApiObject): ApiObject {
  const from = isObject(spec) ? spec : {};
  const of = isObject(status) ? status : {};
  const cpu = from.targetCPUUtilizationPercentage;
  const others = annotatedList(metadata, METRICS).map((metric) => metricToV2(metric, 'spec'));
  const metrics = [...others, ...(isNumber(cpu) ? [cpuMetric(cpu)] : [])];
  const behavior = annotated(metadata, BEHAVIOR);
  const conditions = annotatedList(metadata, CONDITIONS);
  return {
    kind,
    apiVersion: 'autoscaling/v2',
    metadata: withoutAnnotations(metadata),
    spec: {
      ...pick(from, ['scaleTargetRef', 'minReplicas', 'maxReplicas']),
      metrics: metrics.length > 0 ? metrics : [cpuMetric(DEFAULT_CPU_UTILIZATION)],
      ...(isObject(behavior) && !isEmpty(behavior) ? { behavior: publicBehavior(behavior) } : {}),
    },
    status: {
      ...pick(of, ['observedGeneration', 'lastScaleTime', 'currentReplicas']),
      desiredReplicas: of.desiredReplicas ?? 0,
      currentMetrics: currentMetrics(metadata, of),
      ...(conditions.length > 0 ? { conditions } : {}),
    },
  };
}

/** An autoscaler of version 1 gets the metric that it has by default, and no annotations but what version 2 needs. */
export function normalizeAutoscaler(autoscaler: ApiObject): void {
  if (autoscaler.apiVersion === 'autoscaling/v1') {
    const { metadata, spec } = autoscalerToV1(autoscalerToV2(autoscaler));
    autoscaler.metadata = metadata;
    if (spec !== undefined) autoscaler.spec = spec;
  } else autoscaler.metadata = withoutAnnotations(autoscaler.metadata);
}

/** No annotation of ours is left where version 2 is spoken. */
function withoutAnnotations(metadata: ApiObject['metadata']): ApiObject['metadata'] {
  const annotations = objectAt(metadata, 'annotations');
  if (!ANNOTATIONS.some((name) => Object.hasOwn(annotations, name))) return cloneJson(metadata);
  const kept = cloneJson(metadata);
  for (const name of ANNOTATIONS) delete ensureObject(kept, 'annotations')[name];
  if (isEmpty(objectAt(kept, 'annotations'))) delete kept.annotations;
  return kept;
}

function currentMetrics(metadata: ApiObject['metadata'], status: JsonObject): Json {
  const given = annotatedList(metadata, CURRENT_METRICS);
  if (given.length > 0) return given.map((metric) => metricToV2(metric, 'status'));
  const cpu = status.currentCPUUtilizationPercentage;
  if (!isNumber(cpu)) return null;
  return [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: cpu } } }];
}

function targetUtilization(metric: JsonObject): Json | undefined {
  const isCpu = metric.type === 'Resource' && findObject(metric, 'resource')?.name === 'cpu';
  return isCpu ? findObject(metric, 'resource', 'target')?.averageUtilization : undefined;
}

function currentUtilization(metric: JsonObject): Json | undefined {
  const isCpu = metric.type === 'Resource' && findObject(metric, 'resource')?.name === 'cpu';
  return isCpu ? findObject(metric, 'resource', 'current')?.averageUtilization : undefined;
}

/** The server writes its internal type there: its keys are Go's field names. */
function internalBehavior(behavior: JsonObject): JsonObject {
  const rules = (of: JsonObject | undefined): Json =>
    of === undefined
      ? null
      : {
          StabilizationWindowSeconds: of.stabilizationWindowSeconds ?? null,
          SelectPolicy: of.selectPolicy ?? null,
          Policies: isNil(of.policies)
            ? null
            : objectsAt(of, 'policies').map(({ type = '', value = 0, periodSeconds = 0 }) => ({
                Type: type,
                Value: value,
                PeriodSeconds: periodSeconds,
              })),
          Tolerance: of.tolerance ?? null,
        };
  return {
    ScaleUp: rules(findObject(behavior, 'scaleUp')),
    ScaleDown: rules(findObject(behavior, 'scaleDown')),
  };
}

function publicBehavior(behavior: JsonObject): JsonObject {
  const lower = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(lower);
    if (!isObject(value)) return value;
    const entries = Object.entries(value).filter(([, item]) => item !== null);
    return Object.fromEntries(
      entries.map(([key, item]) => [key.charAt(0).toLowerCase() + key.slice(1), lower(item)]),
    );
  };
  return lower(behavior) as JsonObject;
}

function annotate(object: ApiObject, name: string, value: Json): void {
  if (Array.isArray(value) && value.length === 0) return;
  const text = JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  ensureObject(object.metadata, 'annotations')[name] = text;
}

/** As Go writes maps. */
function sortAnnotations({ metadata }: ApiObject): void {
  const annotations = objectAt(metadata, 'annotations');
  if (isEmpty(annotations)) return;
  const sorted: JsonObject = {};
  for (const name of sortedKeys(annotations)) setOwn(sorted, name, annotations[name] ?? null);
  metadata.annotations = sorted as Record<string, string>;
}

/** What an annotation holds; what cannot be read is as if it were not there. */
function annotated(metadata: ApiObject['metadata'], name: string): Json | undefined {
  const text = own(objectAt(metadata, 'annotations'), name);
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function annotatedList(metadata: ApiObject['metadata'], name: string): JsonObject[] {
  const value = annotated(metadata, name);
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function pick(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = own(object, key);
      return value === undefined ? [] : [[key, cloneJson(value)]];
    }),
  );
}

function optional(key: string, value: Json | undefined): JsonObject {
  return value === undefined ? {} : { [key]: value };
}

function isNumber(value: Json | undefined): value is number {
  return typeof value === 'number';
}
