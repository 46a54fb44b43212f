import type { FieldManagerScope } from '../../apply/index.ts';
import type { KindRules } from '../kind-rules.ts';

/** What managedFields need to know of a kind. */
export function fieldManagerScope(rules: KindRules, subresource: string): FieldManagerScope {
  return {
    kind: rules.kind,
    subresource,
    typeOf: (apiVersion) => rules.typeOf(apiVersion),
    convert: (object, apiVersion) => rules.convert(object, apiVersion),
    resetFields: rules.strategy.resetFields?.[subresource] ?? [],
    empty: rules.empty,
  };
}
