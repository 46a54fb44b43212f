import { semanticEqual } from '../../kinds/strategies/semantic-equal.ts';
import { invalid, required } from '../../model/field-error.ts';
import { objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { validateConditions } from '../conditions.ts';
import { createValidator } from '../create-validator.ts';
import { type Faults, IMMUTABLE } from '../faults.ts';
import { objectsAt } from '../fields.ts';
import { isDns1035Label, isDnsSubdomain } from '../formats/names.ts';
import { internalForm } from '../internal-form.ts';

const KIND = 'storagemigration.k8s.io/v1/StorageVersionMigration';
const CONDITIONS = 'status.conditions';

/** pkg/apis/storagemigration/validation */
export const storageVersionMigration = createValidator({
  name: isDnsSubdomain,
  namespaced: false,
  updateAsNew: 'before',
  *check(object) {
    const { resource = '', group = '' } = objectAt(objectAt(object, 'spec'), 'resource');
    const path = 'spec.resource';
    const wrong = isDns1035Label(String(resource));
    if (resource === '') yield required(`${path}.resource`, 'resource is required to be set');
    else if (wrong.length > 0) yield invalid(`${path}.resource`, resource, wrong.join(','));
    const wrongGroup = group === '' ? [] : isDnsSubdomain(String(group));
    if (wrongGroup.length > 0) yield invalid(`${path}.group`, group, wrongGroup.join(','));
  },
  *checkUpdate(object, old) {
    const spec = own(object, 'spec');
    if (!semanticEqual(spec, own(old, 'spec'))) {
      yield invalid('spec', internalForm(KIND, 'spec', spec), IMMUTABLE);
    }
  },
  subresources: { status: validateStatus },
});

function* validateStatus(object: ApiObject, old: ApiObject): Faults {
  const status = objectAt(object, 'status');
  const conditions = objectsAt(status, 'conditions');
  const before = stringAt(objectAt(old, 'status'), 'resourceVersion');
  const version = stringAt(status, 'resourceVersion');
  yield* validateConditions(CONDITIONS, conditions);
  if (version !== '' && !/^[1-9]\d*$/.test(version)) {
    yield invalid('status.resourceVersion', version, `resource version is not well formed: ${version}`);
  }
  if (before !== '' && before !== version) yield invalid('status.resourceVersion', version, IMMUTABLE);
  const isTrue = (of: ApiObject, wanted: string) =>
    objectsAt(objectAt(of, 'status'), 'conditions').some(
      (condition) => condition.type === wanted && condition.status === 'True',
    );
  if (isTrue(object, 'Succeeded') && isTrue(object, 'Failed')) {
    yield invalid(
      CONDITIONS,
      conditions,
      'Both success and failed conditions cannot be true at the same time',
    );
  }
  for (const [type, word] of [['Succeeded', 'Success'] as const, ['Failed', 'Failed'] as const]) {
    if (!isTrue(old, type) || isTrue(object, type)) continue;
    yield invalid(CONDITIONS, conditions, `${word} condition cannot be set to false once it is true`);
  }
}
