import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';

/** What the server says of selectors that it cannot read: RBAC does not look at them anyway. */
export function selectorFaults(attributes: JsonObject): string[] {
  const raw = (key: string) => stringAt(objectAt(attributes, key), 'rawSelector');
  const faults: string[] = [];
  if (!isFieldSelector(raw('fieldSelector'))) faults.push(ignored('fieldSelector'));
  if (!isLabelSelector(raw('labelSelector'))) faults.push(ignored('labelSelector'));
  return faults;
}

function ignored(key: string): string {
  return `spec.resourceAttributes.${key} ignored due to parse error`;
}

function isFieldSelector(text: string): boolean {
  return text.split(/(?<!\\),/).every((term) => term === '' || term.includes('='));
}

const KEY = '[-A-Za-z0-9_./]+';
const VALUE = '[-A-Za-z0-9_.]*';
const LABEL_TERM = new RegExp(
  String.raw`^\s*(?:!?\s*${KEY}|${KEY}\s*(?:==?|!=|<|>)\s*${VALUE}|${KEY}\s+(?:in|notin)\s*\([^()]*\))\s*$`,
);

function isLabelSelector(text: string): boolean {
  return text === '' || text.split(/,(?![^(]*\))/).every((term) => LABEL_TERM.test(term));
}
