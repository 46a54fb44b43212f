import { invalid, required, tooLong } from '../../model/field-error.ts';
import { isObject, type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
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
  const fault = jsonFault(decode(data, key).toString());
  if (fault !== undefined) yield invalid(path, '<secret contents redacted>', fault);
}

const decode = (data: JsonObject, key: string) => Buffer.from(stringAt(data, key), 'base64');

/** What Go's json.Unmarshal says of a text that is to be an object. */
function jsonFault(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value) || value === null) return undefined;
    const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
    return `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`;
  } catch {
    if (text.trim() === '') return 'unexpected end of JSON input';
    return syntaxFault(text);
  }
}

/** The beginning of a text that is no JSON at all; later faults of syntax are told less exactly. */
function syntaxFault(text: string): string {
  const first = text.trimStart()[0] ?? '';
  if (/^[{["\d\-tfn]/.test(first)) return 'unexpected end of JSON input';
  return `invalid character '${first === "'" ? "\\'" : first}' looking for beginning of value`;
}
