import { forbidden, invalid } from '../../model/field-error.ts';
import type { ApiObject } from '../../model/object.ts';
import { createValidator } from '../create-validator.ts';
import { type Faults, IMMUTABLE, requiredOneOf } from '../faults.ts';
import { numberAt, textAt, valueAt } from '../fields.ts';
import { isDnsSubdomain } from '../formats/names.ts';

const HIGHEST = 1_000_000_000;

/** The classes that only the system has, with their values. */
const SYSTEM = new Map([
  ['system-node-critical', 2_000_001_000],
  ['system-cluster-critical', 2_000_000_000],
]);

export const priorityClass = createValidator({
  name: isDnsSubdomain,
  namespaced: false,
  *checkCreate(object) {
    const { name = '' } = object.metadata;
    const value = numberAt(object, 'value') ?? 0;
    if (name.startsWith('system-')) {
      const fault = systemFault(name, value, object.globalDefault === true);
      const text = "priority class names with 'system-' prefix are reserved for system use only. error:";
      if (fault !== undefined) yield forbidden('metadata.name', `${text} ${fault}`);
    } else if (value > HIGHEST) {
      yield forbidden('value', `maximum allowed value of a user defined priority is ${HIGHEST}`);
    }
    const policy = textAt(object, 'preemptionPolicy');
    if (policy !== undefined) {
      yield* requiredOneOf('preemptionPolicy', policy, ['PreemptLowerPriority', 'Never']);
    }
  },
  checkUpdate: validateUpdate,
});

function systemFault(name: string, value: number, globalDefault: boolean): string | undefined {
  const known = SYSTEM.get(name);
  if (known === undefined) return `${name} is not a known system priority class`;
  if (value !== known) return `value of ${name} PriorityClass must be ${known}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

function* validateUpdate(object: ApiObject, old: ApiObject): Faults {
  if (numberAt(object, 'value') !== numberAt(old, 'value'))
    yield forbidden('value', 'may not be changed in an update.');
  const policy = valueAt(object, 'preemptionPolicy');
  if (policy !== valueAt(old, 'preemptionPolicy')) yield invalid('preemptionPolicy', policy, IMMUTABLE);
}
