import type { JsonObject } from '../../model/json.ts';
import { objectAt, stringAt } from '../../model/json.ts';
import { objectsAt, stringsAt } from './read.ts';

/** `a=b,c=d` sorted by key, `<none>` for no labels (labels.FormatLabels). */
export function formatLabels(labels: JsonObject): string {
  return joinLabels(labels) || '<none>';
}

/** A LabelSelector in the language of `-l`; `<none>` for one that selects everything or nothing. */
export function formatLabelSelector(selector: JsonObject): string {
  const text = selectorText(selector);
  return text === undefined ? '<error>' : text || '<none>';
}

/**
 * The same with '' for a selector of everything (metav1.LabelSelectorAsSelector and its String); undefined where the
 * selector is not valid.
 */
export function selectorText(selector: JsonObject): string | undefined {
  const labels = objectAt(selector, 'matchLabels');
  const requirements: { key: string; text: string | undefined }[] = Object.keys(labels).map((key) => ({
    key,
    text: `${key}=${stringAt(labels, key)}`,
  }));
  for (const expression of objectsAt(selector, 'matchExpressions')) {
    requirements.push({ key: stringAt(expression, 'key'), text: requirementText(expression) });
  }
  if (requirements.some(({ text }) => text === undefined)) return undefined;
  return requirements
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ text }) => text)
    .join(',');
}

/** The selector as the String method of its generated protobuf code prints it. */
export function printLabelSelector(selector: JsonObject): string {
  const labels = objectAt(selector, 'matchLabels');
  const sorted = Object.keys(labels).sort();
  const printed = sorted.map((key) => `${key}: ${stringAt(labels, key)},`).join('');
  const expressions = objectsAt(selector, 'matchExpressions').map((expression) => {
    const values = stringsAt(expression, 'values').join(' ');
    const fields = `Key:${stringAt(expression, 'key')},Operator:${stringAt(expression, 'operator')},Values:[${values}],`;
    return `LabelSelectorRequirement{${fields}},`;
  });
  return `&LabelSelector{MatchLabels:map[string]string{${printed}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`;
}

function requirementText(expression: JsonObject): string | undefined {
  const key = stringAt(expression, 'key');
  const values = stringsAt(expression, 'values').sort();
  switch (expression.operator) {
    case 'In':
      return values.length === 0 ? undefined : `${key} in (${values.join(',')})`;
    case 'NotIn':
      return values.length === 0 ? undefined : `${key} notin (${values.join(',')})`;
    case 'Exists':
      return values.length === 0 ? key : undefined;
    case 'DoesNotExist':
      return values.length === 0 ? `!${key}` : undefined;
    default:
      return undefined;
  }
}

function joinLabels(labels: JsonObject): string {
  return Object.keys(labels)
    .sort()
    .map((key) => `${key}=${stringAt(labels, key)}`)
    .join(',');
}
