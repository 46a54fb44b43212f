import type { Json } from './json.ts';

/** One fault of an object's content (apimachinery pkg/util/validation/field/errors.go). */
export interface FieldError {
  /** Also the reason of the Status's cause. */
  type: keyof typeof TYPE_TEXTS;
  /** `spec.template.spec.containers[0].name`; '' is told as `<nil>`. */
  field: string;
  /** The value at fault, where the message shows it; undefined where it is left out. */
  badValue?: Json | undefined;
  detail: string;
}

const TYPE_TEXTS = {
  FieldValueNotFound: 'Not found',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  FieldValueTooFew: 'Too few',
  InternalError: 'Internal error',
  FieldValueTypeInvalid: 'Invalid value',
  FieldValueTooShort: 'Too short',
} as const;

const WITHOUT_VALUE: ReadonlySet<string> = new Set([
  'FieldValueRequired',
  'FieldValueForbidden',
  'FieldValueTooLong',
  'FieldValueTooShort',
  'InternalError',
]);

/** The message of a Status's cause: `Invalid value: "x": must be …`. */
export function fieldErrorBody({ type, badValue, detail }: FieldError): string {
  const shown = WITHOUT_VALUE.has(type) || badValue === undefined ? '' : `: ${goJson(badValue)}`;
  return `${TYPE_TEXTS[type]}${shown}${detail === '' ? '' : `: ${detail}`}`;
}

export function fieldErrorMessage(error: FieldError): string {
  return `${error.field === '' ? '<nil>' : error.field}: ${fieldErrorBody(error)}`;
}

/** Go's json.Marshal escapes what HTML could trip over; a plain string is told with %q, which does not. */
function goJson(value: Json): string {
  const text = JSON.stringify(value);
  if (typeof value === 'string') return goQuote(value);
  return text.replaceAll(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** strconv.Quote for a JSON string. */
export function goQuote(text: string): string {
  const escapes: Record<string, string> = {
    '\u0007': '\\a',
    '\b': '\\b',
    '\f': '\\f',
    '\n': '\\n',
    '\r': '\\r',
  };
  Object.assign(escapes, { '\t': '\\t', '\v': '\\v', '"': '\\"', '\\': '\\\\' });
  const quoted = text.replaceAll(/["\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]|(?! )\p{Zs}/gu, (c) => {
    const known = escapes[c];
    if (known !== undefined) return known;
    const code = c.codePointAt(0) ?? 0;
    if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
    if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
    return `\\U${code.toString(16).padStart(8, '0')}`;
  });
  return `"${quoted}"`;
}

// As the constructors of the Go package; a path is a string here: childPath = `${path}.child`, `${path}[0]`, `${path}[key]`.

export const required = (field: string, detail: string): FieldError => ({
  type: 'FieldValueRequired',
  field,
  detail,
});

export const invalid = (field: string, badValue: Json | undefined, detail: string): FieldError => ({
  type: 'FieldValueInvalid',
  field,
  badValue,
  detail,
});

export const typeInvalid = (field: string, badValue: Json | undefined, detail: string): FieldError => ({
  type: 'FieldValueTypeInvalid',
  field,
  badValue,
  detail,
});

export const forbidden = (field: string, detail: string): FieldError => ({
  type: 'FieldValueForbidden',
  field,
  detail,
});

export const duplicate = (field: string, badValue: Json): FieldError => ({
  type: 'FieldValueDuplicate',
  field,
  badValue,
  detail: '',
});

export const notFound = (field: string, badValue: Json): FieldError => ({
  type: 'FieldValueNotFound',
  field,
  badValue,
  detail: '',
});

/** The server lists the values in the order that it is given here; most callers of Go sort them first. */
export const notSupported = (field: string, badValue: Json, supported: readonly string[]): FieldError => ({
  type: 'FieldValueNotSupported',
  field,
  badValue,
  detail: supported.length === 0 ? '' : `supported values: ${supported.map(goQuote).join(', ')}`,
});

export const tooLong = (field: string, maxBytes: number): FieldError => ({
  type: 'FieldValueTooLong',
  field,
  detail:
    maxBytes < 0 ? 'value is too long' : `may not be more than ${maxBytes} byte${maxBytes === 1 ? '' : 's'}`,
});

export const tooMany = (field: string, actual: number, max: number): FieldError => ({
  type: 'FieldValueTooMany',
  field,
  badValue: actual < 0 ? undefined : actual,
  detail: max < 0 ? 'has too many items' : `must have at most ${max} item${max === 1 ? '' : 's'}`,
});

export const internalFieldError = (field: string, detail: string): FieldError => ({
  type: 'InternalError',
  field,
  detail,
});
