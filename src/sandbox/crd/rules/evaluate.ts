import { Environment, Optional } from '@marcbachmann/cel-js';
import { registerFunctions } from './functions.ts';

/** `self` is of any type: what a rule gets wrong about its schema shows when it is evaluated. */
const environment = registerFunctions(
  new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false })
    .registerVariable('self', 'dyn')
    .registerVariable('oldSelf', 'dyn'),
);

export interface Values {
  self: unknown;
  oldSelf?: unknown;
}

export type Expression = (values: Values) => unknown;

const expressions = new Map<string, Expression | undefined>();

/** undefined for what is not CEL, and for what calls functions that are not here: such rules are not checked. */
export function compile(text: string): Expression | undefined {
  if (!expressions.has(text)) expressions.set(text, compileNew(text));
  return expressions.get(text);
}

function compileNew(text: string): Expression | undefined {
  if (!environment.check(text).valid) return undefined;
  const parsed = environment.parse(text);
  return (values) => parsed({ ...values }) as unknown;
}

/** `oldSelf` of a rule with optionalOldSelf. */
export function optional(value: unknown): unknown {
  return value === undefined ? Optional.none() : Optional.of(value);
}
