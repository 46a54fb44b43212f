import { semanticEqual } from '../../kinds/strategies/semantic-equal.ts';
import { invalid, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Validator, WriteContext } from '../../model/rules.ts';
import { collect, type Faults, IMMUTABLE, matches } from '../faults.ts';
import { isSet, numberAt, structAt } from '../fields.ts';
import { byteLength, isDnsSubdomain, isQualifiedName } from '../formats/names.ts';
import { internalForm } from '../internal-form.ts';
import { validateMetadata, validateMetadataUpdate } from '../metadata.ts';

/** pkg/apis/core/validation/events.go: what is asked depends on the version that was asked for. Kept as v1. */
export const event: Validator = {
  validateCreate: (object, context) =>
    collect(validateAlways(object, context), isLegacy(context) ? [] : validateNew(object)),
  validateUpdate: (object, old, context) =>
    collect(validateAlways(object, context), isLegacy(context) ? [] : validateSame(object, old)),
};

const isLegacy = ({ resource }: WriteContext) => resource.group === '';

const WRONG_NAMESPACE = 'does not match event.namespace';

function* validateAlways(object: ApiObject, context: WriteContext): Faults {
  const namespace = object.metadata.namespace ?? '';
  const involved = stringAt(objectAt(object, 'involvedObject'), 'namespace');
  const path = 'involvedObject.namespace';
  const isTimed = isSet(object, 'eventTime');
  if (!isTimed) {
    const expected = involved === '' ? ['', 'default'] : [involved];
    if (!expected.includes(namespace)) yield invalid(path, involved, WRONG_NAMESPACE);
    return;
  }
  if (involved === '' && namespace !== 'default' && namespace !== 'kube-system') {
    yield invalid(path, involved, WRONG_NAMESPACE);
  }
  const controller = stringAt(object, 'reportingComponent');
  const controllerPath = isLegacy(context) ? 'reportingComponent' : 'reportingController';
  if (controller === '') yield required(controllerPath, '');
  yield* matches(controllerPath, controller, isQualifiedName);
  for (const [key, max] of LIMITS) {
    const text = stringAt(object, key);
    if (text === '' && key !== 'message') yield required(key, '');
    if (byteLength(text) > max) yield invalid(key, '', `can have at most ${max} characters`);
  }
}

const LIMITS = [
  ['reportingInstance', 128],
  ['action', 128],
  ['reason', 128],
  ['message', 1024],
] as const;

function* validateNew(object: ApiObject): Faults {
  yield* validateMetadata(object, { namespaced: true, name: isDnsSubdomain });
  yield* validateSeries(object);
  if (!isSet(object, 'eventTime')) yield required('eventTime', '');
  const type = stringAt(object, 'type');
  if (type !== 'Normal' && type !== 'Warning') yield invalid('type', '', `has invalid value: ${type}`);
  const source = objectAt(object, 'source');
  const unset: [string, boolean][] = [
    ['firstTimestamp', isSet(object, 'firstTimestamp')],
    ['lastTimestamp', isSet(object, 'lastTimestamp')],
    ['count', (numberAt(object, 'count') ?? 0) !== 0],
    ['source', stringAt(source, 'component') !== '' || stringAt(source, 'host') !== ''],
  ];
  for (const [key, isThere] of unset) if (isThere) yield invalid(key, '', 'needs to be unset');
}

function* validateSeries(object: ApiObject): Faults {
  const series: JsonObject | undefined = structAt(object, 'series');
  if (series === undefined) return;
  if ((numberAt(series, 'count') ?? 0) < 2) yield invalid('series.count', '', 'should be at least 2');
  if (!isSet(series, 'lastObservedTime')) yield required('series.lastObservedTime', '');
}

/** The fields that stay, by their keys and their names in messages. */
const FIXED = [
  ['involvedObject', 'involvedObject'],
  ['reason', 'reason'],
  ['message', 'message'],
  ['source', 'source'],
  ['firstTimestamp', 'firstTimestamp'],
  ['lastTimestamp', 'lastTimestamp'],
  ['count', 'count'],
  ['type', 'type'],
  ['eventTime', 'eventTime'],
  ['action', 'action'],
  ['related', 'related'],
  ['reportingComponent', 'reportingController'],
  ['reportingInstance', 'reportingInstance'],
] as const;

function* validateSame(object: ApiObject, old: ApiObject): Faults {
  yield* validateMetadataUpdate(object, old);
  if (!semanticEqual(own(object, 'series'), own(old, 'series'))) yield* validateSeries(object);
  for (const [key, name] of FIXED) {
    if (semanticEqual(own(object, key), own(old, key))) continue;
    yield invalid(name, internalForm('/v1/Event', key, own(object, key)), IMMUTABLE);
  }
}
