import {
  entriesOf,
  isParsedObject,
  JsonSyntaxError,
  type Parsed,
  parseJson,
  RawObject,
} from '../codec/json-parser.ts';
import { goQuote } from '../model/field-error.ts';
import { badRequest } from '../model/status.ts';

/** As many strict errors as the server tells of at most. */
const MAX_STRICT_ERRORS = 100;

/** @throws StatusError 400 for what is not JSON. */
export function parsePatch(patch: Buffer): Parsed {
  try {
    return parseJson(patch);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw badRequest('invalid JSON patch');
    throw error;
  }
}

/** `duplicate field "spec.replicas"` for each key that stands twice in its object. */
export function duplicateFields(value: Parsed): string[] {
  const errors = new Set<string>();
  visit(value, '', errors);
  return [...errors].slice(0, MAX_STRICT_ERRORS);
}

function visit(value: Parsed, path: string, errors: Set<string>): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) visit(item, `${path}[${index}]`, errors);
  } else if (isParsedObject(value)) {
    const seen = value instanceof RawObject ? new Set<string>() : undefined;
    for (const [key, item] of entriesOf(value)) {
      const below = path === '' ? key : `${path}.${key}`;
      if (seen?.has(key)) errors.add(`duplicate field ${goQuote(below)}`);
      seen?.add(key);
      visit(item, below, errors);
    }
  }
}
