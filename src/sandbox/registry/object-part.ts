import type { ApiObject } from '../model/object.ts';
import type { KindRules } from './kind-rules.ts';

/**
 * A subresource that is an object of its own kind, made of a part of the resource's object: a Scale. Writes change the
 * part, and it is put back.
 */
export interface ObjectPart {
  rules: KindRules;
  /** The part of an object, which is in the version of the request; with the part's managedFields. */
  read(object: ApiObject): ApiObject;
  /**
   * The object with the changed part.
   * @throws StatusError 422, 409
   */
  write(object: ApiObject, part: ApiObject): ApiObject;
}
