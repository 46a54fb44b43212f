import { definitionStrategy, definitionValidator, setDefinitionDefaults } from '../crd/index.ts';
import { strategyOf as kindStrategyOf, setDefaults as setKindDefaults } from '../kinds/index.ts';
import type { ApiObject } from '../model/object.ts';
import type { Strategy, Validator } from '../model/rules.ts';
import { isDnsSubdomain } from '../validation/formats/names.ts';
import {
  validatorOf as kindValidatorOf,
  validateObjectMeta,
  validateObjectMetaUpdate,
  withCommonChecks,
} from '../validation/index.ts';

export { admit, admitUnstored, convert, validateAdmission } from '../kinds/index.ts';

/** For objects of which the Go types know the metadata alone: custom ones. */
export const metadataValidator: Validator = withCommonChecks(
  {
    validateCreate: ({ metadata }, { resource }) => [
      ...validateObjectMeta(metadata, { namespaced: resource.namespaced, name: isDnsSubdomain }),
    ],
    validateUpdate: ({ metadata }, old) => [...validateObjectMetaUpdate(metadata, old.metadata)],
  },
  { tellsOnce: false },
);

const DEFINITION = 'apiextensions.k8s.io/CustomResourceDefinition';

/** The rules of built-in kinds: those of pkg/registry, and of the server that is only about CustomResourceDefinitions. */
export function setDefaults(object: ApiObject): void {
  if (isDefinition(object)) setDefinitionDefaults(object);
  else setKindDefaults(object);
}

export function strategyOf(key: string): Strategy {
  return key === DEFINITION ? definitionStrategy : kindStrategyOf(key);
}

export function validatorOf(key: string): Validator {
  return key === DEFINITION ? definitionValidator(metadataValidator) : kindValidatorOf(key);
}

function isDefinition({ kind, apiVersion }: ApiObject): boolean {
  return kind === 'CustomResourceDefinition' && apiVersion.startsWith('apiextensions.k8s.io/');
}
