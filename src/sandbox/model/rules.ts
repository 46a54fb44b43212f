import type { FieldError } from './field-error.ts';
import type { ApiObject } from './object.ts';
import type { ResourceInfo } from './resource.ts';
import type { View } from './state.ts';
import type { User } from './user.ts';

/** What a rule may know of the request that it serves. */
export interface WriteContext {
  /** The verb as RBAC has it: create, update, patch. */
  verb: 'create' | 'update' | 'patch' | 'delete';
  resource: ResourceInfo;
  /** '' for the resource itself. */
  subresource: string;
  /** '' for what is not namespaced. */
  namespace: string;
  user: User;
  /** One time for all that the request writes; `2026-11-22T10:00:00Z`. */
  now: string;
  dryRun: boolean;
  /** The other objects, as they are in the transaction that this write belongs to. */
  view: View;
  /** Adds a `Warning` header with this text. */
  warn(text: string): void;
}

/**
 * What the server sets where the client says nothing (zz_generated.defaults.go). Changes the object, which has the
 * Go types' canonical form. The key is `group/Kind`, as `apps/Deployment`; `/Pod` for the core group.
 */
export type SetDefaults = (object: ApiObject) => void;

/**
 * What the server makes of an object before it stores it: pkg/registry/<group>/<resource>/strategy.go. The functions
 * change `object`; `old` is what is stored and stays as it is.
 */
export interface Strategy {
  prepareForCreate?(object: ApiObject, context: WriteContext): void;
  prepareForUpdate?(object: ApiObject, old: ApiObject, context: WriteContext): void;
  /** The same for a subresource that is written as the whole object: `status`, `approval`, `ephemeralcontainers`, … */
  prepareForSubresourceUpdate?: Readonly<
    Record<string, (object: ApiObject, old: ApiObject, context: WriteContext) => void>
  >;
  /** Whether PUT and apply create what is not there; for apply it is so for every kind. */
  allowCreateOnUpdate?: boolean;
  /** Whether an update without resourceVersion is taken; true where nothing is said. */
  allowUnconditionalUpdate?: boolean;
  /** Seconds that a deletion waits for somebody to confirm it; undefined where this kind is deleted at once. */
  gracePeriod?(object: ApiObject, requested: number | undefined): number | undefined;
  /** The fields that a field selector may name besides metadata.name and metadata.namespace, with their values. */
  selectableFields?(object: ApiObject): Readonly<Record<string, string>>;
  /**
   * Fields that a write through the resource itself ('') or a subresource does not own, as paths such as `status` or
   * `spec.replicas` (GetResetFields).
   */
  resetFields?: Readonly<Record<string, readonly string[]>>;
  /**
   * Objects of another kind that are stored and removed along with this one, complete but for the resourceVersion: the
   * IPAddresses of a Service. Asked before the object is stored (no `old`: it is new) or removed (no `object`); not for
   * a dry run.
   */
  companions?(object: ApiObject | undefined, old: ApiObject | undefined, context: WriteContext): Companions;
}

export interface Companions {
  /** Of all of them. */
  storage: string;
  put: readonly ApiObject[];
  remove: readonly ApiObject[];
}

/** pkg/apis/<group>/validation/validation.go and the strategy's Validate functions. */
export interface Validator {
  validateCreate(object: ApiObject, context: WriteContext): FieldError[];
  validateUpdate?(object: ApiObject, old: ApiObject, context: WriteContext): FieldError[];
  validateSubresourceUpdate?: Readonly<
    Record<string, (object: ApiObject, old: ApiObject, context: WriteContext) => FieldError[]>
  >;
  /** WarningsOnCreate and WarningsOnUpdate. */
  warnings?(object: ApiObject, old: ApiObject | undefined, context: WriteContext): string[];
}

/** A cell of a Table. */
export type Cell = string | number | boolean | null;

/** The cells of one row, in the order of the kind's columns (pkg/printers/internalversion/printers.go). */
export type PrintRow = (object: ApiObject, now: Date) => Cell[];
