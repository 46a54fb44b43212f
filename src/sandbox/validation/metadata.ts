import { semanticEqual } from '../kinds/strategies/semantic-equal.ts';
import { forbidden, invalid, notSupported, required, tooLong } from '../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../model/json.ts';
import { type ApiObject, type ObjectMeta, parseApiVersion } from '../model/object.ts';
import { declared, each, type Faults, type Format, IMMUTABLE, matches, nonNegative } from './faults.ts';
import { entriesAt, objectsAt, stringsAt, valueAt } from './fields.ts';
import { byteLength, inBytes, isDnsLabel, isLabelValue, isQualifiedName } from './formats/names.ts';

// Metadata: apimachinery pkg/api/validation/objectmeta.go, and what core adds to it (ValidateObjectMeta of
// pkg/apis/core/validation).

export interface MetadataRules {
  namespaced: boolean;
  name: Format;
  /**
   * Whether finalizers without a domain have to be known ones, as core's ValidateObjectMeta wants it. Some kinds use
   * apimachinery's own function, which does not ask.
   */
  knownFinalizers?: boolean;
  /** The name's faults are found by a marker of the type. generateName has no check of its own then. */
  declaredName?: boolean;
}

export function* validateMetadata(object: ApiObject, rules: MetadataRules): Faults {
  const { metadata } = object;
  yield* validateObjectMeta(metadata, rules);
  if (rules.knownFinalizers !== false) yield* validateKnownFinalizers(metadata);
}

export function* validateMetadataUpdate(
  object: ApiObject,
  old: ApiObject,
  { knownFinalizers = true }: Partial<MetadataRules> = {},
): Faults {
  yield* validateObjectMetaUpdate(object.metadata, old.metadata);
  if (knownFinalizers) yield* validateKnownFinalizers(object.metadata);
}

/** ValidateObjectMeta of apimachinery, for an object that is new. */
export function* validateObjectMeta(metadata: ObjectMeta, rules: MetadataRules): Faults {
  const { name = '', generateName = '', namespace = '' } = metadata;
  if (generateName !== '' && rules.declaredName !== true) {
    yield* matches('metadata.generateName', generateName, (text) => rules.name(maskTrailingDash(text)));
  }
  if (name === '') yield required('metadata.name', 'name or generateName is required');
  else if (rules.declaredName) yield* declared(matches('metadata.name', name, inBytes(rules.name)));
  else yield* matches('metadata.name', name, rules.name);
  if (!rules.namespaced) {
    if (namespace !== '') yield forbidden('metadata.namespace', 'not allowed on this type');
  } else if (namespace === '') yield required('metadata.namespace', '');
  else yield* matches('metadata.namespace', namespace, isDnsLabel);
  yield* nonNegative('metadata.generation', metadata.generation);
  yield* validateCommon(metadata);
  const finalizers = stringsAt(metadata, 'finalizers');
  for (const finalizer of finalizers) yield* matches('metadata.finalizers', finalizer, isQualifiedName);
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    const text = 'finalizer orphan and foregroundDeletion cannot be both set';
    yield invalid('metadata.finalizers', finalizers, text);
  }
  yield* validateManagedFields(metadata);
}

/** ValidateObjectMetaUpdate of apimachinery. */
export function* validateObjectMetaUpdate(metadata: ObjectMeta, old: ObjectMeta): Faults {
  if (old.deletionTimestamp !== undefined) yield* validateNoNewFinalizers(metadata, old);
  if (stringAt(metadata, 'resourceVersion') === '') {
    yield invalid('metadata.resourceVersion', '', 'must be specified for an update');
  }
  const { generation = 0 } = metadata;
  yield* nonNegative('metadata.generation', generation);
  if (generation < (old.generation ?? 0)) {
    yield invalid('metadata.generation', generation, 'must not be decremented');
  }
  for (const key of ['name', 'namespace', 'uid'] as const) {
    const value = stringAt(metadata, key);
    if (value !== stringAt(old, key)) yield invalid(`metadata.${key}`, value, IMMUTABLE);
  }
  for (const key of ['creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds']) {
    const value = valueAt(metadata, key);
    if (!semanticEqual(value, valueAt(old, key))) yield invalid(`metadata.${key}`, value, IMMUTABLE);
  }
  yield* validateCommon(metadata);
  yield* validateManagedFields(metadata);
}

