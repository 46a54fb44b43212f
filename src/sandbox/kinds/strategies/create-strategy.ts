import { cloneJson, type Json, type JsonObject, own } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Strategy, WriteContext } from '../../model/rules.ts';
import { semanticEqual } from './semantic-equal.ts';

/** What most strategies differ in. */
export interface StrategyRules {
  /** Whether there is a status, which only its subresource writes: reset on create, kept on update. */
  status?: boolean;
  /** The metadata of an object whose status is written stays what it was (ResetObjectMetaForStatus). */
  statusKeepsMetadata?: boolean;
  /** More that a write of the status does not own, as paths. */
  statusResetFields?: readonly string[];
  /** What makes a new generation where it changes: `spec`, `webhooks`, `metadata.annotations`. None: there is no generation. */
  generationOf?: readonly string[];
  /** Right after the status was reset. */
  onCreate?(object: ApiObject, context: WriteContext): void;
  /** Before the generation is looked at. */
  onUpdate?(object: ApiObject, old: ApiObject, context: WriteContext): void;
  /** After the spec was put back. */
  onStatusUpdate?(object: ApiObject, old: ApiObject, context: WriteContext): void;
}

type Others = Omit<Strategy, 'prepareForCreate' | 'prepareForUpdate'>;

/** The strategy of a kind that follows the common rules; `others` is taken over as it is. */
export function createStrategy(rules: StrategyRules, others: Others = {}): Strategy {
  const { status = false, generationOf = [] } = rules;
  return {
    ...others,
    prepareForCreate(object, context) {
      if (status) object.status = {};
      if (generationOf.length > 0) object.metadata.generation = 1;
      rules.onCreate?.(object, context);
    },
    prepareForUpdate(object, old, context) {
      if (status) keep(object, old, 'status');
      rules.onUpdate?.(object, old, context);
      bumpGeneration(object, old, generationOf);
    },
    ...(status ? statusSubresource(rules, others) : {}),
  };
}

/** Puts back what the object had. */
export function keep(object: JsonObject, old: JsonObject, key: string): void {
  const value = own(old, key);
  if (value === undefined) delete object[key];
  else object[key] = cloneJson(value);
}

/** metav1.ResetObjectMetaForStatus. */
export function keepMetadata({ metadata }: ApiObject, old: ApiObject): void {
  for (const key of KEPT_METADATA) keep(metadata, old.metadata, key);
}

/** Counts the generation on where one of these paths has another content. */
export function bumpGeneration(object: ApiObject, old: ApiObject, paths: readonly string[]): void {
  if (paths.every((path) => semanticEqual(valueAt(object, path), valueAt(old, path)))) return;
  object.metadata.generation = (old.metadata.generation ?? 0) + 1;
}

const KEPT_METADATA = [
  'deletionTimestamp',
  'generation',
  'selfLink',
  'labels',
  'annotations',
  'finalizers',
  'ownerReferences',
] as const;

function statusSubresource(rules: StrategyRules, others: Others): Strategy {
  const metadata = rules.statusKeepsMetadata === true ? ['metadata'] : [];
  return {
    prepareForSubresourceUpdate: {
      ...others.prepareForSubresourceUpdate,
      status(object, old, context) {
        keep(object, old, 'spec');
        if (rules.statusKeepsMetadata === true) keepMetadata(object, old);
        rules.onStatusUpdate?.(object, old, context);
      },
    },
    resetFields: {
      '': ['status'],
      status: ['spec', ...metadata, ...(rules.statusResetFields ?? [])],
      ...others.resetFields,
    },
  };
}

function valueAt(object: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = object;
  for (const key of path.split('.')) {
    value =
      typeof value === 'object' && value !== null && !Array.isArray(value) ? own(value, key) : undefined;
  }
  return value;
}
