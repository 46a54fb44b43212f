import { isParsedObject, JsonSyntaxError, parseJson } from '../../codec/json-parser.ts';
import { kindOf } from '../../codec/special-types.ts';
import { invalid, required, tooLong } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import { createValidator } from '../create-validator.ts';
import { type Faults, IMMUTABLE, matches } from '../faults.ts';
import { entriesAt } from '../fields.ts';
import { isConfigMapKey, isDnsSubdomain } from '../formats/names.ts';
import { validateImmutable } from './config-map.ts';
import { keyPairFault } from './key-pair.ts';

const MAX_BYTES = 1024 * 1024;
const ACCOUNT_NAME = 'kubernetes.io/service-account.name';

export const secret = createValidator({
  name: isDnsSubdomain,
  updateAsNew: 'after',
  *checkBeforeUpdate(object, old) {
    if (object.type !== old.type) yield invalid('type', object.type, IMMUTABLE);
    yield* validateImmutable(object, old, ['data']);
  },
  *check(object) {
    let size = 0;
    for (const [key, value] of entriesAt(object, 'data')) {
      yield* matches(`data[${key}]`, key, isConfigMapKey);
      size += Buffer.byteLength(value, 'base64');
    }
    if (size > MAX_BYTES) yield tooLong('data', MAX_BYTES);
    yield* validateType(
      stringAt(object, 'type'),
      objectAt(object, 'data'),
      objectAt(object.metadata, 'annotations'),
    );
  },
  warnings(object) {
    if (object.type !== 'kubernetes.io/tls') return [];
    const data = objectAt(object, 'data');
    const fault = keyPairFault(decode(data, 'tls.crt'), decode(data, 'tls.key'));
    return fault === undefined ? [] : [fault];
  },
});

/** The keys that a type has to have. */
function* validateType(type: string, data: JsonObject, annotations: JsonObject): Faults {
  const missing = (...keys: string[]) =>
    keys.filter((key) => !Object.hasOwn(data, key)).map((key) => required(`data[${key}]`, ''));
  switch (type) {
    case 'kubernetes.io/service-account-token':
      if (stringAt(annotations, ACCOUNT_NAME) === '')
        yield required(`metadata.annotations[${ACCOUNT_NAME}]`, '');
      break;
    case 'kubernetes.io/dockercfg':
      yield* validateDockerConfig('.dockercfg', data);
      break;
    case 'kubernetes.io/dockerconfigjson':
      yield* validateDockerConfig('.dockerconfigjson', data);
      break;
    case 'kubernetes.io/basic-auth': {
      const faults = missing('username', 'password');
      if (faults.length === 2) yield* faults;
      break;
    }
    case 'kubernetes.io/ssh-auth':
      if (stringAt(data, 'ssh-privatekey') === '') yield required('data[ssh-privatekey]', '');
      break;
    case 'kubernetes.io/tls':
      yield* missing('tls.crt', 'tls.key');
  }
}

function* validateDockerConfig(key: string, data: JsonObject): Faults {
  const path = `data[${key}]`;
  if (own(data, key) === undefined) {
    yield required(path, '');
    return;
  }
  const fault = jsonFault(decode(data, key));
  if (fault !== undefined) yield invalid(path, '<secret contents redacted>', fault);
}

const decode = (data: JsonObject, key: string) => Buffer.from(stringAt(data, key), 'base64');

/** What Go's json.Unmarshal says of a text that is to be an object. */
function jsonFault(text: Buffer): string | undefined {
  try {
    const value = parseJson(text);
    if (isParsedObject(value) || value === null) return undefined;
    return `json: cannot unmarshal ${kindOf(value)} into Go value of type map[string]interface {}`;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error.message;
    throw error;
  }
}
