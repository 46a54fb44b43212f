import type { ApiObject } from '../model/object.ts';
import type { Strategy, Validator, WriteContext } from '../model/rules.ts';

export const setDefaults = (_object: ApiObject): void => undefined;
export const strategyOf = (_key: string): Strategy => ({});
export const validatorOf = (_key: string): Validator => ({ validateCreate: () => [] });
export const convert = (
  object: ApiObject,
  { group, version }: { group: string; version: string },
): ApiObject => ({
  ...object,
  apiVersion: group === '' ? version : `${group}/${version}`,
});
export const admit = (
  _object: ApiObject | undefined,
  _old: ApiObject | undefined,
  _context: WriteContext,
): void => undefined;
export const metadataValidator: Validator = { validateCreate: () => [], validateUpdate: () => [] };
