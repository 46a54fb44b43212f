import { objectAt } from '../../model/json.ts';
import { createValidator } from '../create-validator.ts';
import { isDnsSubdomain } from '../formats/names.ts';
import { validatePodTemplate } from '../pod/template.ts';
import { podWarnings } from '../pod/warnings.ts';

export const podTemplate = createValidator({
  name: isDnsSubdomain,
  check: (object) => validatePodTemplate('template', objectAt(object, 'template')),
  warnings: (object, old) =>
    old !== undefined && object.metadata.generation === old.metadata.generation
      ? []
      : podWarnings('template.', objectAt(object, 'template')),
});
