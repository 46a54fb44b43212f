import { replicasEntries, scaleEntries } from '../../apply/index.ts';
import { invalid } from '../../model/field-error.ts';
import { cloneJson, isObject, type JsonObject, own } from '../../model/json.ts';
import { type ApiObject, apiVersionOf } from '../../model/object.ts';
import { badRequest, conflict, invalidError } from '../../model/status.ts';
import type { KindRules } from '../kind-rules.ts';
import type { ObjectPart } from '../object-part.ts';
import { formatSelector } from './format-selector.ts';

/** Where a kind has what its Scale shows; paths as `spec.replicas`. */
export interface ScalePaths {
  specReplicas: string;
  statusReplicas: string;
  /** The selector in text. */
  selector(object: ApiObject): string;
  /** Custom resources may have no replicas yet; they know no unconditional updates, and nobody checks their numbers. */
  isCustom?: boolean;
}

/** How a Scale shows that the object has no replicas while it is written. */
export const UNSET_REPLICAS = -2147483648;

const SCALE = { group: 'autoscaling', kind: 'Scale' };

/** The Scale of the built-in workloads (pkg/registry/apps/deployment/storage and the like). */
export const WORKLOAD_SCALE: ScalePaths = {
  specReplicas: 'spec.replicas',
  statusReplicas: 'status.replicas',
  selector: ({ spec }) => formatSelector(isObject(spec) ? own(spec, 'selector') : undefined),
};

/** Custom resources tell which versions have replicas where: `paths` by apiVersion. */
export function scalePart(
  scaleRules: KindRules,
  parent: KindRules,
  paths: ScalePaths,
  versions: ReadonlyMap<string, string | null>,
): ObjectPart {
  const apiVersion = apiVersionOf(parent.kind);
  return {
    rules: scaleRules,
    read(object) {
      const scale = scaleOf(object, paths);
      if (paths.isCustom && valueAt(object, paths.specReplicas) === undefined) {
        scale.spec = { replicas: UNSET_REPLICAS };
      }
      const entries = scaleEntries(object.metadata.managedFields, versions);
      if (entries !== undefined) scale.metadata.managedFields = entries;
      return scale;
    },
    write(object, scale) {
      const replicas = replicasOf(scale);
      if (replicas === UNSET_REPLICAS) {
        throw badRequest(`the spec replicas field ".${paths.specReplicas}" cannot be empty`);
      }
      if (replicas < 0 && !paths.isCustom) {
        throw invalidError(SCALE, scale.metadata.name ?? '', [
          invalid('spec.replicas', replicas, 'must be greater than or equal to 0'),
        ]);
      }
      const { uid } = scale.metadata;
      if (uid !== undefined && uid !== '' && uid !== object.metadata.uid) {
        throw conflict(
          { group: parent.kind.group, resource: parent.resource.resource },
          object.metadata.name ?? '',
          `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${object.metadata.uid ?? ''}`,
        );
      }
      const changed = cloneJson(object);
      setAt(changed, paths.specReplicas.split('.'), replicas);
      const { metadata } = changed;
      if (scale.metadata.resourceVersion) metadata.resourceVersion = scale.metadata.resourceVersion;
      else if (!paths.isCustom) delete metadata.resourceVersion;
      const before = object.metadata.managedFields;
      const entries = replicasEntries(before, scale.metadata.managedFields, apiVersion, versions);
      if (entries === undefined) delete metadata.managedFields;
      else metadata.managedFields = entries;
      return changed;
    },
  };
}

/** The Scale as it is answered. */
function scaleOf(object: ApiObject, paths: ScalePaths): ApiObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const metadata: JsonObject = {};
  if (name !== undefined) metadata.name = name;
  if (namespace !== undefined) metadata.namespace = namespace;
  if (uid !== undefined) metadata.uid = uid;
  if (resourceVersion !== undefined) metadata.resourceVersion = resourceVersion;
  if (creationTimestamp) metadata.creationTimestamp = creationTimestamp;
  const replicas = numberAt(object, paths.specReplicas);
  const selector = paths.selector(object);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata,
    spec: replicas === 0 ? {} : { replicas },
    status: {
      replicas: numberAt(object, paths.statusReplicas),
      ...(selector === '' ? {} : { selector }),
    },
  };
}

function replicasOf({ spec }: ApiObject): number {
  const replicas = isObject(spec) ? own(spec, 'replicas') : undefined;
  return typeof replicas === 'number' ? replicas : 0;
}

function numberAt(object: JsonObject, path: string): number {
  const value = valueAt(object, path);
  return typeof value === 'number' ? value : 0;
}

function valueAt(object: JsonObject, path: string): unknown {
  let value: unknown = object;
  for (const key of path.split('.')) value = isObject(value) ? own(value, key) : undefined;
  return value;
}

function setAt(object: JsonObject, [key = '', ...rest]: string[], value: number): void {
  if (rest.length === 0) {
    object[key] = value;
    return;
  }
  const inner = own(object, key);
  const next = isObject(inner) ? inner : {};
  object[key] = next;
  setAt(next, rest, value);
}
