import { type FieldError, fieldErrorBody, fieldErrorMessage, goQuote } from './field-error.ts';
import type { JsonObject } from './json.ts';
import { groupResource } from './resource.ts';

/** metav1.Status as the server answers it, with its keys in the server's order. */
export interface Status extends JsonObject {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: JsonObject;
  status: string;
  code: number;
}

/** An answer of the server's that is an error. Whatever throws it ends the request with it. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  readonly status: Status;
  /** More headers of the answer: Retry-After, Allow. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: Status, headers: Readonly<Record<string, string>> = {}) {
    super(typeof status.message === 'string' ? status.message : '');
    this.status = status;
    this.headers = headers;
  }
}

/** The group and the plural, by which most of the messages name what they are about. */
export interface GroupResource {
  group: string;
  resource: string;
}

// The constructors of apimachinery pkg/api/errors/errors.go, by their Go names.

export function notFoundError(resource: GroupResource, name: string): StatusError {
  const message = `${groupResource(resource)} ${goQuote(name)} not found`;
  return failure(404, 'NotFound', message, detailsOf(resource, name));
}

export function alreadyExists(resource: GroupResource, name: string): StatusError {
  const message = `${groupResource(resource)} ${goQuote(name)} already exists`;
  return failure(409, 'AlreadyExists', message, detailsOf(resource, name));
}

export function generateNameConflict(resource: GroupResource, name: string): StatusError {
  const message = `${groupResource(resource)} ${goQuote(name)} already exists, the server was not able to generate a unique name for the object`;
  return failure(409, 'AlreadyExists', message, { ...detailsOf(resource, name), retryAfterSeconds: 1 });
}

export function unauthorized(reason = 'Unauthorized'): StatusError {
  return failure(401, 'Unauthorized', reason || 'not authorized');
}

/** Without a resource (both parts '') it is about a path. */
export function forbiddenError(resource: GroupResource, name: string, why: string): StatusError {
  const what = groupResource(resource);
  const named = name === '' ? `${what} is forbidden` : `${what} ${goQuote(name)} is forbidden`;
  return failure(403, 'Forbidden', `${what === '' ? 'forbidden' : named}: ${why}`, detailsOf(resource, name));
}

export function conflict(resource: GroupResource, name: string, why: string): StatusError {
  const message = `Operation cannot be fulfilled on ${groupResource(resource)} ${goQuote(name)}: ${why}`;
  return failure(409, 'Conflict', message, detailsOf(resource, name));
}

/** The storage's own conflict (apiserver pkg/registry/generic/registry/store.go, OptimisticLockErrorMsg). */
export const OPTIMISTIC_LOCK =
  'the object has been modified; please apply your changes to the latest version and try again';

export interface StatusCause extends JsonObject {
  reason: string;
  message: string;
  field: string;
}

export function applyConflict(causes: StatusCause[], message: string): StatusError {
  return failure(409, 'Conflict', message, { causes });
}

export function resourceExpired(message: string): StatusError {
  return failure(410, 'Expired', message);
}

/** 422, of a kind: `apps`, `Deployment`. */
export function invalidError(
  kind: { group: string; kind: string },
  name: string,
  errors: readonly FieldError[],
): StatusError {
  const causes = errors.map((error) => ({
    reason: error.type,
    message: fieldErrorBody(error),
    field: error.field === '' ? '<nil>' : error.field,
  }));
  const messages = [...new Set(errors.map(fieldErrorMessage))];
  const list = messages.length === 1 ? (messages[0] ?? '') : `[${messages.join(', ')}]`;
  const what = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  const message = `${what} ${goQuote(name)} is invalid${messages.length === 0 ? '' : `: ${list}`}`;
  const details = withoutEmpty({ name, group: kind.group, kind: kind.kind });
  return failure(422, 'Invalid', message, causes.length === 0 ? details : { ...details, causes });
}

export function badRequest(message: string): StatusError {
  return failure(400, 'BadRequest', message);
}

export function tooManyRequests(message: string, retryAfterSeconds: number): StatusError {
  const details = retryAfterSeconds === 0 ? {} : { retryAfterSeconds };
  const headers: Record<string, string> =
    retryAfterSeconds === 0 ? {} : { 'Retry-After': String(retryAfterSeconds) };
  return failure(429, 'TooManyRequests', message, details, headers);
}

export function methodNotSupported(resource: GroupResource, action: string): StatusError {
  const message = `${action} is not supported on resources of kind ${goQuote(groupResource(resource))}`;
  return failure(405, 'MethodNotAllowed', message, detailsOf(resource, ''));
}

export function internalError(why: string): StatusError {
  return failure(500, 'InternalError', `Internal error occurred: ${why}`, { causes: [{ message: why }] });
}

export function requestEntityTooLarge(message: string): StatusError {
  return failure(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`);
}

/** Any other failure; `details` undefined leaves the key out, as Go's omitempty does. */
export function failure(
  code: number,
  reason: string,
  message: string,
  details?: JsonObject,
  headers: Readonly<Record<string, string>> = {},
): StatusError {
  const status: Status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    ...(message === '' ? {} : { message }),
    ...(reason === '' ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  };
  return new StatusError(status, headers);
}

function detailsOf({ group, resource }: GroupResource, name: string): JsonObject {
  return withoutEmpty({ name, group, kind: resource });
}

function withoutEmpty(fields: Record<string, string>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}
