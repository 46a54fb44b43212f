import { forbidden, invalid, notSupported, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import { type Faults, matches } from '../faults.ts';
import { entriesAt, isSet, numberAt, objectsAt, structAt, textAt } from '../fields.ts';
import { isQualifiedName } from '../formats/names.ts';
import { clusterTrustBundleName, isKubernetesSigner, validateSignerName } from '../formats/signer-names.ts';
import { internalForm } from '../internal-form.ts';
import { validateLabelSelector } from '../label-selector.ts';
import { validateLocalPath } from '../paths.ts';
import { validateDownwardFile } from './downward-api.ts';
import { needs, validateFileMode, validateKeyToPath, validateUser } from './volume-sources.ts';

// What a projected volume takes together: validateProjectionSources of pkg/apis/core/validation.

export function* validateProjected(path: string, volume: JsonObject): Faults {
  yield* validateFileMode(path, volume, 'defaultMode');
  yield* validateUser(path, volume, 'defaultUser');
  const paths = new Set<string>();
  for (const [index, source] of objectsAt(volume, 'sources').entries()) {
    const at = `${path}.sources[${index}]`;
    let count = 0;
    for (const [key, check] of PROJECTIONS) {
      if (!isSet(source, key)) continue;
      count += 1;
      yield* check(`${at}.${key}`, objectAt(source, key), { volume: path, paths });
    }
    if (count > 1) yield forbidden(at, 'may not specify more than 1 volume type per source');
  }
}

interface Projection {
  /** The path of the whole volume: some faults are told there. */
  volume: string;
  /** The paths that are taken. */
  paths: Set<string>;
}

type Check = (path: string, source: JsonObject, projection: Projection) => Faults;

const PROJECTIONS: readonly [string, Check][] = [
  ['secret', validateKeys],
  ['configMap', validateKeys],
  ['downwardAPI', validateDownwardApi],
  ['serviceAccountToken', validateToken],
  ['clusterTrustBundle', validateTrustBundle],
  ['podCertificate', validateCertificate],
];

function* claimPath({ volume, paths }: Projection, target: string, shown = target): Faults {
  if (paths.has(target)) yield invalid(volume, shown, 'conflicting duplicate paths');
  paths.add(target);
}

function* validateKeys(path: string, source: JsonObject, projection: Projection): Faults {
  yield* needs('name')(path, source);
  for (const [index, item] of objectsAt(source, 'items').entries()) {
    yield* validateKeyToPath(`${path}.items[${index}]`, item);
    const target = stringAt(item, 'path');
    if (target !== '') yield* claimPath(projection, target, stringAt(source, 'name'));
  }
}

function* validateDownwardApi(path: string, source: JsonObject, projection: Projection): Faults {
  for (const file of objectsAt(source, 'items')) {
    yield* validateDownwardFile(path, file);
    const target = stringAt(file, 'path');
    if (target !== '') yield* claimPath(projection, target);
  }
}

function* validateToken(path: string, source: JsonObject, { volume }: Projection): Faults {
  const seconds = numberAt(source, 'expirationSeconds');
  const at = `${path}.expirationSeconds`;
  if (seconds === undefined) yield required(at, '');
  else if (seconds < 600) yield invalid(at, seconds, 'may not specify a duration less than 10 minutes');
  else if (seconds > 2 ** 32) {
    yield invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds');
  }
  const target = stringAt(source, 'path');
  if (target === '') yield required(`${volume}.path`, '');
  else yield* validateLocalPath(`${volume}.path`, target);
  yield* validateUser(path, source, 'user');
}

function* validateTrustBundle(path: string, source: JsonObject, projection: Projection): Faults {
  const name = textAt(source, 'name');
  const signer = textAt(source, 'signerName');
  const selector = structAt(source, 'labelSelector');
  if (name !== undefined && signer !== undefined) {
    const shown = internalForm('/v1/Pod', 'spec.volumes.projected.sources.clusterTrustBundle', source);
    yield invalid(path, shown, 'only one of name and signerName may be used');
  } else if (name !== undefined) {
    if (name === '') yield required(`${path}.name`, 'must be a valid object name');
    const colon = name.lastIndexOf(':');
    const format = clusterTrustBundleName(colon < 0 ? '' : name.slice(0, colon).replaceAll(':', '/'));
    for (const message of format(name)) {
      yield invalid(`${path}.name`, name, `not a valid clustertrustbundlename: ${message}`);
    }
    if (selector !== undefined) {
      yield invalid(`${path}.labelSelector`, selector, 'labelSelector must be unset if name is specified');
    }
  } else if (signer !== undefined) {
    if (signer === '') yield required(`${path}.signerName`, 'must be a valid signer name');
    yield* validateSignerName(`${path}.signerName`, signer);
    yield* validateLabelSelector(`${path}.labelSelector`, selector);
  } else yield required(path, 'either name or signerName must be specified');
  yield* needs('path')(path, source);
  yield* validateUser(path, source, 'user');
  yield* validateLocalPath(`${path}.path`, stringAt(source, 'path'));
  yield* claimPath(projection, stringAt(source, 'path'));
}

const KEY_TYPES = ['RSA3072', 'RSA4096', 'ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519'];
const CERTIFICATE_PATHS = ['credentialBundlePath', 'keyPath', 'certificateChainPath'];
const DAY = 24 * 60 * 60;

function* validateCertificate(path: string, source: JsonObject, projection: Projection): Faults {
  const signer = stringAt(source, 'signerName');
  yield* validateSignerName(`${path}.signerName`, signer);
  for (const [key] of entriesAt(source, 'userAnnotations')) {
    yield* validatePrefixedKey(`${path}.userAnnotations`, key.toLowerCase());
  }
  yield* validateUser(path, source, 'user');
  const keyType = stringAt(source, 'keyType');
  if (!KEY_TYPES.includes(keyType)) yield notSupported(`${path}.keyType`, keyType, KEY_TYPES);
  const seconds = numberAt(source, 'maxExpirationSeconds');
  const most = isKubernetesSigner(signer) ? DAY : 91 * DAY;
  if (seconds !== undefined && (seconds < 3600 || seconds > most)) {
    const text = `if provided, maxExpirationSeconds must be ${seconds < 3600 ? '>= 3600' : `<= ${most}`}`;
    yield invalid(`${path}.maxExpirationSeconds`, seconds, text);
  }
  const targets = CERTIFICATE_PATHS.filter((key) => stringAt(source, key) !== '');
  for (const key of targets) {
    yield* validateLocalPath(`${path}.${key}`, stringAt(source, key));
    yield* claimPath(projection, stringAt(source, key));
  }
  if (targets.length === 0) {
    yield required(path, 'specify at least one of credentialBundlePath, keyPath, and certificateChainPath');
  }
}

/** IsDomainPrefixedKey */
function* validatePrefixedKey(path: string, key: string): Faults {
  if (key === '') {
    yield required(path, '');
    return;
  }
  yield* matches(path, key, isQualifiedName);
  if (isQualifiedName(key).length === 0 && !key.includes('/')) {
    yield invalid(path, key, 'must be a domain-prefixed key (such as "acme.io/foo")');
  }
}
