import { type FieldError, invalid, tooMany, typeInvalid } from '../model/field-error.ts';
import type { Json } from '../model/json.ts';

/** What a schema finds. `matches` counts what is right: of several schemas the one that fits best is told. */
export interface Result {
  faults: Fault[];
  matches: number;
}

export interface Fault {
  /** Where; undefined where kube-openapi does not say. */
  field: string | undefined;
  /** Its whole text: a second one of the same is left out. */
  message: string;
  toError(field: string): FieldError;
}

export const right = (matches = 1): Result => ({ faults: [], matches });
export const isRight = ({ faults }: Result) => faults.length === 0;

export function fault(message: string): Result {
  // The path of such a fault is only in its text.
  return {
    faults: [{ field: undefined, message, toError: (field) => invalid(field, '', message) }],
    matches: 0,
  };
}

export function typeFault(path: string, expected: string, found: string): Fault {
  const message = `${path} in body must be of type ${expected}: ${JSON.stringify(found)}`;
  return { field: path, message, toError: (field) => typeInvalid(field, found, message) };
}

export function invalidAt(
  path: string,
  detail: string,
  value: Json,
  message = `${path} in body ${detail}`,
): Result {
  return {
    faults: [{ field: path, message, toError: (field) => invalid(field, value, message) }],
    matches: 0,
  };
}

export function tooManyAt(path: string, detail: string, actual: number, max: number): Result {
  const message = `${path} in body ${detail}`;
  return { faults: [{ field: path, message, toError: (field) => tooMany(field, actual, max) }], matches: 0 };
}

export function merge(results: readonly Result[]): Result {
  const faults = new Map<string, Fault>();
  let matches = 0;
  for (const result of results) {
    matches += result.matches;
    for (const each of result.faults) if (!faults.has(each.message)) faults.set(each.message, each);
  }
  return { faults: [...faults.values()], matches };
}

export function bestOf(results: readonly Result[]): Result {
  return results.reduce((best, each) => (each.matches > best.matches ? each : best));
}
