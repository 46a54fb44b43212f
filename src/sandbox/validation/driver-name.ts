import type { FieldError } from '../model/field-error.ts';
import { declared, type Faults, requiredMatch } from './faults.ts';
import { inBytes, isDnsSubdomainOfAnyCase } from './formats/names.ts';

const MAX_LENGTH = 63;

/** The name of a driver, as the markers of the types ask for it. */
export function* validateDriverName(path: string, name: string): Faults {
  yield* declared(requiredMatch(path, name, inBytes(isDnsSubdomainOfAnyCase)));
  if ([...name].length > MAX_LENGTH) yield* declared([tooManyCharacters(path, MAX_LENGTH)]);
}

function tooManyCharacters(path: string, max: number): FieldError {
  return { type: 'FieldValueTooLong', field: path, detail: `may not be more than ${max} characters` };
}
