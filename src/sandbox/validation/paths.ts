import { invalid } from '../model/field-error.ts';
import type { Faults } from './faults.ts';

// Paths of files that a spec names: pkg/apis/core/validation.

export function* validateNoBacksteps(path: string, target: string): Faults {
  if (target.split('/').includes('..')) yield invalid(path, target, "must not contain '..'");
}

/** validateLocalDescendingPath */
export function* validateRelativePath(path: string, target: string): Faults {
  if (target.startsWith('/')) yield invalid(path, target, 'must be a relative path');
  yield* validateNoBacksteps(path, target);
}

/** ValidateLocalNonReservedPath */
export function* validateLocalPath(path: string, target: string): Faults {
  yield* validateRelativePath(path, target);
  if (target.startsWith('..') && !target.startsWith('../')) {
    yield invalid(path, target, "must not start with '..'");
  }
}
