import { type ApiObject, apiVersionOf } from '../../model/object.ts';
import { autoscalerToV1, autoscalerToV2 } from './autoscalers.ts';
import { eventToCore, eventToEvents } from './events.ts';

/**
 * The object in another version of its kind. Those of most kinds differ in nothing but their name; the result shares
 * content with the object there.
 */
export function convert(object: ApiObject, to: { group: string; version: string }): ApiObject {
  const apiVersion = apiVersionOf(to);
  if (object.apiVersion === apiVersion) return object;
  const conversion = CONVERSIONS.get(`${object.kind} ${apiVersion}`);
  return conversion === undefined ? { ...object, apiVersion } : conversion(object);
}

/** By the kind and the apiVersion that is wanted; each of these kinds has two. */
const CONVERSIONS: ReadonlyMap<string, (object: ApiObject) => ApiObject> = new Map([
  ['Event v1', eventToCore],
  ['Event events.k8s.io/v1', eventToEvents],
  ['HorizontalPodAutoscaler autoscaling/v1', autoscalerToV1],
  ['HorizontalPodAutoscaler autoscaling/v2', autoscalerToV2],
]);
