import { isObject } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { internalError } from '../../model/status.ts';
import type { ApiRequest, Result } from '../request.ts';
import { UNSET_REPLICAS } from '../subresources/scale.ts';
import { requested } from './versions.ts';

/** The object, or what the subresource shows of it. */
export function answerPart({ rules, part }: ApiRequest, code: number, object: ApiObject): Result {
  if (part === undefined) return { code, object };
  const other = part.read(requested(rules, object));
  delete other.metadata.managedFields;
  if (isObject(other.spec) && other.spec.replicas === UNSET_REPLICAS) {
    throw internalError(`the spec replicas field ".${rules.scale?.paths.specReplicas ?? ''}" does not exist`);
  }
  return { code, other, rules: part.rules };
}
