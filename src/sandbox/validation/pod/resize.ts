import { semanticEqual } from '../../kinds/strategies/semantic-equal.ts';
import { type FieldError, forbidden, invalid } from '../../model/field-error.ts';
import { cloneJson, type JsonObject, objectAt, own, setOwn, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { type Faults, NO_PATH } from '../faults.ts';
import { isSet, objectsAt, structAt } from '../fields.ts';
import { validateMetadataUpdate } from '../metadata.ts';
import { compareAmounts, signOf } from '../resource-names.ts';
import { validatePodMetadataAndSpec } from './pod-create.ts';
import { MIRROR_ANNOTATION } from './resource-claims.ts';

/** ValidatePodResize */
export function* validatePodResize(pod: ApiObject, old: ApiObject): Faults {
  if (Object.hasOwn(objectAt(old.metadata, 'annotations'), MIRROR_ANNOTATION)) {
    yield forbidden(NO_PATH, 'static pods cannot be resized');
    return;
  }
  if (objectAt(objectAt(old, 'spec'), 'os').name === 'windows') {
    yield forbidden(NO_PATH, 'windows pods cannot be resized');
    return;
  }
  const faults = [...resizeFaults(pod, old)];
  yield* faults;
}

function* resizeFaults(pod: ApiObject, old: ApiObject): Faults {
  const spec = cloneJson(objectAt(pod, 'spec'));
  const before = objectAt(old, 'spec');
  const faults: FieldError[] = [];
  faults.push(...validateMetadataUpdate(pod, old), ...validatePodMetadataAndSpec(pod));
  if (qosClassOf(before) !== qosClassOf(spec)) {
    const text = 'Pod QOS Class may not change as a result of resizing';
    faults.push(invalid('spec', stringAt(objectAt(pod, 'status'), 'qosClass'), text));
  }
  if (!isSupported(old)) faults.push(forbidden('spec', 'Pod running on node without support for resize'));
  faults.push(...podLevelFaults(spec, before));
  const ordering = [...orderFaults(spec, before)];
  yield* faults;
  yield* ordering;
  if (ordering.length > 0) return;
  const changes = [...containerFaults(spec, before)];
  yield* changes;
  if (!semanticEqual(spec.volumes, before.volumes)) {
    const text =
      'volumes are immutable on resize when InPlacePodVerticalScalingMemoryBackedVolumes feature gate is disabled';
    yield forbidden('spec.volumes', text);
  } else if (faults.length + changes.length === 0 && !semanticEqual(spec, before)) {
    yield forbidden('spec', 'only cpu and memory resources are mutable');
  }
}

/** Puts the old cpu and memory into `spec`. */
function* podLevelFaults(spec: JsonObject, before: JsonObject): Faults {
  const resources = structAt(spec, 'resources');
  const old = structAt(before, 'resources');
  if (old !== undefined && resources === undefined) {
    yield forbidden('spec.resources', 'pod-level resources cannot be removed');
    return;
  }
  if (resources === undefined) return;
  for (const kind of ['requests', 'limits']) {
    if (old === undefined || !isRemoved(resources, old, kind)) continue;
    yield forbidden(`spec.resources.${kind}`, `pod-level resource ${kind} cannot be removed`);
  }
  restoreAmounts(resources, old ?? {});
  const isEmpty = ['requests', 'limits'].every((kind) => Object.keys(objectAt(resources, kind)).length === 0);
  if (old === undefined && isEmpty) delete spec.resources;
  if (!semanticEqual(spec.resources, before.resources)) {
    yield forbidden('spec', 'only cpu and memory resources are mutable at pod-level');
  }
}

function* orderFaults(spec: JsonObject, before: JsonObject): Faults {
  for (const key of ['containers', 'initContainers']) {
    const containers = objectsAt(spec, key);
    const old = objectsAt(before, key);
    if (containers.length !== old.length) {
      yield forbidden(`spec.${key}`, `${key} may not be added or removed on resize`);
      continue;
    }
    for (const [index, { name }] of old.entries()) {
      if (containers[index]?.name === name) continue;
      yield forbidden(`spec.${key}[${index}].name`, `${key} may not be renamed or reordered on resize`);
    }
  }
}

function* containerFaults(spec: JsonObject, before: JsonObject): Faults {
  const pairs = ['initContainers', 'containers'].flatMap((key) =>
    objectsAt(spec, key).map((container, index) => ({
      container,
      old: objectsAt(before, key)[index] ?? {},
      path: `spec.${key}[${index}]`,
      isInit: key === 'initContainers',
    })),
  );
  for (const { container, old, path } of pairs) {
    for (const kind of ['requests', 'limits']) {
      if (!isRemoved(objectAt(container, 'resources'), objectAt(old, 'resources'), kind)) continue;
      yield forbidden(`${path}.resources.${kind}`, `resource ${kind} cannot be removed`);
    }
  }
  for (const { container, old, path, isInit } of [
    ...pairs.filter((pair) => !pair.isInit),
    ...pairs.filter((pair) => pair.isInit),
  ]) {
    const isChanged = !semanticEqual(container, old);
    const resources = structAt(container, 'resources') ?? {};
    restoreAmounts(resources, objectAt(old, 'resources'));
    container.resources = resources;
    if (!semanticEqual(container, old)) {
      yield isInit
        ? forbidden(path, 'only cpu and memory resources for init or sidecar containers are mutable')
        : forbidden('spec', 'only cpu and memory resources are mutable');
    }
    if (!isInit || !isChanged || container.restartPolicy === 'Always') continue;
    const text = 'non-sidecar init containers with a resize policy of RestartContainer cannot be resized';
    for (const policy of objectsAt(container, 'resizePolicy')) {
      if (policy.restartPolicy === 'RestartContainer') yield forbidden(path, text);
    }
  }
}

function isRemoved(resources: JsonObject, old: JsonObject, kind: string): boolean {
  const amounts = objectAt(resources, kind);
  return Object.keys(objectAt(old, kind)).some((name) => !Object.hasOwn(amounts, name));
}

function restoreAmounts(resources: JsonObject, old: JsonObject): void {
  for (const kind of ['requests', 'limits']) {
    if (!isSet(resources, kind) && !isSet(old, kind)) continue;
    const amounts = objectAt(resources, kind);
    for (const name of ['cpu', 'memory']) {
      const before = own(objectAt(old, kind), name);
      if (before === undefined) delete amounts[name];
      else setOwn(amounts, name, before);
    }
    if (Object.keys(amounts).length === 0) delete resources[kind];
    else resources[kind] = amounts;
  }
}

function isSupported(pod: ApiObject): boolean {
  const running = objectsAt(objectAt(pod, 'status'), 'containerStatuses').find((status) =>
    isSet(objectAt(status, 'state'), 'running'),
  );
  return running === undefined || isSet(running, 'resources');
}

/** ComputePodQOS */
function qosClassOf(spec: JsonObject): string {
  const ofPod = structAt(spec, 'resources');
  const hasPodLevel = ofPod !== undefined && (isSet(ofPod, 'requests') || isSet(ofPod, 'limits'));
  const all = hasPodLevel
    ? [ofPod]
    : ['containers', 'initContainers'].flatMap((key) =>
        objectsAt(spec, key).map((item) => objectAt(item, 'resources')),
      );
  const amount = (resources: JsonObject, kind: string, name: string) => {
    const value = own(objectAt(resources, kind), name);
    return typeof value === 'string' && signOf(value) > 0 ? value : undefined;
  };
  const names = ['cpu', 'memory'];
  const isAny = all.some((item) =>
    names.some(
      (name) => amount(item, 'requests', name) !== undefined || amount(item, 'limits', name) !== undefined,
    ),
  );
  if (!isAny) return 'BestEffort';
  const isGuaranteed = all.every((item) =>
    names.every((name) => {
      const limit = amount(item, 'limits', name);
      const request = amount(item, 'requests', name) ?? limit;
      return limit !== undefined && request !== undefined && compareAmounts(limit, request) === 0;
    }),
  );
  return isGuaranteed ? 'Guaranteed' : 'Burstable';
}
