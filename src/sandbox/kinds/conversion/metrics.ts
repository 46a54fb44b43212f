import { cloneJson, isObject, type Json, type JsonObject, own } from '../../model/json.ts';
import { ensureObject, findObject, isNil } from '../defaults/set-default.ts';

// pkg/apis/autoscaling/v1/conversion.go: metrics of autoscaling/v1 stand in annotations, in a form of their own

/** Per cent of the requested CPU that an autoscaler aims at. */
export const DEFAULT_CPU_UTILIZATION = 80;

/** A field of version 1, where version 2 has it, and what Go writes where there is none. */
type Mapping = readonly [v1: string, v2: string, zero?: Json];

interface MetricKind {
  spec: readonly Mapping[];
  status: readonly Mapping[];
  /** The type of the target, which version 1 does not name. */
  targetType(target: JsonObject): string;
}

const byUtilization = (target: JsonObject): string =>
  isNil(target.averageUtilization) ? 'AverageValue' : 'Utilization';

const UTILIZATION: readonly Mapping[] = [
  ['targetAverageUtilization', 'target.averageUtilization'],
  ['targetAverageValue', 'target.averageValue'],
];
const CURRENT_UTILIZATION: readonly Mapping[] = [
  ['currentAverageUtilization', 'current.averageUtilization'],
  ['currentAverageValue', 'current.averageValue', '0'],
];

/** In the order in which Go writes them. */
const KINDS: ReadonlyMap<string, MetricKind> = new Map([
  [
    'object',
    {
      spec: [
        ['target', 'describedObject'],
        ['metricName', 'metric.name', ''],
        ['targetValue', 'target.value', '0'],
        ['selector', 'metric.selector'],
        ['averageValue', 'target.averageValue'],
      ],
      status: [
        ['target', 'describedObject'],
        ['metricName', 'metric.name', ''],
        ['currentValue', 'current.value', '0'],
        ['selector', 'metric.selector'],
        ['averageValue', 'current.averageValue'],
      ],
      targetType: (target) => (isNil(target.averageValue) ? 'Value' : 'AverageValue'),
    },
  ],
  [
    'pods',
    {
      spec: [
        ['metricName', 'metric.name', ''],
        ['targetAverageValue', 'target.averageValue', '0'],
        ['selector', 'metric.selector'],
      ],
      status: [
        ['metricName', 'metric.name', ''],
        ['currentAverageValue', 'current.averageValue', '0'],
        ['selector', 'metric.selector'],
      ],
      targetType: () => 'AverageValue',
    },
  ],
  [
    'resource',
    {
      spec: [['name', 'name', ''], ...UTILIZATION],
      status: [['name', 'name', ''], ...CURRENT_UTILIZATION],
      targetType: byUtilization,
    },
  ],
  [
    'containerResource',
    {
      spec: [['name', 'name', ''], ...UTILIZATION, ['container', 'container', '']],
      status: [['name', 'name', ''], ...CURRENT_UTILIZATION, ['container', 'container', '']],
      targetType: byUtilization,
    },
  ],
  [
    'external',
    {
      spec: [
        ['metricName', 'metric.name', ''],
        ['metricSelector', 'metric.selector'],
        ['targetValue', 'target.value'],
        ['targetAverageValue', 'target.averageValue'],
      ],
      status: [
        ['metricName', 'metric.name', ''],
        ['metricSelector', 'metric.selector'],
        ['currentValue', 'current.value', '0'],
        ['currentAverageValue', 'current.averageValue'],
      ],
      targetType: (target) => (isNil(target.value) ? 'AverageValue' : 'Value'),
    },
  ],
] satisfies ReadonlyArray<readonly [string, MetricKind]>);

/** The metric that version 1 can tell of. */
export function cpuMetric(averageUtilization: number): JsonObject {
  return {
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
  };
}

/** A MetricSpec or a MetricStatus of version 2 as one of version 1. */
export function metricToV1(metric: JsonObject, part: 'spec' | 'status'): JsonObject {
  const converted: JsonObject = { type: metric.type ?? '' };
  for (const [name, kind] of KINDS) {
    const source = findObject(metric, name);
    if (source === undefined) continue;
    const fields: JsonObject = {};
    for (const [v1, v2, zero] of kind[part]) {
      const value = valueAt(source, v2.split('.')) ?? zero;
      if (!isNil(value)) fields[v1] = cloneJson(value);
    }
    converted[name] = fields;
  }
  return converted;
}

export function metricToV2(metric: JsonObject, part: 'spec' | 'status'): JsonObject {
  const converted: JsonObject = { type: metric.type ?? '' };
  for (const [name, kind] of KINDS) {
    const source = findObject(metric, name);
    if (source === undefined) continue;
    const fields: JsonObject = {};
    for (const [v1, v2] of kind[part]) {
      const value = own(source, v1);
      if (!isNil(value)) setAt(fields, v2.split('.'), cloneJson(value));
    }
    if (part === 'spec') setTargetType(fields, kind);
    converted[name] = fields;
  }
  return converted;
}

function setTargetType(fields: JsonObject, kind: MetricKind): void {
  const target = ensureObject(fields, 'target');
  target.type = kind.targetType(target);
  // Version 1 cannot leave the value out.
  if (kind === KINDS.get('object') && !isNil(target.averageValue) && target.value === '0')
    delete target.value;
}

function valueAt(object: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = object;
  for (const key of path) value = isObject(value) ? own(value, key) : undefined;
  return value;
}

function setAt(object: JsonObject, path: readonly string[], value: Json): void {
  const holder = path.slice(0, -1).reduce(ensureObject, object);
  holder[path.at(-1) ?? ''] = value;
}
