import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Cell } from '../../model/rules.ts';
import { printersOf } from '../printer.ts';
import { ageOf, has, nameOf, numberAt, objectsAt, printedAt, specOf, statusOf } from './read.ts';

export const autoscalingPrinters = printersOf({
  'autoscaling/HorizontalPodAutoscaler': printHorizontalPodAutoscaler,
});

function printHorizontalPodAutoscaler(object: ApiObject, now: Date): Cell[] {
  const spec = specOf(object);
  const status = statusOf(object);
  const target = objectAt(spec, 'scaleTargetRef');
  return [
    nameOf(object),
    `${stringAt(target, 'kind')}/${stringAt(target, 'name')}`,
    formatMetrics(objectsAt(spec, 'metrics'), objectsAt(status, 'currentMetrics')),
    printedAt(spec, 'minReplicas', '<unset>'),
    numberAt(spec, 'maxReplicas'),
    numberAt(status, 'currentReplicas'),
    ageOf(object, now),
  ];
}

const SHOWN_METRICS = 2;

function formatMetrics(specs: readonly JsonObject[], statuses: readonly JsonObject[]): string {
  if (specs.length === 0) return '<none>';
  const shown = specs.slice(0, SHOWN_METRICS).map((spec, index) => formatMetric(spec, statuses[index] ?? {}));
  const more = specs.length - shown.length;
  return more > 0 ? `${shown.join(', ')} + ${more} more...` : shown.join(', ');
}

/** The field of each type of source. */
const SOURCES: Readonly<Record<string, string>> = {
  External: 'external',
  Pods: 'pods',
  Object: 'object',
  Resource: 'resource',
  ContainerResource: 'containerResource',
};

function formatMetric(spec: JsonObject, status: JsonObject): string {
  const type = stringAt(spec, 'type');
  const key = Object.hasOwn(SOURCES, type) ? SOURCES[type] : undefined;
  if (key === undefined) return '<unknown type>';
  const source = objectAt(spec, key);
  const target = objectAt(source, 'target');
  const current = has(status, key) ? objectAt(objectAt(status, key), 'current') : undefined;
  const average = (none: string) =>
    current === undefined ? '<unknown>' : printedAt(current, 'averageValue', none);
  if (type === 'Pods') return `${average('<nil>')}/${printedAt(target, 'averageValue', '<nil>')}`;
  if (type === 'Resource' || type === 'ContainerResource') {
    const name = stringAt(source, 'name');
    if (has(target, 'averageValue'))
      return `${name}: ${average('<nil>')}/${printedAt(target, 'averageValue', '')}`;
    return `${name}: ${percentAt(current, '<unknown>')}/${percentAt(target, '<auto>')}`;
  }
  if (has(target, 'averageValue'))
    return `${average('<unknown>')}/${printedAt(target, 'averageValue', '')} (avg)`;
  const value = current === undefined ? '<unknown>' : printedAt(current, 'value', '<nil>');
  return `${value}/${printedAt(target, 'value', '<nil>')}`;
}

function percentAt(values: JsonObject | undefined, none: string): string {
  if (values === undefined || !has(values, 'averageUtilization')) return none;
  return `${numberAt(values, 'averageUtilization')}%`;
}
