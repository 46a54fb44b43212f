import { sortKeys } from '../../codec/key-order.ts';
import { semanticEqual } from '../../kinds/strategies/semantic-equal.ts';
import { invalid, required } from '../../model/field-error.ts';
import { isObject, own } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { createValidator } from '../create-validator.ts';
import { type Faults, IMMUTABLE, nonNegative } from '../faults.ts';
import { numberAt } from '../fields.ts';
import { isDnsSubdomain } from '../formats/names.ts';

export const controllerRevision = createValidator({
  name: isDnsSubdomain,
  updateAsNew: 'after',
  check: (object) => nonNegative('revision', numberAt(object, 'revision')),
  checkCreate: validateData,
  *checkUpdate(object, old) {
    const data = own(object, 'data') ?? null;
    if (!semanticEqual(data, own(old, 'data'))) yield invalid('data', sortKeys(data), IMMUTABLE);
  },
});

function* validateData(object: ApiObject): Faults {
  const data = own(object, 'data') ?? null;
  if (data === null) yield required('data', 'data is mandatory');
  else if (!isObject(data)) yield required('data', 'data must be a valid JSON object');
}
