import { type FieldError, invalid, required } from '../model/field-error.ts';
import { equalJson, isObject, type JsonObject, listAt, objectAt, own, stringAt } from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';
import type { Validator } from '../model/rules.ts';
import { isDns1035Label, isDnsSubdomain } from '../validation/formats/names.ts';
import { validateApproval } from './definition-approval.ts';
import { isConditionTrue } from './definition-conditions.ts';
import { validateConversion, validateNames, validateScope } from './definition-parts.ts';
import { validateDefinitionSchema } from './definition-schema.ts';
import {
  validateColumns,
  validateDeprecation,
  validateSelectableFields,
  validateSubresources,
} from './definition-version.ts';
import { definitionWarnings } from './definition-warnings.ts';
import { internalVersion } from './internal-form.ts';
import { versionsOf } from './resource-info.ts';
import { asSchema } from './schema.ts';

/**
 * apiextensions pkg/apis/apiextensions/validation/validation.go. CEL rules are taken as they are: they are not compiled.
 * `metadata` validates ObjectMeta, with a DNS subdomain as the name.
 */
export function definitionValidator(metadata: Validator): Validator {
  return {
    validateCreate: (object, context) => [
      ...metadata.validateCreate(object, context),
      ...validateName(object),
      ...validateSpec(object),
      ...validateStatus(object),
      ...validateApproval(object, undefined),
      ...validatePreserveUnknownFields(object, undefined),
    ],
    validateUpdate: (object, old, context) => [
      ...(metadata.validateUpdate?.(object, old, context) ?? []),
      ...validateSpec(object),
      ...validateImmutable(object, old),
      ...validateStatus(object),
      ...validateApproval(object, old),
      ...validatePreserveUnknownFields(object, old),
    ],
    validateSubresourceUpdate: {
      status: (object, old, context) => [
        ...(metadata.validateUpdate?.(object, old, context) ?? []),
        ...validateNames('status.acceptedNames', objectAt(objectAt(object, 'status'), 'acceptedNames')),
      ],
    },
    warnings: definitionWarnings,
  };
}

function validateName(object: ApiObject): FieldError[] {
  const name = object.metadata.name ?? '';
  const spec = objectAt(object, 'spec');
  const wanted = `${stringAt(objectAt(spec, 'names'), 'plural')}.${stringAt(spec, 'group')}`;
  if (name === '' || name === wanted) return [];
  return [invalid('metadata.name', name, 'must be spec.names.plural+"."+spec.group')];
}

/**
 * What all versions have alike stands in the server's internal form once above them, and that is where its messages
 * say it is: `spec.validation` for `spec.versions[0].schema`.
 */
function validateSpec(object: ApiObject): FieldError[] {
  const spec = objectAt(object, 'spec');
  const versions = versionsOf(object);
  const shared = sharedParts(versions);
  const errors = [...validateGroup(stringAt(spec, 'group')), ...validateScope(stringAt(spec, 'scope'))];
  for (const [index, version] of versions.entries()) {
    if (asSchema(own(objectAt(version, 'schema'), 'openAPIV3Schema')) !== undefined) continue;
    errors.push(required(`spec.versions[${index}].schema.openAPIV3Schema`, ''));
  }
  for (const [index, version] of versions.entries()) {
    const path = `spec.versions[${index}]`;
    errors.push(...validateLabel(`${path}.name`, stringAt(version, 'name')));
    errors.push(...validateDeprecation(path, version));
    errors.push(...validateParts(path, 'schema', withoutShared(version, shared), hasStatus(version)));
  }
  const names = versions.map((version) => stringAt(version, 'name'));
  const shown = isList(spec, 'versions') ? versions.map((version) => internalVersion(version, shared)) : null;
  if (new Set(names).size < names.length) {
    errors.push(invalid('spec.versions', shown, 'must contain unique version names'));
  }
  if (versions.filter((version) => version.storage === true).length !== 1) {
    errors.push(invalid('spec.versions', shown, 'must have exactly one version marked as storage version'));
  }
  // The internal form has the first version's name once more.
  errors.push(...(names[0] === undefined || names[0] === '' ? [] : validateLabel('spec.version', names[0])));
  const requested = objectAt(spec, 'names');
  for (const key of ['plural', 'singular', 'kind', 'listKind']) {
    if (stringAt(requested, key) === '') errors.push(required(`spec.names.${key}`, ''));
  }
  errors.push(...validateNames('spec.names', requested));
  errors.push(...validateParts('spec', 'validation', shared, versions.some(hasStatus)));
  errors.push(...validateConversion(objectAt(spec, 'conversion'), spec.preserveUnknownFields === true));
  return errors;
}

