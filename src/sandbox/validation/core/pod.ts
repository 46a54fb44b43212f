import { objectAt, stringAt } from '../../model/json.ts';
import type { Validator } from '../../model/rules.ts';
import { labelNameWarnings } from '../create-validator.ts';
import { collect } from '../faults.ts';
import { objectsAt } from '../fields.ts';
import { ipWarnings } from '../formats/ip.ts';
import { validatePodCreate } from '../pod/pod-create.ts';
import { validatePodResize } from '../pod/resize.ts';
import { validatePodStatusUpdate } from '../pod/status.ts';
import { validateEphemeralUpdate, validatePodUpdate } from '../pod/update.ts';
import { podWarnings } from '../pod/warnings.ts';

export const pod: Validator = {
  validateCreate: (object) => collect(validatePodCreate(object)),
  validateUpdate: (object, old) => collect(validatePodUpdate(object, old)),
  validateSubresourceUpdate: {
    status: (object, old) => collect(validatePodStatusUpdate(object, old)),
    ephemeralcontainers: (object, old) => collect(validateEphemeralUpdate(object, old)),
    resize: (object, old) => collect(validatePodResize(object, old)),
  },
  warnings(object, old, { subresource }) {
    if (subresource === 'status') {
      const status = objectAt(object, 'status');
      return ['podIPs', 'hostIPs'].flatMap((key) =>
        objectsAt(status, key).flatMap((item, index) =>
          ipWarnings(`status.${key}[${index}].ip`, stringAt(item, 'ip')),
        ),
      );
    }
    if (old !== undefined) return [];
    return [...labelNameWarnings(object, "this is used in the Pod's hostname"), ...podWarnings('', object)];
  },
};
