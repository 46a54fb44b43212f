import type { FilterExpression } from '../args/filter.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { compileTest } from './filter-test.ts';

/**
 * Whether an exchange is to be shown: every `--only` must match it, and no `--hide`. An expression matches if one of its
 * terms does.
 */
export function createFilter(
  only: readonly FilterExpression[],
  hide: readonly FilterExpression[],
): (exchange: Exchange) => boolean {
  const wanted = only.map(compileExpression);
  const unwanted = hide.map(compileExpression);
  return (exchange) =>
    wanted.every((matches) => matches(exchange)) && !unwanted.some((matches) => matches(exchange));
}

function compileExpression(expression: FilterExpression): (exchange: Exchange) => boolean {
  const terms = expression.map(({ negated, test }) => ({ negated, holds: compileTest(test) }));
  return (exchange) => terms.some(({ negated, holds }) => holds(exchange) !== negated);
}