const PARTS = ['schema', 'subresources', 'additionalPrinterColumns', 'selectableFields'] as const;

function sharedParts(versions: readonly JsonObject[]): JsonObject {
  const [first] = versions;
  if (first === undefined) return {};
  const shared = PARTS.filter((part) =>
    versions.every((each) => equalJson(own(each, part), own(first, part))),
  );
  return Object.fromEntries(shared.map((part) => [part, first[part] ?? null]));
}

function withoutShared(version: JsonObject, shared: JsonObject): JsonObject {
  return Object.fromEntries(
    PARTS.filter((part) => !(part in shared) && version[part] !== undefined).map((part) => [
      part,
      version[part] ?? null,
    ]),
  );
}

function validateParts(
  path: string,
  schemaKey: string,
  parts: JsonObject,
  withStatus: boolean,
): FieldError[] {
  const schema = asSchema(own(objectAt(parts, 'schema'), 'openAPIV3Schema'));
  return [
    ...(schema === undefined
      ? []
      : validateDefinitionSchema(`${path}.${schemaKey}.openAPIV3Schema`, schema, withStatus)),
    ...validateSubresources(`${path}.subresources`, objectAt(parts, 'subresources')),
    ...validateColumns(`${path}.additionalPrinterColumns`, listAt(parts, 'additionalPrinterColumns')),
    ...validateSelectableFields(`${path}.selectableFields`, listAt(parts, 'selectableFields'), schema),
  ];
}

function hasStatus(version: JsonObject): boolean {
  return isObject(own(objectAt(version, 'subresources'), 'status'));
}

function validateGroup(group: string): FieldError[] {
  if (group === '') return [required('spec.group', '')];
  const wrong = isDnsSubdomain(group);
  if (wrong.length > 0) return [invalid('spec.group', group, wrong.join(','))];
  return group.includes('.')
    ? []
    : [invalid('spec.group', group, 'should be a domain with at least one dot')];
}

function validateStatus(object: ApiObject): FieldError[] {
  const status = objectAt(object, 'status');
  const path = 'status.storedVersions';
  const errors = validateNames('status.acceptedNames', objectAt(status, 'acceptedNames'));
  const stored = listAt(status, 'storedVersions').map(String);
  const shown = isList(status, 'storedVersions') ? stored : null;
  if (stored.length === 0) return [...errors, invalid(path, shown, 'must have at least one stored version')];
  const left = new Map(stored.map((name, index) => [name, index]));
  for (const version of versionsOf(object)) {
    const name = stringAt(version, 'name');
    const isStored = left.delete(name);
    if (version.storage === true && !isStored) {
      errors.push(invalid(path, shown, `must have the storage version ${name}`));
    }
  }
  for (const [name, index] of left) {
    const detail = `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;
    errors.push(invalid(`${path}[${index}]`, name, detail));
  }
  return errors;
}

function validateLabel(path: string, name: string): FieldError[] {
  const wrong = isDns1035Label(name);
  return wrong.length === 0 ? [] : [invalid(path, name, wrong.join(','))];
}

/** Go tells no list from an empty one. */
function isList(object: JsonObject, key: string): boolean {
  return Array.isArray(own(object, key));
}

function validateImmutable(object: ApiObject, old: ApiObject): FieldError[] {
  const [spec, before] = [objectAt(object, 'spec'), objectAt(old, 'spec')];
  const paths = ['group', 'names.plural'];
  if (isConditionTrue(old, 'Established')) paths.unshift('scope', 'names.kind');
  return paths.flatMap((path) => {
    const value = textAt(spec, path);
    return value === textAt(before, path) ? [] : [invalid(`spec.${path}`, value, 'field is immutable')];
  });
}

function textAt(spec: JsonObject, path: string): string {
  const [key = '', inner] = path.split('.');
  return inner === undefined ? stringAt(spec, key) : stringAt(objectAt(spec, key), inner);
}

function validatePreserveUnknownFields(object: ApiObject, old: ApiObject | undefined): FieldError[] {
  if (objectAt(old, 'spec').preserveUnknownFields === true) return [];
  if (objectAt(object, 'spec').preserveUnknownFields !== true) return [];
  const detail =
    'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
  return [invalid('spec.preserveUnknownFields', true, detail)];
}
