import { forbidden, invalid, notSupported, required } from '../../model/field-error.ts';
import { equalJson, type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import { type Faults, matches, oneOf, optionalMatch, present } from '../faults.ts';
import { stringsAt, structAt, textAt } from '../fields.ts';
import { isDnsLabel, isDnsSubdomain } from '../formats/names.ts';
import { validateLabelSelector } from '../label-selector.ts';
import { positiveQuantity } from '../resource-names.ts';

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
export const VOLUME_MODES = ['Block', 'Filesystem'];

/** ValidatePersistentVolumeClaimSpec */
export function* validateClaimSpec(path: string, spec: JsonObject): Faults {
  if (stringsAt(spec, 'accessModes').length === 0) {
    yield required(`${path}.accessModes`, 'at least 1 access mode is required');
  }
  yield* validateLabelSelector(`${path}.selector`, structAt(spec, 'selector'));
  yield* validateAccessModes(`${path}.accessModes`, stringsAt(spec, 'accessModes'));
  const storage = own(objectAt(objectAt(spec, 'resources'), 'requests'), 'storage');
  if (storage === undefined) yield required(`${path}.resources[storage]`, '');
  else yield* positiveQuantity(`${path}.resources[storage]`, String(storage));
  yield* optionalMatch(`${path}.storageClassName`, stringAt(spec, 'storageClassName'), isDnsSubdomain);
  const mode = textAt(spec, 'volumeMode');
  if (mode !== undefined) yield* oneOf(`${path}.volumeMode`, mode, VOLUME_MODES);
  yield* validateSources(path, spec);
  const attributes = stringAt(spec, 'volumeAttributesClassName');
  yield* optionalMatch(`${path}.volumeAttributesClassName`, attributes, isDnsSubdomain);
}

export function* validateAccessModes(path: string, modes: readonly string[]): Faults {
  for (const mode of modes) {
    if (!ACCESS_MODES.includes(mode)) yield notSupported(path, mode, ACCESS_MODES);
  }
  const others = modes.filter((mode) => ACCESS_MODES.includes(mode) && mode !== 'ReadWriteOncePod');
  if (modes.includes('ReadWriteOncePod') && others.length > 0) {
    yield forbidden(path, 'may not use ReadWriteOncePod with other access modes');
  }
}

function* validateSources(path: string, spec: JsonObject): Faults {
  const source = structAt(spec, 'dataSource');
  const reference = structAt(spec, 'dataSourceRef');
  if (source !== undefined) yield* validateSource(`${path}.dataSource`, source);
  if (reference !== undefined) {
    yield* validateSource(`${path}.dataSourceRef`, reference);
    yield* optionalMatch(`${path}.dataSourceRef.namespace`, stringAt(reference, 'namespace'), isDnsLabel);
  }
  if (source === undefined || reference === undefined) return;
  // The server shows the path where others show the value: a struct without exported fields.
  if (stringAt(reference, 'namespace') !== '') {
    yield invalid(path, {}, 'may not be specified when dataSourceRef.namespace is specified');
  } else if (!['apiGroup', 'kind', 'name'].every((key) => equalJson(own(source, key), own(reference, key)))) {
    yield invalid(path, {}, 'must match dataSourceRef');
  }
}

function* validateSource(path: string, source: JsonObject): Faults {
  const kind = stringAt(source, 'kind');
  const group = stringAt(source, 'apiGroup');
  yield* present(`${path}.name`, stringAt(source, 'name'));
  yield* present(`${path}.kind`, kind);
  if (group !== '') yield* matches(`${path}.apiGroup`, group, isDnsSubdomain);
  else if (kind !== 'PersistentVolumeClaim') {
    yield invalid(path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
  }
}
