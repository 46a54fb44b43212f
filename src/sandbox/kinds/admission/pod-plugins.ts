import { cloneJson, type JsonObject, objectAt, own, setOwn } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { failure } from '../../model/status.ts';
import { isPathSegmentName } from '../../validation/formats/names.ts';
import { ensureList, ensureObject, findObject, isEmpty, objectsAt } from '../defaults/set-default.ts';
import { semanticEqual } from '../strategies/semantic-equal.ts';
import { forbidden, isFor, type Plugin, type Request } from './plugin.ts';

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';
const TOLERATION_SECONDS = 300;

/** DefaultTolerationSeconds: pods stay for five minutes on a node that is lost. */
export const DEFAULT_TOLERATION_SECONDS: Plugin = {
  admit(request) {
    if (!isFor(request, 'pods') || request.object === undefined) return;
    const spec = ensureObject(request.object, 'spec');
    const given = objectsAt(spec, 'tolerations');
    for (const key of [NOT_READY, UNREACHABLE]) {
      const isTolerated = given.some(
        (toleration) =>
          (toleration.key === key || isEmpty(toleration.key)) &&
          (toleration.effect === 'NoExecute' || isEmpty(toleration.effect)),
      );
      if (isTolerated) continue;
      ensureList(spec, 'tolerations').push({
        key,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: TOLERATION_SECONDS,
      });
    }
  },
};

/** TaintNodesByCondition: a new node is not ready. */
export const TAINT_NODES: Plugin = {
  admit(request) {
    if (!isFor(request, 'nodes') || request.operation !== 'create' || request.object === undefined) return;
    const spec = ensureObject(request.object, 'spec');
    const isTainted = objectsAt(spec, 'taints').some(
      ({ key, effect }) => key === NOT_READY && effect === 'NoSchedule',
    );
    if (!isTainted) ensureList(spec, 'taints').push({ key: NOT_READY, effect: 'NoSchedule' });
  },
};

/** RuntimeClass: what its class adds to a pod. */
export const RUNTIME_CLASS: Plugin = {
  admit(request) {
    if (!isFor(request, 'pods') || request.operation !== 'create' || request.object === undefined) return;
    const spec = ensureObject(request.object, 'spec');
    const runtimeClass = runtimeClassOf(request, spec);
    const overhead = findObject(runtimeClass, 'overhead', 'podFixed');
    if (overhead !== undefined) {
      if (!isEmpty(spec.overhead) && !semanticEqual(spec.overhead, overhead)) throw otherOverhead(request);
      spec.overhead = cloneJson(overhead);
    }
    const scheduling = findObject(runtimeClass, 'scheduling');
    if (scheduling !== undefined) addScheduling(request, spec, scheduling);
  },
  validate(request) {
    if (!isFor(request, 'pods') || request.operation !== 'create') return;
    const spec = objectAt(request.object, 'spec');
    const overhead = findObject(runtimeClassOf(request, spec), 'overhead');
    if (overhead !== undefined) {
      if (!semanticEqual(spec.overhead, overhead.podFixed)) throw otherOverhead(request);
    } else if (!isEmpty(spec.overhead)) {
      throw forbidden(
        request,
        'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
      );
    }
  },
};

/** The labels of its node that a pod gets. */
const TOPOLOGY_LABELS = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

/** PodTopologyLabels: for pods and for the Bindings that put them on a node. */
export const POD_TOPOLOGY_LABELS: Plugin = {
  admit({ resource, operation, object, context }) {
    if (resource !== 'pods' || object === undefined) return;
    const isBinding = context.subresource === 'binding';
    if (!isBinding && (context.subresource !== '' || operation !== 'create')) return;
    const target = findObject(object, 'target');
    const node = isBinding ? target?.kind === 'Node' && target.name : findObject(object, 'spec')?.nodeName;
    if (typeof node !== 'string' || node === '') return;
    const labels = context.view.get('nodes', '', node)?.metadata.labels ?? {};
    for (const label of TOPOLOGY_LABELS) {
      const value = own(labels, label);
      if (value !== undefined) setOwn(ensureObject(object.metadata, 'labels'), label, value);
    }
  },
};

function runtimeClassOf(request: Request, spec: JsonObject): ApiObject | undefined {
  const name = spec.runtimeClassName;
  if (typeof name !== 'string') return undefined;
  const found = request.context.view.get('node.k8s.io/runtimeclasses', '', name);
  if (found === undefined) checkAskedName(name);
  if (found === undefined) throw forbidden(request, `pod rejected: RuntimeClass "${name}" not found`);
  return found;
}

/** The server asks itself for what its cache does not have, with a client that does not send every name. */
function checkAskedName(name: string): void {
  const wrong = isPathSegmentName(name);
  if (name === '') throw failure(500, '', 'resource name may not be empty');
  if (wrong.length > 0) throw failure(500, '', `invalid resource name "${name}": [${wrong.join(' ')}]`);
}

function otherOverhead(request: Request): Error {
  return forbidden(request, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
}

function addScheduling(request: Request, spec: JsonObject, scheduling: JsonObject): void {
  for (const [key, value] of Object.entries(objectAt(scheduling, 'nodeSelector'))) {
    const selector = ensureObject(spec, 'nodeSelector');
    const chosen = own(selector, key);
    if (chosen !== undefined && chosen !== value) {
      throw forbidden(
        request,
        `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${String(value)}; pod.spec.nodeSelector[${key}] = ${String(chosen)}`,
      );
    }
    setOwn(selector, key, value);
  }
  for (const toleration of objectsAt(scheduling, 'tolerations')) {
    const isThere = objectsAt(spec, 'tolerations').some((other) => semanticEqual(other, toleration));
    if (!isThere) ensureList(spec, 'tolerations').push(cloneJson(toleration));
  }
}
