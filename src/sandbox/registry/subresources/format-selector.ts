import { isObject, type Json, type JsonObject, listAt, objectAt, stringAt } from '../../model/json.ts';

/**
 * A selector in text, as labels.Selector's String has it; a plain map of labels is one too (metav1.LabelSelectorAsSelector).
 */
export function formatSelector(selector: Json | undefined): string {
  if (!isObject(selector)) return '';
  const isStruct = Object.hasOwn(selector, 'matchLabels') || Object.hasOwn(selector, 'matchExpressions');
  const labels = isStruct ? objectAt(selector, 'matchLabels') : selector;
  const terms = Object.keys(labels).map((key) => ({ key, text: `${key}=${stringAt(labels, key)}` }));
  const expressions = isStruct ? listAt(selector, 'matchExpressions').filter(isObject) : [];
  terms.push(...expressions.map((item) => ({ key: stringAt(item, 'key'), text: formatExpression(item) })));
  return terms
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ text }) => text)
    .join(',');
}

function formatExpression(expression: JsonObject): string {
  const key = stringAt(expression, 'key');
  const values = listAt(expression, 'values').map(String).sort().join(',');
  switch (stringAt(expression, 'operator')) {
    case 'In':
      return `${key} in (${values})`;
    case 'NotIn':
      return `${key} notin (${values})`;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return key;
  }
}
