import type { JsonObject } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { ensureObject, findObject, isEmpty, isNil } from '../defaults/set-default.ts';
import { forbidden, isFor, type Plugin, type Request } from './plugin.ts';

const PRIORITY_CLASSES = 'scheduling.k8s.io/priorityclasses';
const DEFAULT_PRIORITY = { value: 0, preemptionPolicy: 'PreemptLowerPriority' };

/** Priority (plugin/pkg/admission/priority). */
export const PRIORITY: Plugin = {
  admit(request) {
    if (!isFor(request, 'pods') || request.object === undefined) return;
    const spec = ensureObject(request.object, 'spec');
    if (request.operation === 'create') setPriority(request, spec);
    else keepPriority(spec, findObject(request.old, 'spec') ?? {});
  },
  validate(request) {
    const { object, operation } = request;
    if (!isFor(request, 'priorityclasses.scheduling.k8s.io') || object?.globalDefault !== true) return;
    const current = defaultClass(request)?.metadata.name;
    if (current === undefined || (operation === 'update' && current === object.metadata.name)) return;
    throw forbidden(
      request,
      `PriorityClass ${current} is already marked as default. Only one default can exist`,
    );
  },
};

function setPriority(request: Request, spec: JsonObject): void {
  const found = isEmpty(spec.priorityClassName) ? defaultClass(request) : namedClass(request, spec);
  const { value = 0, preemptionPolicy = null } = found ?? DEFAULT_PRIORITY;
  if (found !== undefined) spec.priorityClassName = found.metadata.name ?? '';
  if (!isNil(spec.priority) && spec.priority !== value) {
    throw forbidden(
      request,
      `the integer value of priority (${String(spec.priority)}) must not be provided in pod spec; priority admission controller computed ${String(value)} from the given PriorityClass name`,
    );
  }
  spec.priority = value;
  if (preemptionPolicy === null) return;
  if (!isNil(spec.preemptionPolicy) && spec.preemptionPolicy !== preemptionPolicy) {
    throw forbidden(
      request,
      `the string value of PreemptionPolicy (${String(spec.preemptionPolicy)}) must not be provided in pod spec; priority admission controller computed ${String(preemptionPolicy)} from the given PriorityClass name`,
    );
  }
  spec.preemptionPolicy = preemptionPolicy;
}

function keepPriority(spec: JsonObject, old: JsonObject): void {
  for (const key of ['priority', 'preemptionPolicy']) {
    if (isNil(spec[key]) && !isNil(old[key])) spec[key] = old[key] ?? null;
  }
}

function namedClass(request: Request, spec: JsonObject): ApiObject {
  const name = String(spec.priorityClassName);
  const found = request.context.view.get(PRIORITY_CLASSES, '', name);
  if (found === undefined) throw forbidden(request, `no PriorityClass with name ${name} was found`);
  return found;
}

/** The lowest of those that are marked. */
function defaultClass({ context }: Request): ApiObject | undefined {
  const marked = context.view.list(PRIORITY_CLASSES).filter(({ globalDefault }) => globalDefault === true);
  return marked.sort((a, b) => Number(a.value ?? 0) - Number(b.value ?? 0))[0];
}
