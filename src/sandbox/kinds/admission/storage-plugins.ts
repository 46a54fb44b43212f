import { compareQuantities, parseQuantity } from '../../codec/quantity.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { View } from '../../model/state.ts';
import { ensureList, ensureObject, findObject, isNil } from '../defaults/set-default.ts';
import { forbidden, isFor, type Plugin, type Request } from './plugin.ts';

const STORAGE_CLASSES = 'storage.k8s.io/storageclasses';
const BETA_STORAGE_CLASS = 'volume.beta.kubernetes.io/storage-class';

/** DefaultStorageClass. */
export const DEFAULT_STORAGE_CLASS: Plugin = {
  admit(request) {
    if (!isFor(request, 'persistentvolumeclaims') || request.operation !== 'create') return;
    const spec = ensureObject(request.object ?? {}, 'spec');
    if (!isNil(spec.storageClassName) || annotationOf(request.object, BETA_STORAGE_CLASS) !== undefined)
      return;
    const name = defaultOf(request.context.view, STORAGE_CLASSES, [
      'storageclass.kubernetes.io/is-default-class',
      'storageclass.beta.kubernetes.io/is-default-class',
    ]);
    if (name !== undefined) spec.storageClassName = name;
  },
};

/** DefaultIngressClass. */
export const DEFAULT_INGRESS_CLASS: Plugin = {
  admit(request) {
    if (!isFor(request, 'ingresses.networking.k8s.io') || request.operation !== 'create') return;
    const spec = ensureObject(request.object ?? {}, 'spec');
    const annotation = annotationOf(request.object, 'kubernetes.io/ingress.class');
    if (!isNil(spec.ingressClassName) || annotation !== undefined) return;
    const name = defaultOf(request.context.view, 'networking.k8s.io/ingressclasses', [
      'ingressclass.kubernetes.io/is-default-class',
    ]);
    if (name !== undefined) spec.ingressClassName = name;
  },
};

const PROTECTIONS: Readonly<Record<string, string>> = {
  persistentvolumes: 'kubernetes.io/pv-protection',
  persistentvolumeclaims: 'kubernetes.io/pvc-protection',
  'volumeattributesclasses.storage.k8s.io': 'kubernetes.io/vac-protection',
};

/** StorageObjectInUseProtection: its controller would remove the finalizer when nothing uses the object. */
export const STORAGE_PROTECTION: Plugin = {
  admit({ resource, operation, object, context }) {
    const finalizer = own(PROTECTIONS, resource);
    if (operation !== 'create' || context.subresource !== '' || object === undefined) return;
    if (typeof finalizer !== 'string') return;
    const finalizers = ensureList(object.metadata, 'finalizers');
    if (!finalizers.includes(finalizer)) finalizers.push(finalizer);
  },
};

/** PersistentVolumeClaimResize. */
export const CLAIM_RESIZE: Plugin = {
  validate(request) {
    if (!isFor(request, 'persistentvolumeclaims') || request.operation !== 'update') return;
    const { object, old } = request;
    if (object === undefined || old === undefined || compareSizes(object, old) <= 0) return;
    if (objectAt(old, 'status').phase !== 'Bound') {
      throw forbidden(request, 'Only bound persistent volume claims can be expanded');
    }
    if (allowsResize(request)) return;
    throw forbidden(
      request,
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    );
  },
};

function compareSizes(claim: ApiObject, old: ApiObject): number {
  const [size, before] = [claim, old].map((item) => {
    const requests = findObject(item, 'spec', 'resources', 'requests');
    return parseQuantity(String(requests?.storage ?? '0'));
  });
  return size === undefined || before === undefined ? 0 : compareQuantities(size, before);
}

function allowsResize({ object, old, context }: Request): boolean {
  const name = classOf(object);
  if (name === '' || name !== classOf(old)) return false;
  return context.view.get(STORAGE_CLASSES, '', name)?.allowVolumeExpansion === true;
}

function classOf(claim: ApiObject | undefined): string {
  return annotationOf(claim, BETA_STORAGE_CLASS) ?? stringAt(objectAt(claim, 'spec'), 'storageClassName');
}

/** The newest object of those that an annotation marks as the default. */
function defaultOf(view: View, storage: string, annotations: readonly string[]): string | undefined {
  const marked = view
    .list(storage)
    .filter((item) => annotations.some((annotation) => annotationOf(item, annotation) === 'true'));
  const [first] = marked.sort((a, b) => createdAt(b) - createdAt(a) || compare(a, b));
  return first?.metadata.name;
}

function createdAt({ metadata }: ApiObject): number {
  return Date.parse(metadata.creationTimestamp ?? '');
}

function compare(a: ApiObject, b: ApiObject): number {
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1;
}

function annotationOf(object: JsonObject | undefined, name: string): string | undefined {
  const value = own(objectAt(objectAt(object, 'metadata'), 'annotations'), name);
  return typeof value === 'string' ? value : undefined;
}
