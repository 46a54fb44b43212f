import { semanticEqual } from '../../kinds/strategies/semantic-equal.ts';
import { duplicate, forbidden, invalid, required, tooLong } from '../../model/field-error.ts';
import { equalJson, type JsonObject, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { createValidator } from '../create-validator.ts';
import { declared, each, type Faults, IMMUTABLE, matches, oneOf } from '../faults.ts';
import { entriesAt, objectsAt, stringsAt, textAt } from '../fields.ts';
import { byteLength, isDnsSubdomain, isQualifiedName } from '../formats/names.ts';
import { deprecatedNodeLabel } from '../node-labels.ts';

// pkg/apis/storage/validation

const FIXED = ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'];

export const storageClass = createValidator({
  name: isDnsSubdomain,
  namespaced: false,
  updateAsNew: 'before',
  *check(object) {
    yield* validateProvisioner('provisioner', stringAt(object, 'provisioner'), true);
    yield* validateParameters(object, true);
    const policy = stringAt(object, 'reclaimPolicy');
    if (policy !== '') yield* oneOf('reclaimPolicy', policy, ['Delete', 'Retain']);
    const mode = textAt(object, 'volumeBindingMode');
    if (mode === undefined) yield required('volumeBindingMode', '');
    else yield* oneOf('volumeBindingMode', mode, ['Immediate', 'WaitForFirstConsumer']);
    yield* validateTopologies('allowedTopologies', objectsAt(object, 'allowedTopologies'));
  },
  *checkUpdate(object, old) {
    for (const key of FIXED) {
      if (!semanticEqual(own(object, key), own(old, key))) yield* declared([invalid(key, null, IMMUTABLE)]);
    }
  },
  warnings: (object) =>
    objectsAt(object, 'allowedTopologies').flatMap((term, index) =>
      objectsAt(term, 'matchLabelExpressions').flatMap((expression, place) => {
        const key = stringAt(expression, 'key');
        const text = deprecatedNodeLabel(key);
        const path = `allowedTopologies[${index}].matchLabelExpressions[${place}].key`;
        return text === undefined ? [] : [`${path}: ${key} is ${text}`];
      }),
    ),
});

export const volumeAttributesClass = createValidator({
  name: isDnsSubdomain,
  namespaced: false,
  updateAsNew: 'after',
  *checkBeforeUpdate(object, old) {
    for (const key of ['driverName', 'parameters']) {
      if (!equalJson(own(object, key), own(old, key)))
        yield forbidden(key, `updates to ${key} are forbidden.`);
    }
  },
  *check(object) {
    yield* validateProvisioner('driverName', stringAt(object, 'driverName'), false);
    yield* validateParameters(object, false);
  },
});

function* validateProvisioner(path: string, name: string, isDeclared: boolean): Faults {
  const missing = [required(path, '')];
  if (name === '') yield* isDeclared ? declared(missing) : missing;
  else yield* matches(path, name.toLowerCase(), isQualifiedName);
}

const MAX_PARAMETERS = 512;
const MAX_BYTES = 256 * 1024;

function* validateParameters(object: ApiObject, mayBeEmpty: boolean): Faults {
  const entries = entriesAt(object, 'parameters');
  if (entries.length > MAX_PARAMETERS) {
    yield tooLong('parameters', MAX_PARAMETERS);
    return;
  }
  for (const [key] of entries) if (key === '') yield invalid('parameters', key, 'field can not be empty.');
  const size = entries.reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0);
  if (size > MAX_BYTES) yield tooLong('parameters', MAX_BYTES);
  if (!mayBeEmpty && entries.length === 0)
    yield required('parameters', 'must contain at least one key/value pair');
}

function* validateTopologies(path: string, terms: readonly JsonObject[]): Faults {
  // The server begins with empty ones.
  const known: JsonObject[] = [{}];
  yield* each(path, terms, function* (at, term) {
    const expressions: JsonObject = {};
    yield* each(
      `${at}.matchLabelExpressions`,
      objectsAt(term, 'matchLabelExpressions'),
      function* (place, item) {
        const key = stringAt(item, 'key');
        const values = stringsAt(item, 'values');
        if (values.length === 0) yield required(`${place}.values`, '');
        for (const [index, value] of values.entries()) {
          if (values.indexOf(value) < index) yield duplicate(`${place}.values[${index}]`, value);
        }
        yield* matches(`${place}.key`, key, isQualifiedName);
        if (Object.hasOwn(expressions, key)) yield duplicate(`${place}.key`, key);
        Object.assign(expressions, { [key]: [...new Set(values)].sort() });
      },
    );
    if (known.some((other) => equalJson(other, expressions)))
      yield duplicate(`${at}.matchLabelExpressions`, '');
    known.push(expressions);
  });
}
