import { type ApiObject, apiVersionOf } from '../../model/object.ts';
import type { KindRules } from '../kind-rules.ts';

/** The object in the version in which it is kept. */
export function stored(rules: KindRules, object: ApiObject): ApiObject {
  return inVersion(rules, object, apiVersionOf(rules.resource.storageVersion));
}

/** The object in the version of the request. */
export function requested(rules: KindRules, object: ApiObject): ApiObject {
  return inVersion(rules, object, apiVersionOf(rules.kind));
}

function inVersion(rules: KindRules, object: ApiObject, apiVersion: string): ApiObject {
  return object.apiVersion === apiVersion ? object : rules.convert(object, apiVersion);
}
