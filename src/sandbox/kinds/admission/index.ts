import type { ApiObject } from '../../model/object.ts';
import { groupResource } from '../../model/resource.ts';
import type { WriteContext } from '../../model/rules.ts';
import { CERTIFICATE_SUBJECT_RESTRICTION } from './certificate-requests.ts';
import { LIMIT_RANGER } from './limit-ranger.ts';
import { NAMESPACE_LIFECYCLE } from './namespace-lifecycle.ts';
import { type Plugin, requestOf } from './plugin.ts';
import {
  DEFAULT_TOLERATION_SECONDS,
  POD_TOPOLOGY_LABELS,
  RUNTIME_CLASS,
  TAINT_NODES,
} from './pod-plugins.ts';
import { PRIORITY } from './pod-priority.ts';
import { POD_SECURITY } from './pod-security/index.ts';
import {
  CLAIM_RESIZE,
  DEFAULT_INGRESS_CLASS,
  DEFAULT_STORAGE_CLASS,
  STORAGE_PROTECTION,
} from './storage-plugins.ts';

/**
 * What the admission plugins change of a request's object, before it is prepared and validated; for deletions too (then
 * without `object`). Webhooks and admission policies are not run, and no quota holds: a ResourceQuota counts only when its
 * controller has filled its status.
 * @throws StatusError
 */
export function admit(
  object: ApiObject | undefined,
  old: ApiObject | undefined,
  context: WriteContext,
): void {
  const request = requestOf(object, old, context);
  for (const { admit: change } of PLUGINS) change?.(request);
}

/**
 * What the plugins say to the object that is about to be stored, after it was validated: the second pass of admission.
 * @throws StatusError
 */
export function validateAdmission(
  object: ApiObject | undefined,
  old: ApiObject | undefined,
  context: WriteContext,
): void {
  const request = requestOf(object, old, context);
  for (const { validate } of PLUGINS) validate?.(request);
}

/**
 * The same for what is created, on a subresource perhaps, and answered without being stored: no plugin but
 * NamespaceLifecycle knows such kinds. `object` has the name of the path.
 * @throws StatusError
 */
export function admitUnstored(object: ApiObject, context: WriteContext): void {
  const resource = groupResource(context.resource);
  NAMESPACE_LIFECYCLE.admit?.({ object, old: undefined, context, operation: 'create', resource });
}

/** Those of kube-apiserver's default plugins that act without other components, in its order (AllOrderedPlugins). */
const PLUGINS: readonly Plugin[] = [
  NAMESPACE_LIFECYCLE,
  LIMIT_RANGER,
  TAINT_NODES,
  POD_SECURITY,
  PRIORITY,
  DEFAULT_TOLERATION_SECONDS,
  DEFAULT_STORAGE_CLASS,
  STORAGE_PROTECTION,
  CLAIM_RESIZE,
  RUNTIME_CLASS,
  CERTIFICATE_SUBJECT_RESTRICTION,
  DEFAULT_INGRESS_CLASS,
  POD_TOPOLOGY_LABELS,
];
