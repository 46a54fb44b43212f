import { isObject, type JsonObject, listAt, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';

/** Whether a metav1.LabelSelector matches an object's labels; an empty one matches all. */
export function selectorMatches(selector: JsonObject, { metadata }: ApiObject): boolean {
  const labels = metadata.labels ?? {};
  const wanted = objectAt(selector, 'matchLabels');
  if (!Object.keys(wanted).every((key) => own(labels, key) === wanted[key])) return false;
  return listAt(selector, 'matchExpressions')
    .filter(isObject)
    .every((expression) => {
      const value = own(labels, stringAt(expression, 'key'));
      const values = listAt(expression, 'values');
      switch (stringAt(expression, 'operator')) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        default:
          return value === undefined;
      }
    });
}
