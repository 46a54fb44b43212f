import { type FieldError, forbidden, goQuote, invalid } from '../../model/field-error.ts';
import { isObject, type JsonObject, listAt, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { View } from '../../model/state.ts';
import { badRequest, failure, invalidError, notFoundError, type StatusError } from '../../model/status.ts';
import { integerParameter, type Parameters, textParameter } from '../options/parameters.ts';
import type { ApiRequest } from '../request.ts';

const PODS = { group: '', resource: 'pods' };
const CONTAINER_LISTS = ['initContainers', 'containers', 'ephemeralContainers'];

/**
 * What the server says of a pod's log without a kubelet: nothing (204) where the pod is on no node.
 * @throws StatusError
 */
export function podLog(request: ApiRequest): 'nothing' {
  const { parameters, name } = request;
  const errors = logErrors(parameters);
  if (errors.length > 0) throw invalidError({ group: '', kind: 'PodLogOptions' }, name, errors);
  const view = request.state.read();
  const pod = requirePod(view, request);
  const container = chooseContainer(pod, textParameter(parameters, 'container'));
  const node = nodeOf(pod);
  if (node === '') return 'nothing';
  throw unreachable(view, node, `containerLogs/${request.namespace}/${name}/${container}`);
}

/** exec, attach and portforward. @throws StatusError always: there is no kubelet. */
export function connectPod(request: ApiRequest): never {
  const { subresource, namespace, name, parameters } = request;
  const view = request.state.read();
  const pod = requirePod(view, request);
  const hasContainer = subresource !== 'portforward';
  const container = hasContainer ? chooseContainer(pod, textParameter(parameters, 'container')) : '';
  const node = nodeOf(pod);
  if (node === '') throw badRequest(`pod ${name} does not have a host assigned`);
  const action = subresource === 'portforward' ? 'portForward' : subresource;
  const path = [action, namespace, name, ...(hasContainer ? [container] : [])].join('/');
  throw unreachable(view, node, path);
}

function requirePod(view: View, { namespace, name }: ApiRequest): ApiObject {
  const pod = view.get('pods', namespace, name);
  if (pod === undefined) throw notFoundError(PODS, name);
  return pod;
}

function nodeOf({ spec }: ApiObject): string {
  return stringAt(isObject(spec) ? spec : undefined, 'nodeName');
}

/** kubernetes pkg/registry/core/pod/strategy.go, validateContainer. */
function chooseContainer({ metadata, spec }: ApiObject, asked: string): string {
  const podSpec = isObject(spec) ? spec : {};
  const namesOf = (list: string) =>
    listAt(podSpec, list).map((container) => stringAt(isObject(container) ? container : {}, 'name'));
  const all = CONTAINER_LISTS.flatMap(namesOf);
  const pod = metadata.name ?? '';
  if (asked !== '') {
    if (all.includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${pod}`);
  }
  const [first = '', ...others] = namesOf('containers');
  if (others.length === 0) return first;
  throw badRequest(`a container name must be specified for pod ${pod}, choose one of: [${all.join(' ')}]`);
}

function logErrors(parameters: Parameters): FieldError[] {
  const tailLines = integerParameter(parameters, 'tailLines');
  const limitBytes = integerParameter(parameters, 'limitBytes');
  const sinceSeconds = integerParameter(parameters, 'sinceSeconds');
  const errors: FieldError[] = [];
  if (tailLines !== undefined && tailLines < 0) {
    errors.push(invalid('tailLines', tailLines, 'must be greater than or equal to 0'));
  }
  if (limitBytes !== undefined && limitBytes < 1) {
    errors.push(invalid('limitBytes', limitBytes, 'must be greater than 0'));
  }
  if (sinceSeconds !== undefined && textParameter(parameters, 'sinceTime') !== '') {
    errors.push(forbidden('', 'at most one of `sinceTime` or `sinceSeconds` may be specified'));
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    errors.push(invalid('sinceSeconds', sinceSeconds, 'must be greater than 0'));
  }
  return errors;
}

/** What dialing the kubelet of a node comes to: there is none (pkg/kubelet/client/kubelet_client.go). */
function unreachable(view: View, name: string, path: string): StatusError {
  const node = view.get('nodes', '', name);
  // The server names the resource of the request, whatever it did not find.
  if (node === undefined) return notFoundError(PODS, name);
  const status = isObject(node.status) ? node.status : {};
  const address = addressOf(status);
  if (address === undefined) {
    return failure(500, '', `no preferred addresses found; known addresses: []`);
  }
  const port = kubeletPort(status);
  const url = `https://${address}:${port}/${path}`;
  return failure(
    500,
    'InternalError',
    `Internal error occurred: error dialing backend: dial tcp ${address}:${port}: connect: connection refused`,
    {
      causes: [{ message: `Get ${goQuote(url)}: dial tcp ${address}:${port}: connect: connection refused` }],
    },
  );
}

const ADDRESS_TYPES = ['Hostname', 'InternalDNS', 'InternalIP', 'ExternalDNS', 'ExternalIP'];

function addressOf(status: JsonObject): string | undefined {
  const addresses = listAt(status, 'addresses').filter(isObject);
  const found = ADDRESS_TYPES.map((type) => addresses.find((address) => address.type === type));
  const address = found.find((item) => item !== undefined);
  return address === undefined ? undefined : stringAt(address, 'address');
}

function kubeletPort(status: JsonObject): number {
  const { Port: port } = objectAt(objectAt(status, 'daemonEndpoints'), 'kubeletEndpoint');
  return typeof port === 'number' && port > 0 ? port : 10250;
}
