import { type FieldError, fieldErrorMessage, notSupported, required } from '../../model/field-error.ts';
import { cloneJson, isObject, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { badRequest, conflict, notFoundError, type StatusError } from '../../model/status.ts';
import type { KindRules } from '../kind-rules.ts';
import { readWriteOptions } from '../options/write-options.ts';
import { type ApiRequest, nowText, type Result, successStatus, writeContext } from '../request.ts';
import { unknownError } from '../store/create-object.ts';
import { transact } from '../store/transact.ts';
import { updatePodCondition } from './pod-condition.ts';

const PODS = { group: '', resource: 'pods' };

/** kubernetes pkg/registry/core/pod/storage/storage.go, BindingREST. `pods` are their rules, `name` is the pod's. */
export async function bind(
  request: ApiRequest,
  pods: KindRules,
  binding: ApiObject,
  name: string,
): Promise<Result> {
  const { state, namespace } = request;
  const { dryRun } = readWriteOptions('CreateOptions', request.parameters);
  if ((binding.metadata.name ?? '') !== name) {
    throw badRequest('name in URL does not match name in Binding object');
  }
  const target = objectAt(binding, 'target');
  const errors = targetErrors(stringAt(target, 'kind'), stringAt(target, 'name'));
  if (errors.length > 0) throw unknownError(aggregate(errors));
  const now = nowText();
  await transact(state, dryRun, (transaction) => {
    pods.admit(binding, undefined, writeContext(request, 'create', { view: transaction, dryRun, now }));
    const existing = transaction.get('pods', namespace, name);
    if (existing === undefined) throw notFoundError(PODS, name);
    checkPod(existing);
    const pod = cloneJson(existing);
    assign(pod, binding, stringAt(target, 'name'), now);
    if (!dryRun) transaction.put('pods', pods.stored(pod));
  });
  return { code: 201, status: { ...successStatus({}), code: 201 } };
}

function targetErrors(kind: string, name: string): FieldError[] {
  return [
    ...(kind === '' || kind === 'Node' ? [] : [notSupported('target.kind', kind, ['Node', '<empty>'])]),
    ...(name === '' ? [required('target.name', '')] : []),
  ];
}

function aggregate(errors: readonly FieldError[]): string {
  const messages = errors.map(fieldErrorMessage);
  return messages.length === 1 ? (messages[0] ?? '') : `[${messages.join(', ')}]`;
}

function checkPod({ metadata, spec }: ApiObject): void {
  const name = metadata.name ?? '';
  const refused = (why: string): StatusError => conflict({ group: '', resource: 'pods/binding' }, name, why);
  if (metadata.deletionTimestamp !== undefined) {
    throw refused(`pod ${name} is being deleted, cannot be assigned to a host`);
  }
  const node = stringAt(isObject(spec) ? spec : undefined, 'nodeName');
  if (node !== '') throw refused(`pod ${name} is already assigned to node "${node}"`);
  const gates = isObject(spec) ? spec.schedulingGates : undefined;
  if (Array.isArray(gates) && gates.length > 0) {
    throw refused(`pod ${name} has non-empty .spec.schedulingGates`);
  }
}

/** Changes the pod. */
function assign(pod: ApiObject, { metadata }: ApiObject, node: string, now: string): void {
  pod.spec = { ...(isObject(pod.spec) ? pod.spec : {}), nodeName: node };
  const { annotations, labels } = metadata;
  if (annotations !== undefined) {
    pod.metadata.annotations = { ...pod.metadata.annotations, ...annotations };
  }
  if (labels !== undefined) pod.metadata.labels = { ...pod.metadata.labels, ...labels };
  updatePodCondition(pod, now, { type: 'PodScheduled', status: 'True' });
}
