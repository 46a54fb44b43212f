import { type FieldError, forbidden, goQuote, invalid } from '../../model/field-error.ts';
import { isObject, listAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { View } from '../../model/state.ts';
import { badRequest, failure, invalidError, notFoundError } from '../../model/status.ts';
import { boolParameter, integerParameter, type Parameters, textParameter } from '../options/parameters.ts';
import type { ApiRequest } from '../request.ts';
import { dialFault, findKubelet, type Kubelet } from './kubelet.ts';

const PODS = { group: '', resource: 'pods' };
const CONTAINER_LISTS = ['initContainers', 'containers', 'ephemeralContainers'];

/**
 * What the server says of a pod's log without a kubelet: nothing (204) where the pod is on no node.
 * @throws StatusError
 */
export function podLog(request: ApiRequest): 'nothing' {
  const { parameters, name, namespace } = request;
  const errors = logErrors(parameters);
  if (errors.length > 0) throw invalidError({ group: '', kind: 'PodLogOptions' }, name, errors);
  const view = request.state.read();
  const pod = requirePod(view, request);
  const container = chooseContainer(pod, textParameter(parameters, 'container'));
  const node = nodeOf(pod);
  if (node === '') return 'nothing';
  const kubelet = findKubelet(view, PODS, node);
  const path = `containerLogs/${namespace}/${name}/${container}`;
  const url = kubeletUrl(kubelet, path, queryOf(parameters, LOG_PARAMETERS));
  throw failure(500, '', `Get ${goQuote(url)}: ${dialFault(kubelet)}`);
}

/** What exec, attach and portforward come to. */
export interface Connection {
  kubelet: Kubelet;
  /** What the server asks the kubelet for. */
  url: string;
}

/** exec, attach and portforward. @throws StatusError where there is no such pod, container or node */
export function connectPod(request: ApiRequest): Connection {
  const { subresource, namespace, name, parameters } = request;
  const view = request.state.read();
  const pod = requirePod(view, request);
  const isForward = subresource === 'portforward';
  const container = isForward ? '' : chooseContainer(pod, textParameter(parameters, 'container'));
  const node = nodeOf(pod);
  if (node === '') throw badRequest(`pod ${name} does not have a host assigned`);
  const kubelet = findKubelet(view, PODS, node);
  const path = isForward
    ? `portForward/${namespace}/${name}`
    : `${subresource}/${namespace}/${name}/${container}`;
  return { kubelet, url: kubeletUrl(kubelet, path, queryOf(parameters, STREAM_PARAMETERS)) };
}

/** The kubelet's names of the parameters, in the order of their names. */
const STREAM_PARAMETERS = [
  ['command', 'command'],
  ['error', 'stderr'],
  ['input', 'stdin'],
  ['output', 'stdout'],
  ['tty', 'tty'],
] as const;
const LOG_PARAMETERS = [
  'follow',
  'limitBytes',
  'previous',
  'sinceSeconds',
  'sinceTime',
  'tailLines',
  'timestamps',
].map((name) => [name, name] as const);
const LOG_SWITCHES: ReadonlySet<string> = new Set(['follow', 'previous', 'timestamps']);

function queryOf(parameters: Parameters, names: ReadonlyArray<readonly [string, string]>): string {
  const query = new URLSearchParams();
  for (const [name, given] of names) {
    if (given === 'command') for (const value of parameters.get(given) ?? []) query.append(name, value);
    else if (LOG_SWITCHES.has(name)) {
      if (boolParameter(parameters, given)) query.append(name, 'true');
    } else if (names === STREAM_PARAMETERS) {
      if (boolParameter(parameters, given)) query.append(name, '1');
    } else if (parameters.has(given)) query.append(name, textParameter(parameters, given));
  }
  return query.toString();
}

function kubeletUrl({ host, port }: Kubelet, path: string, query: string): string {
  return `https://${host}:${port}/${path}${query === '' ? '' : `?${query}`}`;
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
