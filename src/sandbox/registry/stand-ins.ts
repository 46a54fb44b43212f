import type { Validator } from '../model/rules.ts';

export const validatorOf = (_key: string): Validator => ({ validateCreate: () => [] });
export const metadataValidator: Validator = { validateCreate: () => [], validateUpdate: () => [] };
