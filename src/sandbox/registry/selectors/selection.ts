import { stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { KindRules } from '../kind-rules.ts';
import type { ListOptions } from '../options/list-options.ts';
import { convertFieldLabels } from './field-labels.ts';
import { exactMatch } from './field-selector.ts';

/** Which objects a list, a watch or a deletion is about. */
export interface Selection {
  /** '' for all. */
  namespace: string;
  /** The one name that can match; undefined where there may be several. */
  name: string | undefined;
  /** Whether labels or fields are asked for: the server does not count what remains of such a list. */
  isFiltered: boolean;
  matches(object: ApiObject): boolean;
}

/**
 * @throws StatusError 400 for fields that cannot be selected by
 */
export function createSelection(rules: KindRules, namespace: string, options: ListOptions): Selection {
  const terms = convertFieldLabels(rules, options.fieldSelector);
  const { selectableFields } = rules.strategy;
  const needsFields = terms.some(({ field }) => !field.startsWith('metadata.'));
  const fieldsMatch = (object: ApiObject) => {
    const fields = needsFields ? (selectableFields?.(object) ?? {}) : {};
    return terms.every(({ field, value, isEqual }) => (fieldOf(object, fields, field) === value) === isEqual);
  };
  const { labelSelector } = options;
  return {
    namespace: namespace === '' ? (exactMatch(terms, 'metadata.namespace') ?? '') : namespace,
    name: exactMatch(terms, 'metadata.name'),
    isFiltered: labelSelector !== undefined || terms.length > 0,
    matches: (object) => (labelSelector?.(object) ?? true) && fieldsMatch(object),
  };
}

function fieldOf(object: ApiObject, fields: Readonly<Record<string, string>>, field: string): string {
  if (field === 'metadata.name') return object.metadata.name ?? '';
  if (field === 'metadata.namespace') return object.metadata.namespace ?? '';
  return stringAt(fields, field);
}
