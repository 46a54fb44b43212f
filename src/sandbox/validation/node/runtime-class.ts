import { duplicate, invalid, required } from '../../model/field-error.ts';
import { objectAt, stringAt } from '../../model/json.ts';
import { createValidator } from '../create-validator.ts';
import { declared, each, IMMUTABLE, matches } from '../faults.ts';
import { entriesAt, objectsAt, structAt } from '../fields.ts';
import { inBytes, isDnsLabel, isDnsSubdomain } from '../formats/names.ts';
import { internalElement } from '../internal-form.ts';
import { validateLabels } from '../metadata.ts';
import { deprecatedNodeLabel } from '../node-labels.ts';
import { validateResources } from '../pod/resources.ts';
import { validateTolerations } from '../pod/scheduling.ts';

const KEYS = ['key', 'operator', 'value', 'effect'];

export const runtimeClass = createValidator({
  name: isDnsSubdomain,
  namespaced: false,
  knownFinalizers: false,
  updateAsNew: 'before',
  *check(object, _context, old) {
    const handler = stringAt(object, 'handler');
    const isChanged = old !== undefined && handler !== old.handler;
    if (isChanged && handler !== '') yield* matches('handler', handler, isDnsLabel);
    if (isChanged) yield* declared([invalid('handler', null, IMMUTABLE)]);
    else if (handler !== '') yield* declared(matches('handler', handler, inBytes(isDnsLabel)));
    if (handler === '') yield* declared([required('handler', '')]);
    const overhead = structAt(object, 'overhead');
    if (overhead !== undefined)
      yield* validateResources('overhead', { limits: objectAt(overhead, 'podFixed') });
    const scheduling = structAt(object, 'scheduling');
    if (scheduling === undefined) return;
    yield* validateLabels('scheduling.nodeSelector', objectAt(scheduling, 'nodeSelector'));
    const tolerations = objectsAt(scheduling, 'tolerations');
    yield* validateTolerations('scheduling.tolerations', tolerations);
    const seen = new Set<string>();
    yield* each('scheduling.tolerations', tolerations, function* (at, toleration) {
      const key = JSON.stringify(KEYS.map((name) => stringAt(toleration, name)));
      if (seen.has(key)) yield duplicate(at, internalElement('/v1/Pod', 'spec.tolerations', toleration));
      seen.add(key);
    });
  },
  warnings: (object) =>
    entriesAt(objectAt(object, 'scheduling'), 'nodeSelector').flatMap(([key]) => {
      const text = deprecatedNodeLabel(key);
      return text === undefined ? [] : [`scheduling.nodeSelector: ${text}`];
    }),
});
