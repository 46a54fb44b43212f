import { invalid, required } from '../../model/field-error.ts';
import { type JsonObject, stringAt } from '../../model/json.ts';
import { parseApiVersion } from '../../model/object.ts';
import { type Faults, matches } from '../faults.ts';
import { isPathSegmentName } from '../formats/names.ts';

/** ValidateCrossVersionObjectReference. `group`: whether the apiVersion has to name one. */
export function* validateReference(
  path: string,
  reference: JsonObject,
  group: 'needed' | 'optional' | 'any',
): Faults {
  for (const key of ['kind', 'name']) {
    const value = stringAt(reference, key);
    if (value === '') yield required(`${path}.${key}`, '');
    else yield* matches(`${path}.${key}`, value, isPathSegmentName);
  }
  const apiVersion = stringAt(reference, 'apiVersion');
  if (group === 'any') return;
  if (apiVersion.split('/').length > 2) {
    yield invalid(`${path}.apiVersion`, apiVersion, `unexpected GroupVersion string: ${apiVersion}`);
  } else if (group === 'needed' && parseApiVersion(apiVersion).group === '') {
    yield invalid(`${path}.apiVersion`, apiVersion, 'apiVersion must specify API group');
  }
}
