import type { ApiObject } from '../../model/object.ts';
import type { ResourceInfo } from '../../model/resource.ts';
import type { DeleteOptions } from '../options/delete-options.ts';

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

/** What happens to the dependents of a kind where nobody says (DefaultGarbageCollectionPolicy of the strategies). */
const DEFAULT_POLICIES: Readonly<Record<string, 'orphan' | 'unsupported'>> = {
  'batch/jobs': 'orphan',
  replicationcontrollers: 'orphan',
  events: 'unsupported',
};

/**
 * The finalizers that the garbage collector is to see on an object that is being deleted; undefined where they are what
 * the object has (apiserver pkg/registry/generic/registry/store.go, deletionFinalizersForGarbageCollection).
 */
export function deletionFinalizers(
  resource: ResourceInfo,
  { metadata }: ApiObject,
  options: DeleteOptions,
): string[] | undefined {
  const before = metadata.finalizers ?? [];
  const others = before.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
  const wanted = [...others, ...ownFinalizers(resource, before, options)];
  const isSame = wanted.length === new Set(before).size && wanted.every((item) => before.includes(item));
  return isSame ? undefined : wanted;
}

function ownFinalizers(resource: ResourceInfo, before: readonly string[], options: DeleteOptions): string[] {
  const policy = DEFAULT_POLICIES[resource.storage];
  if (policy === 'unsupported') return [];
  if (options.orphanDependents !== undefined) return options.orphanDependents ? [ORPHAN] : [];
  switch (options.propagationPolicy) {
    case 'Orphan':
      return [ORPHAN];
    case 'Foreground':
      return [FOREGROUND];
    case 'Background':
      return [];
    default: {
      const set = before.find((finalizer) => finalizer === ORPHAN || finalizer === FOREGROUND);
      if (set !== undefined) return [set];
      return policy === 'orphan' ? [ORPHAN] : [];
    }
  }
}
