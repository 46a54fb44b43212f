import { cloneJson, isObject, type JsonObject, objectAt, own, setOwn, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import {
  badRequest,
  failure,
  internalError,
  notFoundError,
  StatusError,
  tooManyRequests,
} from '../../model/status.ts';
import { withCondition } from '../condition.ts';
import type { KindRules } from '../kind-rules.ts';
import { type DeleteOptions, deleteOptionsOf } from '../options/delete-options.ts';
import { readWriteOptions } from '../options/write-options.ts';
import { type ApiRequest, nowText, type Result, successStatus, writeContext } from '../request.ts';
import type { Write } from '../store/create-object.ts';
import { deleteObject } from '../store/delete-object.ts';
import { putStatus } from '../store/put-status.ts';
import { transact } from '../store/transact.ts';
import { updatePodCondition } from './pod-condition.ts';
import { selectorMatches } from './selector-matches.ts';

const BUDGETS = 'policy/poddisruptionbudgets';

/** kubernetes pkg/registry/core/pod/storage/eviction.go. */
export async function evict(request: ApiRequest, budgets: KindRules, eviction: ApiObject): Promise<Result> {
  const { rules, state, name } = request;
  const { dryRun } = readWriteOptions('CreateOptions', request.parameters);
  if ((eviction.metadata.name ?? '') !== name) {
    throw badRequest('name in URL does not match name in Eviction object');
  }
  const given = deleteOptionsOf(isObject(eviction.deleteOptions) ? eviction.deleteOptions : {});
  const options: DeleteOptions = { ...given, dryRun: given.dryRun || dryRun };
  const now = nowText();
  await transact(state, options.dryRun, (transaction) => {
    const context = writeContext(request, 'create', { view: transaction, dryRun: options.dryRun, now });
    const write = { rules, context, transaction };
    const pod = transaction.get(rules.resource.storage, request.namespace, name);
    if (pod === undefined) throw notFoundError(rules.resource, name);
    if (!ignoresBudgets(pod)) takeFromBudget(write, budgets, pod);
    if (!options.dryRun) {
      const marked = cloneJson(pod);
      updatePodCondition(marked, now, {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'EvictionByEvictionAPI',
        message: 'Eviction API: evicting',
      });
      transaction.put(rules.resource.storage, rules.stored(marked));
    }
    deleteObject({ ...write, name, options });
  });
  return { code: 201, status: { ...successStatus({}), code: 201 } };
}

function ignoresBudgets({ metadata, status }: ApiObject): boolean {
  const phase = stringAt(isObject(status) ? status : undefined, 'phase');
  return ['Succeeded', 'Failed', 'Pending'].includes(phase) || metadata.deletionTimestamp !== undefined;
}

function takeFromBudget({ transaction, context }: Write, rules: KindRules, pod: ApiObject): void {
  const budgets = transaction.list(BUDGETS, context.namespace).filter(({ spec }) => {
    const selector = isObject(spec) ? own(spec, 'selector') : undefined;
    return isObject(selector) && selectorMatches(selector, pod);
  });
  const [budget, ...others] = budgets;
  if (budget === undefined) return;
  if (others.length > 0) {
    throw failure(
      500,
      '',
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  }
  const { metadata } = budget;
  const spec = objectAt(budget, 'spec');
  const status = objectAt(budget, 'status');
  if (!isReady(pod)) {
    if (stringAt(spec, 'unhealthyPodEvictionPolicy') === 'AlwaysAllow') return;
    const desired = numberAt(status, 'desiredHealthy');
    if (numberAt(status, 'currentHealthy') >= desired && desired > 0) return;
  }
  const name = metadata.name ?? '';
  if (numberAt(status, 'observedGeneration') < (metadata.generation ?? 0)) {
    throw refused(
      "Cannot evict pod as it would violate the pod's disruption budget.",
      `The disruption budget ${name} is still being processed by the server.`,
      10,
    );
  }
  const allowed = numberAt(status, 'disruptionsAllowed');
  if (allowed < 0) throw internalError(`pdb disruptions allowed is negative`);
  if (allowed === 0) {
    const needed = `The disruption budget ${name} needs ${numberAt(status, 'desiredHealthy')} healthy pods and has ${numberAt(status, 'currentHealthy')} currently`;
    throw refused("Cannot evict pod as it would violate the pod's disruption budget.", needed, 0);
  }
  if (context.dryRun) return;
  const disruptedPods = { ...objectAt(status, 'disruptedPods') };
  setOwn(disruptedPods, pod.metadata.name ?? '', context.now);
  const changed = { ...budget, status: { ...status, disruptionsAllowed: allowed - 1, disruptedPods } };
  if (allowed === 1) changed.status = { ...changed.status, ...exhausted(changed, context.now) };
  putStatus(rules, transaction, changed, budget, context.now);
}

/** component-helpers apps/poddisruptionbudget, UpdateDisruptionAllowedCondition. */
function exhausted(budget: ApiObject, now: string): JsonObject {
  const observedGeneration = numberAt(objectAt(budget, 'status'), 'observedGeneration');
  return withCondition(budget, now, {
    type: 'DisruptionAllowed',
    status: 'False',
    observedGeneration,
    reason: 'InsufficientPods',
    message: '',
  });
}

function refused(message: string, cause: string, seconds: number): StatusError {
  const error = tooManyRequests(message, seconds);
  const causes = [{ reason: 'DisruptionBudget', message: cause }];
  const { details, code, ...rest } = error.status;
  const given = isObject(details) ? details : {};
  return new StatusError({ ...rest, details: { causes, ...given }, code }, error.headers);
}

function isReady({ status }: ApiObject): boolean {
  const conditions = isObject(status) ? status.conditions : undefined;
  return Array.isArray(conditions)
    ? conditions.some((item) => isObject(item) && item.type === 'Ready' && item.status === 'True')
    : false;
}

function numberAt(object: JsonObject, key: string): number {
  const value = own(object, key);
  return typeof value === 'number' ? value : 0;
}
