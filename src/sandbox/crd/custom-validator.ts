import { type FieldError, invalid } from '../model/field-error.ts';
import { formatGo, goTypeName } from '../model/go-format.ts';
import { isObject, type Json, type JsonObject, own, stringAt } from '../model/json.ts';
import { type ApiObject, apiVersionOf, type GroupVersionKind } from '../model/object.ts';
import type { Validator } from '../model/rules.ts';
import { validateEmbedded } from './embedded-metadata.ts';
import { validateListTypes } from './list-types.ts';
import { everySchema, propertyOf, type Schema, VALIDATIONS } from './schema.ts';
import { validateAgainstSchema } from './schema-validation.ts';

/** What a custom object is validated by. */
export interface CustomRules {
  kind: GroupVersionKind;
  schema: Schema | undefined;
  /** `spec.versions[*].subresources.scale`. */
  scale: JsonObject | undefined;
  /** Validates `metadata`, as of any kind. */
  metadata: Validator;
}

/** apiextensions pkg/registry/customresource: strategy.go, status_strategy.go and validator.go. */
export function customValidator(rules: CustomRules): Validator {
  const { kind, schema, metadata } = rules;
  return {
    validateCreate(object, context) {
      const wrong = validateTypeMeta(object, kind);
      if (wrong.length > 0) return wrong;
      return withRules(
        schema,
        [
          ...metadata.validateCreate(object, context),
          ...(schema === undefined ? [] : validateAgainstSchema('', object, schema)),
          ...validateScaleSpec(object, rules.scale),
          ...validateScaleStatus(object, rules.scale),
          ...validateEmbedded('', object, schema),
          ...validateListTypes('', object, schema),
        ],
        object,
      );
    },
    validateUpdate(object, old, context) {
      const wrong = validateTypeMeta(object, kind);
      if (wrong.length > 0) return wrong;
      return withRules(
        schema,
        [
          ...(metadata.validateUpdate?.(object, old, context) ?? []),
          ...(schema === undefined ? [] : validateAgainstSchema('', object, schema, old)),
          ...validateScaleSpec(object, rules.scale),
          ...validateScaleStatus(object, rules.scale),
          ...validateEmbedded('', object, schema),
          ...newListFaults(object, old, schema),
        ],
        object,
        old,
      );
    },
    validateSubresourceUpdate: {
      status(object, old, context) {
        const wrong = validateTypeMeta(object, kind);
        if (wrong.length > 0) return wrong;
        const statusSchema = propertyOf(schema, 'status');
        const status = own(object, 'status');
        return withRules(
          schema,
          [
            ...(metadata.validateUpdate?.(object, old, context) ?? []),
            ...(status === undefined || statusSchema === undefined
              ? []
              : validateAgainstSchema('status', status, statusSchema, own(old, 'status'))),
            ...validateScaleStatus(object, rules.scale),
            ...newListFaults(object, old, schema),
          ],
          object,
          old,
        );
      },
    },
    warnings: (object, old) => finalizerWarnings(object, old),
  };
}

function validateTypeMeta(object: ApiObject, { kind, ...version }: GroupVersionKind): FieldError[] {
  const errors: FieldError[] = [];
  if (object.kind !== kind) errors.push(invalid('kind', object.kind ?? '', `must be ${kind}`));
  const apiVersion = apiVersionOf(version);
  if (object.apiVersion !== apiVersion) {
    errors.push(invalid('apiVersion', object.apiVersion ?? '', `must be ${apiVersion}`));
  }
  return errors;
}

function newListFaults(object: ApiObject, old: ApiObject, schema: Schema | undefined): FieldError[] {
  return validateListTypes('', old, schema).length > 0 ? [] : validateListTypes('', object, schema);
}

const BLOCKING: ReadonlySet<string> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

