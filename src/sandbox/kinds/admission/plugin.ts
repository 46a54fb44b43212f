import type { ApiObject } from '../../model/object.ts';
import { groupResource } from '../../model/resource.ts';
import type { WriteContext } from '../../model/rules.ts';
import { forbiddenError, type StatusError } from '../../model/status.ts';

/** What a plugin sees of a request: `object` is undefined for a deletion, `old` for a creation. */
export interface Request {
  object: ApiObject | undefined;
  old: ApiObject | undefined;
  context: WriteContext;
  /** What is done to the object itself or a subresource; a patch is an update. */
  operation: 'create' | 'update' | 'delete';
  /** `deployments.apps`; `pods` for the core group. */
  resource: string;
}

/** An admission plugin of kube-apiserver. Both may throw a StatusError. */
export interface Plugin {
  /** Changes the object, before it is prepared and validated. */
  admit?(request: Request): void;
  /** Looks at the object that is about to be stored. */
  validate?(request: Request): void;
}

export function requestOf(
  object: ApiObject | undefined,
  old: ApiObject | undefined,
  context: WriteContext,
): Request {
  return {
    object,
    old,
    context,
    operation: object === undefined ? 'delete' : old === undefined ? 'create' : 'update',
    resource: groupResource(context.resource),
  };
}

/** Whether the request is for objects of this resource, and not for a subresource. */
export function isFor({ resource, context }: Request, name: string): boolean {
  return resource === name && context.subresource === '';
}

/** admission.NewForbidden. */
export function forbidden({ context, object, old }: Request, why: string): StatusError {
  const { name, generateName } = (object ?? old)?.metadata ?? {};
  return forbiddenError(context.resource, name || generateName || 'Unknown', why);
}
