import { forbidden, invalid, tooLong } from '../../model/field-error.ts';
import { equalJson, objectAt, own } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { createValidator } from '../create-validator.ts';
import { type Faults, matches, NO_PATH } from '../faults.ts';
import { entriesAt } from '../fields.ts';
import { byteLength, isConfigMapKey, isDnsSubdomain } from '../formats/names.ts';

const MAX_BYTES = 1024 * 1024;

export const configMap = createValidator({
  name: isDnsSubdomain,
  updateAsNew: 'after',
  *check(object) {
    let size = 0;
    for (const [key, value] of entriesAt(object, 'data')) {
      yield* matches(`data[${key}]`, key, isConfigMapKey);
      if (Object.hasOwn(objectAt(object, 'binaryData'), key)) {
        yield invalid(`data[${key}]`, key, 'duplicate of key present in binaryData');
      }
      size += byteLength(value);
    }
    for (const [key, value] of entriesAt(object, 'binaryData')) {
      yield* matches(`binaryData[${key}]`, key, isConfigMapKey);
      size += Buffer.byteLength(value, 'base64');
    }
    if (size > MAX_BYTES) yield tooLong(NO_PATH, MAX_BYTES);
  },
  checkBeforeUpdate: (object, old) => validateImmutable(object, old, ['data', 'binaryData']),
});

/** What says of itself that it is immutable. */
export function* validateImmutable(object: ApiObject, old: ApiObject, keys: readonly string[]): Faults {
  if (old.immutable !== true) return;
  const text = 'field is immutable when `immutable` is set';
  if (object.immutable !== true) yield forbidden('immutable', text);
  for (const key of keys) {
    if (!equalJson(own(object, key) ?? {}, own(old, key) ?? {})) yield forbidden(key, text);
  }
}