/** x-kubernetes-validations are not looked at where the object has faults of other kinds. */
function withRules(
  schema: Schema | undefined,
  errors: FieldError[],
  object: ApiObject,
  old?: ApiObject,
): FieldError[] {
  if (schema === undefined || !hasRules(schema)) return errors;
  if (!errors.some(({ type }) => BLOCKING.has(type))) {
    return [...errors, ...(loadedRules?.validateRules(object, old, schema) ?? [])];
  }
  const detail =
    'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';
  return [...errors, invalid('', null, detail)];
}

/** The evaluation of rules, once some definition has any: it is much code. */
let loadedRules: typeof import('./rules/index.ts') | undefined;

/** To be waited for before an object is validated; undefined where there is nothing to load. */
export function prepareRules(schema: Schema | undefined): (() => Promise<void>) | undefined {
  if (!hasRules(schema)) return undefined;
  return async () => {
    loadedRules ??= await import('./rules/index.ts');
  };
}

function hasRules(schema: Schema | undefined): boolean {
  return [...everySchema(schema)].some((each) => own(each, VALIDATIONS) !== undefined);
}

function validateScaleSpec(object: ApiObject, scale: JsonObject | undefined): FieldError[] {
  return scale === undefined ? [] : validateReplicas(object, stringAt(scale, 'specReplicasPath'));
}

function validateScaleStatus(object: ApiObject, scale: JsonObject | undefined): FieldError[] {
  if (scale === undefined) return [];
  const errors = validateReplicas(object, stringAt(scale, 'statusReplicasPath'));
  const selectorPath = stringAt(scale, 'labelSelectorPath');
  const selector = selectorPath === '' ? undefined : nested(object, selectorPath, 'string');
  if (selector?.error !== undefined) errors.push(invalid(selectorPath, '', selector.error));
  return errors;
}

function validateReplicas(object: ApiObject, path: string): FieldError[] {
  const { value = 0, error } = nested(object, path, 'int64');
  if (error !== undefined) return [invalid(path, 0, error)];
  if ((value as number) < 0) return [invalid(path, value, 'should be a non-negative integer')];
  if ((value as number) > 2147483647) {
    return [invalid(path, value, 'should be less than or equal to 2147483647')];
  }
  return [];
}

/** unstructured.NestedInt64 and NestedString, with their words. */
function nested(
  object: JsonObject,
  path: string,
  goType: 'int64' | 'string',
): { value?: Json; error?: string } {
  const keys = path.replace(/^\./, '').split('.');
  let value: Json = object;
  for (const [index, key] of keys.entries()) {
    if (!isObject(value)) {
      const at = `.${keys.slice(0, index + 1).join('.')}`;
      return {
        error: `${at} accessor error: ${formatGo(value)} is of the type ${goTypeName(value)}, expected map[string]interface{}`,
      };
    }
    const found: Json | undefined = own(value, key);
    if (found === undefined) return {};
    value = found;
  }
  if (goTypeName(value) === goType) return { value };
  return {
    error: `.${keys.join('.')} accessor error: ${formatGo(value)} is of the type ${goTypeName(value)}, expected ${goType}`,
  };
}

const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(['orphan', 'foregroundDeletion', 'kubernetes']);

/** generateWarningsFromObj: for new finalizers without a domain. */
function finalizerWarnings(object: ApiObject, old: ApiObject | undefined): string[] {
  const before = new Set(old?.metadata.finalizers ?? []);
  const added = (object.metadata.finalizers ?? []).filter((finalizer) => !before.has(finalizer));
  return [...new Set(added)].sort().flatMap((finalizer) => {
    if (finalizer.includes('/') || STANDARD_FINALIZERS.has(finalizer)) return [];
    const path = finalizer.includes('.') ? ' including a path (/)' : '';
    return [
      `metadata.finalizers: ${JSON.stringify(finalizer)}: prefer a domain-qualified finalizer name${path} to avoid accidental conflicts with other finalizer writers`,
    ];
  });
}
