import { randomUUID } from 'node:crypto';
import { equalJson } from '../../model/json.ts';
import type { ApiObject, OwnerReference } from '../../model/object.ts';
import type { ResourceInfo } from '../../model/resource.ts';
import { badRequest } from '../../model/status.ts';

const SYSTEM_FIELDS = [
  'creationTimestamp',
  'uid',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
] as const;

/** What only the server sets (apiserver pkg/registry/rest/meta.go). Changes the object. */
export function wipeSystemFields({ metadata }: ApiObject): void {
  for (const field of SYSTEM_FIELDS) delete metadata[field];
}

export function fillSystemFields({ metadata }: ApiObject, now: string): void {
  metadata.creationTimestamp = now;
  metadata.uid = randomUUID();
}

/**
 * Puts the object into the namespace of the request.
 * @throws StatusError 400 where it says that it is in another one
 */
export function ensureNamespace({ metadata }: ApiObject, namespace: string): void {
  const given = metadata.namespace ?? '';
  if (given === namespace) return;
  if (given !== '' && namespace !== '') {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  if (namespace === '') delete metadata.namespace;
  else metadata.namespace = namespace;
}

/** The namespace that an object of a request is to be in; Namespaces are in none. */
export function expectedNamespace(resource: ResourceInfo, requestNamespace: string): string {
  return resource.group === '' && resource.resource === 'namespaces' ? '' : requestNamespace;
}

/** @throws StatusError 400 where the object has another name than the URL. */
export function checkName({ metadata }: ApiObject, name: string): void {
  const given = metadata.name ?? '';
  if (given === '') {
    throw badRequest(
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    );
  }
  if (given !== name) {
    throw badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`);
  }
}

const AFTER_ADMISSION = ' after mutating admission happens';

/** Leaves equal owner references out, and says so. Changes the object. */
export function dedupOwnerReferences(
  { metadata }: ApiObject,
  warn: (text: string) => void,
  { afterAdmission }: { afterAdmission: boolean },
): void {
  const kept: OwnerReference[] = [];
  const duplicates: string[] = [];
  for (const reference of metadata.ownerReferences ?? []) {
    if (kept.some((known) => known.uid === reference.uid && equalJson(known, reference))) {
      duplicates.push(reference.uid);
    } else kept.push(reference);
  }
  if (duplicates.length === 0) return;
  metadata.ownerReferences = kept;
  warn(
    `.metadata.ownerReferences contains duplicate entries${afterAdmission ? AFTER_ADMISSION : ''}; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${duplicates.join(', ')}`,
  );
}
