import type { Validator } from '../model/rules.ts';
import { createValidator } from './create-validator.ts';
import { isDnsSubdomain } from './formats/names.ts';
import { VALIDATORS } from './validators.ts';

/**
 * What the server finds wrong with objects of a built-in kind, and what it warns of. A kind without rules of its own is
 * asked only for its metadata.
 *
 * @param key `apps/Deployment`; `/Pod` for the core group
 */
export function validatorOf(key: string): Validator {
  return VALIDATORS.get(key) ?? OTHERS;
}

const OTHERS: Validator = {
  validateCreate: (object, context) =>
    genericFor(context.resource.namespaced).validateCreate(object, context),
  validateUpdate: (object, old, context) =>
    genericFor(context.resource.namespaced).validateUpdate?.(object, old, context) ?? [],
};

function genericFor(namespaced: boolean): Validator {
  return namespaced ? NAMESPACED : CLUSTER_SCOPED;
}

const NAMESPACED = createValidator({ name: isDnsSubdomain });
const CLUSTER_SCOPED = createValidator({ name: isDnsSubdomain, namespaced: false });

export { validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';
