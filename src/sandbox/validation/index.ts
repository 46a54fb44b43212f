import type { Validator } from '../model/rules.ts';
import { withCommonChecks } from './common-checks.ts';
import { VALIDATORS } from './validators.ts';

/**
 * What the server finds wrong with objects of a built-in kind, and what it warns of. A kind without rules of its own is
 * asked only for its metadata.
 *
 * @param key `apps/Deployment`; `/Pod` for the core group
 */
export function validatorOf(key: string): Validator {
  // The aggregator's kind has no declarative validation.
  return withCommonChecks(VALIDATORS.get(key) ?? METADATA_ONLY, {
    tellsOnce: key !== 'apiregistration.k8s.io/APIService',
  });
}

const METADATA_ONLY: Validator = { validateCreate: () => [] };

export { withCommonChecks } from './common-checks.ts';
export { validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';
