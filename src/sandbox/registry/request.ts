import type { JsonObject } from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';
import type { ResourceInfo } from '../model/resource.ts';
import type { WriteContext } from '../model/rules.ts';
import type { ObjectState, View } from '../model/state.ts';
import type { Status } from '../model/status.ts';
import type { User } from '../model/user.ts';
import type { ListMeta } from '../table/index.ts';
import type { KindRules } from './kind-rules.ts';
import type { ObjectPart } from './object-part.ts';
import type { Parameters } from './options/parameters.ts';

/** A request for a resource, after authentication and authorization. */
export interface ApiRequest {
  readonly state: ObjectState;
  readonly rules: KindRules;
  readonly resource: ResourceInfo;
  /** '' for the resource itself. */
  readonly subresource: string;
  /** What the subresource shows of the object, where that is another kind. */
  readonly part: ObjectPart | undefined;
  /** '' for all namespaces, and for what is in none. Namespaces themselves are in the one of their own name. */
  readonly namespace: string;
  /** '' where the path has none. */
  readonly name: string;
  readonly parameters: Parameters;
  readonly contentType: string | undefined;
  readonly userAgent: string;
  readonly user: User;
  /** @throws StatusError 413 for a body of more than 3 MiB. */
  readBody(): Promise<Buffer>;
  /** The canonical DeleteOptions of a body. @throws StatusError 400, 415 */
  decodeDeleteOptions(body: Buffer): JsonObject;
  /** Adds a Warning header. The same text is told once. */
  warn(text: string): void;
  /** Asks again for another verb on the same resource. @throws StatusError 403 */
  authorize(verb: string, view: View): void;
}

/** What a verb answers. Objects and lists are in the version in which they are kept. */
export type Result =
  | { code: number; object: ApiObject }
  | { code: number; list: ListResult }
  | { code: number; status: Status }
  /** An object of another kind than the resource's, as it is to be written. */
  | { code: number; other: ApiObject; rules: KindRules };

export interface ListResult {
  metadata: ListMeta;
  objects: readonly ApiObject[];
}

/** What the rules of a kind may know of a write. */
export function writeContext(
  request: ApiRequest,
  verb: WriteContext['verb'],
  { view, dryRun, now }: { view: View; dryRun: boolean; now: string },
): WriteContext {
  const { resource, subresource, user } = request;
  return {
    verb,
    resource,
    subresource,
    namespace: resource.namespaced ? request.namespace : '',
    user,
    now,
    dryRun,
    view,
    warn: (text) => request.warn(text),
  };
}

/** metav1.Now(): to the second. */
export function nowText(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}

export function successStatus(details: JsonObject, code?: number): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    ...(Object.keys(details).length === 0 ? {} : { details }),
    ...(code === undefined ? {} : { code }),
  } as Status;
}
