import {
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
  tooLong,
} from '../../model/field-error.ts';
import { invalidError } from '../../model/status.ts';
import { boolParameter, type Parameters, textParameter } from './parameters.ts';

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** metav1.CreateOptions, UpdateOptions and PatchOptions. */
export interface WriteOptions {
  dryRun: boolean;
  fieldManager: string;
  fieldValidation: FieldValidation;
  force: boolean | undefined;
}

const MAX_FIELD_MANAGER_BYTES = 128;

/**
 * Reads the options of a write (apimachinery pkg/apis/meta/v1/validation).
 * @throws StatusError 422
 */
export function readWriteOptions(
  kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions',
  parameters: Parameters,
  { isApply = false } = {},
): WriteOptions {
  const fieldManager = textParameter(parameters, 'fieldManager');
  const fieldValidation = textParameter(parameters, 'fieldValidation');
  const dryRun = parameters.get('dryRun') ?? [];
  const force = kind === 'PatchOptions' ? boolParameter(parameters, 'force') : undefined;
  const errors: FieldError[] = [];
  if (isApply && fieldManager === '') errors.push(required('fieldManager', 'is required for apply patch'));
  if (!isApply && force !== undefined) {
    errors.push(forbidden('force', 'may not be specified for non-apply patch'));
  }
  errors.push(...fieldManagerErrors(fieldManager), ...dryRunErrors(dryRun));
  if (!['', 'Ignore', 'Warn', 'Strict'].includes(fieldValidation)) {
    errors.push(notSupported('fieldValidation', fieldValidation, ['', 'Ignore', 'Strict', 'Warn']));
  }
  if (errors.length > 0) throw invalidError({ group: 'meta.k8s.io', kind }, '', errors);
  return {
    dryRun: dryRun.length > 0,
    fieldManager,
    fieldValidation: (fieldValidation || 'Warn') as FieldValidation,
    force,
  };
}

export function dryRunErrors(dryRun: readonly string[]): FieldError[] {
  return dryRun.every((value) => value === 'All') ? [] : [notSupported('dryRun', [...dryRun], ['All'])];
}

function fieldManagerErrors(manager: string): FieldError[] {
  const errors: FieldError[] = [];
  if (Buffer.byteLength(manager) > MAX_FIELD_MANAGER_BYTES) {
    errors.push(tooLong('fieldManager', MAX_FIELD_MANAGER_BYTES));
  }
  let position = 0;
  for (const char of manager) {
    if (!isPrintable(char)) {
      const code = char.codePointAt(0) ?? 0;
      const hex = code.toString(16).toUpperCase().padStart(4, '0');
      errors.push(invalid('fieldManager', manager, `invalid character U+${hex} (at position ${position})`));
    }
    position += Buffer.byteLength(char);
  }
  return errors;
}

/** Go's unicode.IsPrint. */
function isPrintable(char: string): boolean {
  return char === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char);
}
