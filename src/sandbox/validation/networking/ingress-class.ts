import { forbidden, invalid, notSupported, required, tooLong } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import { validatePrefixedPath } from '../batch/job-spec.ts';
import { createValidator } from '../create-validator.ts';
import { declared, type Faults, IMMUTABLE, matches } from '../faults.ts';
import { structAt, textAt } from '../fields.ts';
import { byteLength, isDnsLabel, isDnsSubdomain } from '../formats/names.ts';
import { validateParameters } from './ingress.ts';

const MAX_BYTES = 250;

export const ingressClass = createValidator({
  name: isDnsSubdomain,
  namespaced: false,
  updateAsNew: 'after',
  *checkBeforeUpdate(object, old) {
    const controller = stringAt(objectAt(object, 'spec'), 'controller');
    if (controller !== stringAt(objectAt(old, 'spec'), 'controller')) {
      yield invalid('spec.controller', controller, IMMUTABLE);
    }
  },
  *check(object) {
    const spec = objectAt(object, 'spec');
    const controller = stringAt(spec, 'controller');
    if (byteLength(controller) > MAX_BYTES) yield tooLong('spec.controller', MAX_BYTES);
    yield* validatePrefixedPath('spec.controller', controller);
    const parameters = structAt(spec, 'parameters');
    if (parameters === undefined) return;
    yield* validateParameters('spec.parameters', parameters, declared);
    yield* validateScope('spec.parameters', parameters);
  },
});

function* validateScope(path: string, parameters: JsonObject): Faults {
  const scope = textAt(parameters, 'scope');
  const namespace = textAt(parameters, 'namespace');
  if (scope === undefined) yield required(`${path}.scope`, '');
  else if (scope === 'Namespace') {
    if (namespace === undefined) {
      yield required(`${path}.namespace`, "`parameters.scope` is set to 'Namespace'");
    } else yield* matches(`${path}.namespace`, namespace, isDnsLabel);
  } else if (scope !== 'Cluster') yield notSupported(`${path}.scope`, scope, ['Cluster', 'Namespace']);
  else if (namespace !== undefined) {
    yield forbidden(`${path}.namespace`, "`parameters.scope` is set to 'Cluster'");
  }
}
