import { invalid } from '../../model/field-error.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Validator } from '../../model/rules.ts';
import { collect, type Faults } from '../faults.ts';
import { isDnsSubdomain } from '../formats/names.ts';
import { validateMetadata } from '../metadata.ts';

const SUFFIX = '.static.k8s.io';
const RESERVED = `names ending with "${SUFFIX}" are reserved for static manifest-based configurations and cannot be managed via the API`;
const METADATA = { namespaced: false, name: isDnsSubdomain, knownFinalizers: false };

export interface ConfigurationChecks {
  /** What is asked of the content, new or changed. */
  check(object: ApiObject, old: ApiObject | undefined): Faults;
  status?(object: ApiObject): Faults;
  warnings?(object: ApiObject): string[];
}

/** A validator in the order of the kinds of admissionregistration. */
export function createConfigurationValidator({ check, status, warnings }: ConfigurationChecks): Validator {
  return {
    validateCreate: (object) =>
      collect(validateMetadata(object, METADATA), check(object, undefined), validateSuffix(object)),
    validateUpdate: (object, old) => collect(validateMetadata(object, METADATA), check(object, old)),
    ...(status === undefined
      ? {}
      : { validateSubresourceUpdate: { status: (object: ApiObject) => collect(status(object)) } }),
    warnings: (object, old) => [
      ...(old !== undefined && isReserved(object) ? [`metadata.name: ${RESERVED}`] : []),
      ...(warnings?.(object) ?? []),
    ],
  };
}

function* validateSuffix(object: ApiObject): Faults {
  if (isReserved(object)) yield invalid('metadata.name', object.metadata.name, RESERVED);
}

const isReserved = ({ metadata }: ApiObject) => (metadata.name ?? '').endsWith(SUFFIX);
