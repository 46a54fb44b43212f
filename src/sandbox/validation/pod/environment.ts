import { invalid } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import { each, type Faults, matches, optionalMatch, requiredMatch } from '../faults.ts';
import { isSet, objectsAt, structAt } from '../fields.ts';
import { isConfigMapKey, isDnsLabel, isDnsSubdomain, isEnvVarName } from '../formats/names.ts';
import { validateNoBacksteps } from '../paths.ts';
import { ENV_FIELDS, validateFieldRef, validateResourceFieldRef } from './downward-api.ts';
import { needs } from './volume-sources.ts';

// The environment of a container: ValidateEnv and ValidateEnvFrom of pkg/apis/core/validation.

export function* validateEnv(path: string, container: JsonObject): Faults {
  yield* each(path, objectsAt(container, 'env'), function* (at, variable) {
    yield* requiredMatch(`${at}.name`, stringAt(variable, 'name'), isEnvVarName);
    const from = structAt(variable, 'valueFrom');
    if (from !== undefined) yield* validateValueFrom(`${at}.valueFrom`, from, stringAt(variable, 'value'));
  });
}

type SourceCheck = (path: string, source: JsonObject) => Faults;

const SOURCES: readonly [string, SourceCheck][] = [
  ['fieldRef', (path, source) => validateFieldRef(path, source, ENV_FIELDS)],
  ['resourceFieldRef', (path, source) => validateResourceFieldRef(path, source, false)],
  ['configMapKeyRef', validateKeyRef],
  ['secretKeyRef', validateKeyRef],
  ['fileKeyRef', validateFileKeyRef],
];

function* validateValueFrom(path: string, from: JsonObject, value: string): Faults {
  let count = 0;
  for (const [key, check] of SOURCES) {
    if (!isSet(from, key)) continue;
    count += 1;
    yield* check(`${path}.${key}`, objectAt(from, key));
  }
  if (count === 0) {
    const text =
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
    yield invalid(path, '', text);
  } else if (value !== '') yield invalid(path, '', 'may not be specified when `value` is not empty');
  else if (count > 1) yield invalid(path, '', 'may not have more than one field specified at a time');
}

function* validateKeyRef(path: string, source: JsonObject): Faults {
  yield* matches(`${path}.name`, stringAt(source, 'name'), isDnsSubdomain);
  yield* requiredMatch(`${path}.key`, stringAt(source, 'key'), isConfigMapKey);
}

function* validateFileKeyRef(path: string, source: JsonObject): Faults {
  yield* requiredMatch(`${path}.key`, stringAt(source, 'key'), isEnvVarName);
  yield* requiredMatch(`${path}.volumeName`, stringAt(source, 'volumeName'), isDnsLabel);
  yield* needs('path')(path, source);
  yield* validateNoBacksteps(`${path}.path`, stringAt(source, 'path'));
}

export function* validateEnvFrom(path: string, container: JsonObject): Faults {
  yield* each(path, objectsAt(container, 'envFrom'), function* (at, source) {
    yield* optionalMatch(`${at}.prefix`, stringAt(source, 'prefix'), isEnvVarName);
    const keys = ['configMapRef', 'secretRef'].filter((key) => isSet(source, key));
    for (const key of keys) {
      // Names are checked as the start of a name here, which may end in a dash.
      const name = stringAt(objectAt(source, key), 'name');
      yield* requiredMatch(`${at}.${key}.name`, name, (text) =>
        isDnsSubdomain(text.length > 1 && text.endsWith('-') ? `${text.slice(0, -2)}a` : text),
      );
    }
    if (keys.length === 0) yield invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`');
    if (keys.length > 1) yield invalid(path, '', 'may not have more than one field specified at a time');
  });
}
