import { badRequest, notFoundError } from '../../model/status.ts';
import { boolParameter, textParameter } from '../options/parameters.ts';
import { resourceVersionOf } from '../options/resource-version.ts';
import type { ApiRequest, Result } from '../request.ts';
import { checkKey } from '../store/object-key.ts';
import { answerPart } from './answer-part.ts';

/** apiserver pkg/endpoints/handlers/get.go, GetResource. */
export function get(request: ApiRequest): Result {
  const { state, resource, namespace, name, parameters } = request;
  if (boolParameter(parameters, 'export') === true) {
    throw badRequest('the export parameter, deprecated since v1.14, is no longer supported');
  }
  checkKey(resource.namespaced, namespace, name);
  const view = state.read();
  resourceVersionOf(textParameter(parameters, 'resourceVersion'), view.resourceVersion);
  const object = view.get(resource.storage, resource.namespaced ? namespace : '', name);
  if (object === undefined) throw notFoundError(resource, name);
  return answerPart(request, 200, object);
}
