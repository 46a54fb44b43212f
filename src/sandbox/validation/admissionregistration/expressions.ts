import { duplicate, invalid, required, tooMany } from '../../model/field-error.ts';
import { type JsonObject, stringAt } from '../../model/json.ts';
import { each, type Faults, requiredMatch } from '../faults.ts';
import { objectsAt } from '../fields.ts';
import { isQualifiedName } from '../formats/names.ts';

// Expressions are taken as they are: the sandbox does not compile CEL, and there is nothing to evaluate them on.

const MAX_CONDITIONS = 64;

export const isBlank = (text: string) => text.trim() === '';

export function* validateMatchConditions(path: string, holder: JsonObject): Faults {
  const conditions = objectsAt(holder, 'matchConditions');
  const names = new Set<string>();
  if (conditions.length > MAX_CONDITIONS) yield tooMany(path, conditions.length, MAX_CONDITIONS);
  yield* each(path, conditions, function* (at, condition) {
    const name = stringAt(condition, 'name');
    if (isBlank(stringAt(condition, 'expression'))) yield required(`${at}.expression`, '');
    yield* requiredMatch(`${at}.name`, name, isQualifiedName);
    if (name !== '' && names.has(name)) yield duplicate(`${at}.name`, name);
    names.add(name);
  });
}

export function* validateVariables(path: string, variables: readonly JsonObject[]): Faults {
  yield* each(path, variables, function* (at, variable) {
    const name = stringAt(variable, 'name');
    if (isBlank(name)) yield required(`${at}.name`, 'name is not specified');
    else if (!isIdentifier(name)) yield invalid(`${at}.name`, name, 'must be a valid CEL identifier');
    if (isBlank(stringAt(variable, 'expression'))) {
      yield required(`${at}.expression`, 'expression is not specified');
    }
  });
}

const RESERVED: ReadonlySet<string> = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

function isIdentifier(name: string): boolean {
  return /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) && !RESERVED.has(name);
}
