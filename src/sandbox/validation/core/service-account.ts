import { objectAt } from '../../model/json.ts';
import { createValidator } from '../create-validator.ts';
import { isDnsSubdomain } from '../formats/names.ts';

const MOUNTABLE = 'kubernetes.io/enforce-mountable-secrets';

export const serviceAccount = createValidator({
  name: isDnsSubdomain,
  updateAsNew: 'after',
  warnings(object, old) {
    const has = (annotations: object) => Object.hasOwn(annotations, MOUNTABLE);
    const isNew = !has(objectAt(old?.metadata, 'annotations'));
    if (!isNew || !has(objectAt(object.metadata, 'annotations'))) return [];
    const text = 'deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets';
    return [`metadata.annotations[${MOUNTABLE}]: ${text}`];
  },
});
