import { applyConfiguration } from '../apply/index.ts';
import { goQuote } from '../model/field-error.ts';
import { equalJson, isObject, type JsonObject, listAt, objectAt, stringAt } from '../model/json.ts';
import { type ApiObject, apiVersionOf } from '../model/object.ts';
import type { Transaction, View } from '../model/state.ts';
import type { KindRules } from './kind-rules.ts';
import { fieldManagerScope } from './verbs/field-manager-scope.ts';

export const FLOW_SCHEMAS = 'flowcontrol.apiserver.k8s.io/flowschemas';
export const PRIORITY_LEVELS = 'flowcontrol.apiserver.k8s.io/prioritylevelconfigurations';

const MANAGER = 'api-priority-and-fairness-config-consumer-v1';

/** Says of each FlowSchema whether its priority level is there (apiserver pkg/util/flowcontrol/apf_controller.go). */
export function settleFlowSchemas(rules: KindRules, transaction: Transaction, now: string): void {
  for (const schema of transaction.list(FLOW_SCHEMAS)) {
    const wanted = danglingCondition(schema, transaction);
    const found = listAt(objectAt(schema, 'status'), 'conditions')
      .filter(isObject)
      .find(({ type }) => type === wanted.type);
    const isSame = found !== undefined && equalJson({ ...found, lastTransitionTime: null }, wanted);
    if (!isSame) transaction.put(FLOW_SCHEMAS, applyCondition(rules, schema, wanted, now));
  }
}

function danglingCondition(schema: ApiObject, view: View): JsonObject {
  const level = stringAt(objectAt(objectAt(schema, 'spec'), 'priorityLevelConfiguration'), 'name');
  const isThere = view.get(PRIORITY_LEVELS, '', level) !== undefined;
  const subject = `This FlowSchema references the PriorityLevelConfiguration object named ${goQuote(level)}`;
  return {
    type: 'Dangling',
    status: isThere ? 'False' : 'True',
    lastTransitionTime: null,
    reason: isThere ? 'Found' : 'NotFound',
    message: `${subject} ${isThere ? 'and it exists' : 'but there is no such object'}`,
  };
}

function applyCondition(rules: KindRules, live: ApiObject, condition: JsonObject, now: string): ApiObject {
  const applied = applyConfiguration({
    ...fieldManagerScope(rules, 'status'),
    live,
    configuration: {
      apiVersion: apiVersionOf(rules.kind),
      kind: rules.kind.kind,
      metadata: { name: live.metadata.name ?? '' },
      status: { conditions: [{ ...condition, lastTransitionTime: now }] },
    },
    manager: MANAGER,
    force: true,
    time: now,
    complete: (object) => rules.complete(object).object,
  });
  return rules.stored(applied);
}
