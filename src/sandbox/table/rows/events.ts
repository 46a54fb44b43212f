import { objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Cell } from '../../model/rules.ts';
import { humanAge } from '../human-duration.ts';
import { printersOf } from '../printer.ts';
import { has, nameOf, numberAt } from './read.ts';

/** Events of both groups are stored as those of the core group. */
export const eventPrinters = printersOf({ '/Event': printEvent });

function printEvent(event: ApiObject, now: Date): Cell[] {
  const series = objectAt(event, 'series');
  const first = humanAge(event.firstTimestamp ?? event.eventTime, now);
  const last = has(event, 'lastTimestamp') ? humanAge(event.lastTimestamp, now) : first;
  const involved = objectAt(event, 'involvedObject');
  const kind = stringAt(involved, 'kind').toLowerCase();
  const name = stringAt(involved, 'name');
  return [
    has(event, 'series') ? humanAge(series.lastObservedTime, now) : last,
    stringAt(event, 'type'),
    stringAt(event, 'reason'),
    name === '' ? kind : `${kind}/${name}`,
    stringAt(involved, 'fieldPath'),
    sourceOf(event),
    stringAt(event, 'message').trim(),
    first,
    // The events of the new API have no count where they happened once.
    has(event, 'series') ? numberAt(series, 'count') : numberAt(event, 'count') || 1,
    nameOf(event),
  ];
}

function sourceOf(event: ApiObject): string {
  const source = objectAt(event, 'source');
  const component = stringAt(source, 'component') || stringAt(event, 'reportingComponent');
  const instance = stringAt(source, 'host') || stringAt(event, 'reportingInstance');
  return instance === '' ? component : `${component}, ${instance}`;
}