function* validateCommon(metadata: ObjectMeta): Faults {
  yield* validateLabels('metadata.labels', objectAt(metadata, 'labels'));
  yield* validateAnnotations('metadata.annotations', objectAt(metadata, 'annotations'));
  yield* validateOwnerReferences(metadata);
}

export function* validateLabels(path: string, labels: JsonObject): Faults {
  for (const [key, value] of entriesAt({ labels }, 'labels')) {
    yield* matches(path, key, isQualifiedName);
    yield* matches(path, value, isLabelValue);
  }
}

const MAX_ANNOTATIONS_BYTES = 256 * 1024;

export function* validateAnnotations(path: string, annotations: JsonObject): Faults {
  let size = 0;
  for (const [key, value] of entriesAt({ annotations }, 'annotations')) {
    yield* matches(path, key, (text) => isQualifiedName(text.toLowerCase()));
    size += byteLength(key) + byteLength(value);
  }
  if (size > MAX_ANNOTATIONS_BYTES) yield tooLong(path, MAX_ANNOTATIONS_BYTES);
}

function* validateOwnerReferences(metadata: ObjectMeta): Faults {
  const path = 'metadata.ownerReferences';
  const references = objectsAt(metadata, 'ownerReferences');
  let controller = '';
  for (const [index, reference] of references.entries()) {
    yield* validateOwnerReference(`${path}[${index}]`, reference);
    if (reference.controller !== true) continue;
    const name = `${stringAt(reference, 'kind')}/${stringAt(reference, 'name')}`;
    if (controller === '') controller = name;
    else {
      const text = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`;
      yield invalid(path, references, text);
    }
  }
}

function* validateOwnerReference(path: string, reference: JsonObject): Faults {
  const apiVersion = stringAt(reference, 'apiVersion');
  const { group, version } = parseApiVersion(apiVersion);
  if (apiVersion === '') yield required(`${path}.apiVersion`, 'must not be empty');
  else if (version === '' || version.includes('/')) {
    yield invalid(`${path}.apiVersion`, apiVersion, 'must be <group>/<version> or <version>');
  }
  for (const key of ['kind', 'name', 'uid']) {
    if (stringAt(reference, key) === '') yield required(`${path}.${key}`, 'must not be empty');
  }
  if (group === '' && version === 'v1' && reference.kind === 'Event') {
    yield invalid(path, reference, '/v1, Kind=Event is disallowed from being an owner');
  }
}

function* validateNoNewFinalizers(metadata: ObjectMeta, old: ObjectMeta): Faults {
  const known = stringsAt(old, 'finalizers');
  const added = [...new Set(stringsAt(metadata, 'finalizers'))]
    .filter((name) => !known.includes(name))
    .sort();
  if (added.length === 0) return;
  const list = `[]string{${added.map((name) => JSON.stringify(name)).join(', ')}}`;
  const text = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
  yield forbidden('metadata.finalizers', text);
}

const KNOWN_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** validateKubeFinalizerName of pkg/apis/core/validation. */
export function* validateKnownFinalizer(path: string, name: string): Faults {
  if (!name.includes('/') && !KNOWN_FINALIZERS.includes(name)) {
    yield invalid(path, name, 'name is neither a standard finalizer name nor is it fully qualified');
  }
}

function* validateKnownFinalizers(metadata: ObjectMeta): Faults {
  yield* each('metadata.finalizers', stringsAt(metadata, 'finalizers'), validateKnownFinalizer);
}

function* validateManagedFields(metadata: ObjectMeta): Faults {
  yield* each('metadata.managedFields', objectsAt(metadata, 'managedFields'), function* (path, entry) {
    const operation = stringAt(entry, 'operation');
    if (operation === '') yield required(`${path}.operation`, 'must not be empty');
    else if (operation !== 'Apply' && operation !== 'Update') {
      yield notSupported(`${path}.operation`, operation, ['Apply', 'Update']);
    }
    const type = stringAt(entry, 'fieldsType');
    if (type !== '' && type !== 'FieldsV1') yield invalid(`${path}.fieldsType`, type, 'must be `FieldsV1`');
    if (byteLength(stringAt(entry, 'manager')) > 128) yield tooLong(`${path}.manager`, 128);
    if (byteLength(stringAt(entry, 'subresource')) > 256) yield tooLong(`${path}.subresource`, 256);
  });
}

/** A generated name ends in something else than its prefix: Go puts an `a` in place of the last two characters. */
function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}
