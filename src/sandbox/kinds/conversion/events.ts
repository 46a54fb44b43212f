import { cloneJson, isObject, type Json, own } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { isEmpty } from '../defaults/set-default.ts';

/** The fields of an event in core/v1 and in events.k8s.io/v1, and what Go writes where there is none (undefined: nothing). */
type Field = readonly [core: string, events: string, coreZero?: Json, eventsZero?: Json];

const CORE_ORDER: readonly Field[] = [
  ['involvedObject', 'regarding', {}, {}],
  ['reason', 'reason'],
  ['message', 'note'],
  ['source', 'deprecatedSource', {}, {}],
  ['firstTimestamp', 'deprecatedFirstTimestamp', null, null],
  ['lastTimestamp', 'deprecatedLastTimestamp', null, null],
  ['count', 'deprecatedCount'],
  ['type', 'type'],
  ['eventTime', 'eventTime', null, null],
  ['series', 'series'],
  ['action', 'action'],
  ['related', 'related'],
  ['reportingComponent', 'reportingController', ''],
  ['reportingInstance', 'reportingInstance', ''],
];

const EVENTS_ORDER = [
  'eventTime',
  'series',
  'reportingController',
  'reportingInstance',
  'action',
  'reason',
  'regarding',
  'related',
  'note',
  'type',
  'deprecatedSource',
  'deprecatedFirstTimestamp',
  'deprecatedLastTimestamp',
  'deprecatedCount',
];

/** pkg/apis/events/v1/conversion.go. */
export function eventToCore(event: ApiObject): ApiObject {
  const converted = head(event, 'v1');
  for (const [core, events, zero] of CORE_ORDER) set(converted, core, own(event, events), zero);
  return converted;
}

export function eventToEvents(event: ApiObject): ApiObject {
  const converted = head(event, 'events.k8s.io/v1');
  for (const name of EVENTS_ORDER) {
    const field = CORE_ORDER.find(([, events]) => events === name);
    if (field !== undefined) set(converted, name, own(event, field[0]), field[3]);
  }
  return converted;
}

function head({ kind, metadata }: ApiObject, apiVersion: string): ApiObject {
  return { kind, apiVersion, metadata: cloneJson(metadata) };
}

function set(event: ApiObject, key: string, value: Json | undefined, zero: Json | undefined): void {
  const isPointer = zero === undefined && isObject(value);
  if (value !== undefined && (isPointer || !isEmpty(value))) event[key] = cloneJson(value);
  else if (zero !== undefined) event[key] = zero;
}
