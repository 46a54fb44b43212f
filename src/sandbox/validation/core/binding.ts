import { notSupported, required } from '../../model/field-error.ts';
import { objectAt, stringAt } from '../../model/json.ts';
import type { Validator } from '../../model/rules.ts';
import { collect, matches } from '../faults.ts';
import { isDnsSubdomain } from '../formats/names.ts';

/** ValidatePodBinding */
export const binding: Validator = {
  validateCreate(object) {
    const target = objectAt(object, 'target');
    const kind = stringAt(target, 'kind');
    const name = stringAt(target, 'name');
    const isNode = kind === '' || kind === 'Node';
    return collect(
      isNode ? [] : [notSupported('target.kind', kind, ['Node', '<empty>'])],
      name === ''
        ? [required('target.name', '')]
        : isNode
          ? matches('target.name', name, isDnsSubdomain)
          : [],
    );
  },
};
