import { type FieldError, invalid, notSupported, required } from '../model/field-error.ts';
import type { Json, JsonObject } from '../model/json.ts';

/** What a check finds, in the order in which the server tells it. Checks are generators: they yield what is wrong. */
export type Faults = Iterable<FieldError>;

/** Says what is wrong with a text; nothing when it is good. */
export type Format = (text: string) => readonly string[];

const DECLARED = new WeakSet<FieldError>();

/**
 * Marks faults that the server finds by the markers of the API's types (+k8s:required, …) and not by written code: it
 * tells them after all others (apiserver pkg/registry/rest/validate.go).
 */
export function* declared(faults: Faults): Faults {
  for (const fault of faults) {
    DECLARED.add(fault);
    yield fault;
  }
}

/**
 * The same of what is in a part that may not change: where it did, the server does not come to the markers in it, and
 * written code tells the fault.
 */
export const declaredUnless = (isChanged: boolean, faults: Faults) => (isChanged ? faults : declared(faults));

export const isDeclared = (fault: FieldError) => DECLARED.has(fault);

/** The faults as the server orders them. */
export function collect(...checks: Faults[]): FieldError[] {
  const all = checks.flatMap((faults) => [...faults]);
  return [...all.filter((fault) => !DECLARED.has(fault)), ...all.filter((fault) => DECLARED.has(fault))];
}

/** One fault for each thing that is wrong with the text's form. */
export function* matches(path: string, text: string, format: Format): Faults {
  for (const message of format(text)) yield invalid(path, text, message);
}

/** The same for a text that has to be there. */
export function* requiredMatch(path: string, text: string, format: Format, whenMissing = ''): Faults {
  if (text === '') yield required(path, whenMissing);
  else yield* matches(path, text, format);
}

/** The same for a text that may be missing. */
export function* optionalMatch(path: string, text: string, format: Format): Faults {
  if (text !== '') yield* matches(path, text, format);
}

export function* present(path: string, text: string, whenMissing = ''): Faults {
  if (text === '') yield required(path, whenMissing);
}

export function* each<T>(
  path: string,
  items: readonly T[],
  check: (path: string, item: T) => Faults,
): Faults {
  for (const [index, item] of items.entries()) yield* check(`${path}[${index}]`, item);
}

/** `supported` in the order in which the message lists it. */
export function* oneOf(path: string, value: string, supported: readonly string[]): Faults {
  if (!supported.includes(value)) yield notSupported(path, value, supported);
}

/** The same for a text that has to be there. */
export function* requiredOneOf(path: string, value: string, supported: readonly string[]): Faults {
  if (value === '') yield required(path, '');
  else yield* oneOf(path, value, supported);
}

/** How the server writes a path whose only name is empty. */
export const NO_PATH = '[]';

export const IMMUTABLE = 'field is immutable';
export const NOT_NEGATIVE = 'must be greater than or equal to 0';

export function* nonNegative(path: string, value: number | undefined): Faults {
  if (value !== undefined && value < 0) yield invalid(path, value, NOT_NEGATIVE);
}

export function* positive(path: string, value: number): Faults {
  if (value <= 0) yield invalid(path, value, 'must be greater than zero');
}

export function* between(path: string, value: number | undefined, low: number, high: number): Faults {
  if (value !== undefined && (value < low || value > high)) yield invalid(path, value, rangeError(low, high));
}

export const rangeError = (low: number, high: number) => `must be between ${low} and ${high}, inclusive`;

/** Nonnegative numbers of an object, by their keys. */
export function* nonNegativeFields(path: string, object: JsonObject, keys: readonly string[]): Faults {
  for (const key of keys) {
    const value: Json | undefined = Object.hasOwn(object, key) ? object[key] : undefined;
    if (typeof value === 'number') yield* nonNegative(`${path}.${key}`, value);
  }
}
