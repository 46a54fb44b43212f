import { forbidden, invalid, notSupported } from '../../model/field-error.ts';
import { objectAt, stringAt } from '../../model/json.ts';
import { createValidator } from '../create-validator.ts';
import { type Faults, matches, NOT_NEGATIVE } from '../faults.ts';
import { numberAt, textAt } from '../fields.ts';
import { isDnsSubdomain, isQualifiedName } from '../formats/names.ts';

export const lease = createValidator({
  name: isDnsSubdomain,
  knownFinalizers: false,
  *check(object) {
    const spec = objectAt(object, 'spec');
    const duration = numberAt(spec, 'leaseDurationSeconds');
    if (duration !== undefined && duration <= 0) {
      yield invalid('spec.leaseDurationSeconds', duration, 'must be greater than 0');
    }
    const transitions = numberAt(spec, 'leaseTransitions') ?? 0;
    if (transitions < 0) yield invalid('spec.leaseTransitions', transitions, NOT_NEGATIVE);
    const strategy = textAt(spec, 'strategy');
    if (strategy !== undefined) yield* validateStrategy('spec.strategy', strategy);
    if (stringAt(spec, 'preferredHolder') !== '' && (strategy ?? '') === '') {
      yield forbidden('spec.preferredHolder', 'may only be specified if `strategy` is defined');
    }
  },
});

function* validateStrategy(path: string, strategy: string): Faults {
  const at = `${path}.strategy`;
  if (strategy.includes('/')) yield* matches(at, strategy, isQualifiedName);
  else if (strategy !== 'OldestEmulationVersion')
    yield notSupported(at, strategy, ['OldestEmulationVersion']);
}
