import { semanticEqual } from '../../kinds/strategies/semantic-equal.ts';
import { forbidden, invalid, required, tooLong } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Validator } from '../../model/rules.ts';
import { validateDriverName } from '../driver-name.ts';
import { collect, declared, type Faults, IMMUTABLE, matches, rangeError } from '../faults.ts';
import { entriesAt, isSet, numberAt, structAt, textAt } from '../fields.ts';
import { byteLength, isDnsSubdomain } from '../formats/names.ts';
import { validateMetadata } from '../metadata.ts';
import { validateCsiDriverName } from '../pod/volume-sources.ts';

const BOTH = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
const MAX_METADATA_BYTES = 256 * 1024;
const MAX_MESSAGE_BYTES = 1024;

export const volumeAttachment: Validator = {
  validateCreate: (object) => collect(validate(object, undefined)),
  validateUpdate: (object, old) => collect(validate(object, old), validateSame(object, old)),
};

function* validate(object: ApiObject, old: ApiObject | undefined): Faults {
  const isChanged = old !== undefined && !hasSameSpec(object, old);
  const spec = objectAt(object, 'spec');
  const source = objectAt(spec, 'source');
  const volume = textAt(source, 'persistentVolumeName');
  yield* validateMetadata(object, { namespaced: false, name: isDnsSubdomain });
  yield* (isChanged ? validateCsiDriverName : validateDriverName)(
    'spec.attacher',
    stringAt(spec, 'attacher'),
  );
  const isInline = isSet(source, 'inlineVolumeSpec');
  if (isInline && volume !== undefined) yield forbidden('spec.source', BOTH);
  if (!isInline && volume === undefined) yield required('spec.source', BOTH);
  if (!isInline && volume === '') {
    yield required('spec.source.persistentVolumeName', 'must specify non empty persistentVolumeName');
  }
  yield* matches('spec.nodeName', stringAt(spec, 'nodeName'), isDnsSubdomain);
  yield* validateStatus(objectAt(object, 'status'));
  if (volume !== undefined) yield* matches('spec.source.persistentVolumeName', volume, isDnsSubdomain);
}

const hasSameSpec = (object: ApiObject, old: ApiObject) =>
  semanticEqual(own(object, 'spec'), own(old, 'spec'));

function* validateStatus(status: JsonObject): Faults {
  const entries = entriesAt(status, 'attachmentMetadata');
  const size = entries.reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0);
  if (size > MAX_METADATA_BYTES) yield tooLong('status.attachmentMetadata', MAX_METADATA_BYTES);
  for (const key of ['attachError', 'detachError']) {
    const error = structAt(status, key);
    if (error === undefined) continue;
    if (byteLength(stringAt(error, 'message')) > MAX_MESSAGE_BYTES)
      yield tooLong(`status.${key}.message`, MAX_MESSAGE_BYTES);
    const code = numberAt(error, 'errorCode') ?? 0;
    if (code < 0) yield invalid(`status.${key}.errorCode`, code, rangeError(0, 2 ** 31 - 1));
  }
}

function* validateSame(object: ApiObject, old: ApiObject): Faults {
  if (!hasSameSpec(object, old)) yield* declared([invalid('spec', null, IMMUTABLE)]);
}
