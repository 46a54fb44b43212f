import { fieldErrorMessage, invalid } from '../../model/field-error.ts';
import { own } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { isLabelValue, isQualifiedName } from '../../validation/formats/names.ts';

/** Whether an object's labels are what a selector asks for. */
export type LabelSelector = (object: ApiObject) => boolean;

type Operator = 'in' | 'notin' | '=' | '==' | '!=' | '>' | '<' | 'exists' | '!';

interface Requirement {
  key: string;
  operator: Operator;
  values: string[];
}

/** Words and signs that are no identifier where an operator may stand. */
const OPERATORS: ReadonlySet<string> = new Set(['=', '==', '!=', '>', '<', 'in', 'notin']);
const BINARY_OPERATORS = 'in, notin, =, ==, !=, gt, lt';
const END = '';

/**
 * Parses a labelSelector (apimachinery pkg/labels/selector.go).
 * @throws Error with the server's words.
 */
export function parseLabelSelector(text: string): LabelSelector {
  const requirements = new Parser(text).parse();
  return ({ metadata }) => {
    const labels = metadata.labels ?? {};
    return requirements.every((requirement) => matches(requirement, own(labels, requirement.key)));
  };
}

function matches({ operator, values }: Requirement, found: unknown): boolean {
  const label = typeof found === 'string' ? found : undefined;
  switch (operator) {
    case 'exists':
      return label !== undefined;
    case '!':
      return label === undefined;
    case 'in':
    case '=':
    case '==':
      return label !== undefined && values.includes(label);
    case 'notin':
    case '!=':
      return label === undefined || !values.includes(label);
    default: {
      if (label === undefined || !isInteger(label)) return false;
      const [a, b] = [BigInt(label), BigInt(values[0] ?? '0')];
      return operator === '>' ? a > b : a < b;
    }
  }
}

class Parser {
  readonly #tokens: string[];
  #position = 0;

  constructor(text: string) {
    this.#tokens = [...lex(text), END];
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const token = this.#look();
      if (token === END) return requirements;
      if (token !== '!' && !isIdentifier(token)) {
        throw new Error(`found '${token}', expected: !, identifier, or 'end of string'`);
      }
      try {
        requirements.push(this.#requirement());
      } catch (error) {
        throw new Error(`unable to parse requirement: ${(error as Error).message}`);
      }
      const after = this.#take();
      if (after === END) return requirements;
      if (after !== ',') throw new Error(`found '${after}', expected: ',' or 'end of string'`);
      const next = this.#look();
      if (next !== '!' && !isIdentifier(next)) {
        throw new Error(`found '${next}', expected: identifier after ','`);
      }
    }
  }

  #requirement(): Requirement {
    let key = this.#take();
    const isAbsent = key === '!';
    if (isAbsent) key = this.#take();
    if (!isIdentifier(key)) throw new Error(`found '${key}', expected: identifier`);
    const faults = isQualifiedName(key);
    if (faults.length > 0) throw new Error(fieldErrorMessage(invalid('', key, faults.join('; '))));
    if (isAbsent) return checked({ key, operator: '!', values: [] });
    if (this.#look() === END || this.#look() === ',') return checked({ key, operator: 'exists', values: [] });
    const operator = this.#take();
    if (!OPERATORS.has(operator)) throw new Error(`found '${operator}', expected: ${BINARY_OPERATORS}`);
    const isSet = operator === 'in' || operator === 'notin';
    const values = isSet ? this.#values() : [this.#exactValue()];
    return checked({ key, operator: operator as Operator, values: [...new Set(values)].sort() });
  }

  #values(): string[] {
    const open = this.#take();
    if (open !== '(') throw new Error(`found '${open}' expected: '('`);
    const first = this.#look();
    if (first === ')') {
      this.#take();
      return [''];
    }
    if (first !== ',' && !isIdentifier(first)) {
      throw new Error(`found '${first}', expected: ',', ')' or identifier`);
    }
    const values = this.#identifiers();
    if (this.#take() !== ')') throw new Error(`found '${first}', expected: ')'`);
    return values;
  }

  #identifiers(): string[] {
    const values: string[] = [];
    for (;;) {
      const token = this.#take();
      const next = this.#look();
      if (token === ',') {
        if (values.length === 0 || next === ',') values.push('');
        if (next === ')') return [...values, ''];
      } else if (isIdentifier(token)) {
        values.push(token);
        if (next === ')') return values;
        if (next !== ',') throw new Error(`found '${next}', expected: ',' or ')'`);
      } else throw new Error(`found '${token}', expected: ',', or identifier`);
    }
  }

  #exactValue(): string {
    const next = this.#look();
    if (next === END || next === ',') return '';
    const value = this.#take();
    if (isIdentifier(value)) return value;
    throw new Error(`found '${value}', expected: identifier`);
  }

  #look(): string {
    return this.#tokens[this.#position] ?? END;
  }

  #take(): string {
    return this.#tokens[this.#position++] ?? END;
  }
}

function* lex(text: string): Generator<string> {
  // A NUL ends the text, as the lexer of the server takes it for the end.
  const end = text.indexOf('\0');
  const read = end < 0 ? text : text.slice(0, end);
  for (const [token] of read.matchAll(/!=|==|[=!(),<>]|[^=!(),<>\s]+/g)) yield token;
}

function isIdentifier(token: string): boolean {
  return token !== END && !/^[=!(),<>]/.test(token);
}

function isInteger(text: string): boolean {
  return /^[+-]?\d+$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

function checked(requirement: Requirement): Requirement {
  const { key, operator, values } = requirement;
  const errors = values.flatMap((value, index) => {
    const faults = isLabelValue(value);
    const isUncounted = (operator === '>' || operator === '<') && !isInteger(value);
    return [
      ...(isUncounted
        ? [invalid(`values[${index}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer")]
        : []),
      ...(faults.length > 0 ? [invalid(`values[${index}][${key}]`, value, faults.join('; '))] : []),
    ];
  });
  const messages = [...new Set(errors.map(fieldErrorMessage))];
  if (messages.length === 0) return requirement;
  throw new Error(messages.length === 1 ? messages[0] : `[${messages.join(', ')}]`);
}
