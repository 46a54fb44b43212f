import type { ApiObject } from '../../model/object.ts';
import type { ApiRequest, Result } from '../request.ts';
import { requested } from './versions.ts';

/** The object, or what the subresource shows of it. */
export function answerPart({ rules, part }: ApiRequest, code: number, object: ApiObject): Result {
  if (part === undefined) return { code, object };
  const other = part.read(requested(rules, object));
  delete other.metadata.managedFields;
  return { code, other, rules: part.rules };
}
