import { invalid, notSupported, required } from '../../model/field-error.ts';
import { type JsonObject, stringAt } from '../../model/json.ts';
import { type Faults, matches } from '../faults.ts';
import { structAt } from '../fields.ts';
import { isQualifiedName } from '../formats/names.ts';
import { validateLocalPath } from '../paths.ts';
import { signOf } from '../resource-names.ts';
import { needs, validateFileMode, validateUser } from './volume-sources.ts';

// Fields of the pod that it sees itself: in variables and in files.

const FILE_FIELDS = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

export const ENV_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

const FIELDS = [...FILE_FIELDS, ...ENV_FIELDS, 'spec.restartPolicy', 'spec.schedulerName', 'status.phase'];

const RESOURCES = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];

/** A file of a downwardAPI volume. */
export function* validateDownwardFile(path: string, file: JsonObject): Faults {
  yield* needs('path')(path, file);
  yield* validateLocalPath(`${path}.path`, stringAt(file, 'path'));
  const field = structAt(file, 'fieldRef');
  const resource = structAt(file, 'resourceFieldRef');
  if (field !== undefined) {
    yield* validateFieldRef(`${path}.fieldRef`, field, FILE_FIELDS);
    if (resource !== undefined) {
      yield invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously');
    }
  } else if (resource !== undefined)
    yield* validateResourceFieldRef(`${path}.resourceFieldRef`, resource, true);
  else yield required(path, 'one of fieldRef and resourceFieldRef is required');
  yield* validateFileMode(path, file, 'mode');
  yield* validateUser(path, file, 'user');
}

/** validateObjectFieldSelector */
export function* validateFieldRef(path: string, reference: JsonObject, allowed: readonly string[]): Faults {
  const version = stringAt(reference, 'apiVersion');
  const field = stringAt(reference, 'fieldPath');
  if (version === '' || field === '') {
    yield required(version === '' ? `${path}.apiVersion` : `${path}.fieldPath`, '');
    return;
  }
  const [, map = '', key] = /^([^[].*?)\['(.*)'\]$/s.exec(field) ?? [];
  const fault = key === undefined ? unknownField(version, field) : unknownMap(version, field, map);
  if (fault !== undefined) yield invalid(`${path}.fieldPath`, field, `error converting fieldPath: ${fault}`);
  else if (key !== undefined) {
    yield* matches(path, map === 'metadata.annotations' ? key.toLowerCase() : key, isQualifiedName);
  } else {
    const name = field === 'spec.host' ? 'spec.nodeName' : field;
    if (!allowed.includes(name)) yield notSupported(`${path}.fieldPath`, name, allowed);
  }
}

function unknownField(version: string, field: string): string | undefined {
  if (version !== 'v1') return `unsupported pod version: ${version}`;
  return FIELDS.includes(field) || field === 'spec.host' ? undefined : `field label not supported: ${field}`;
}

function unknownMap(version: string, field: string, map: string): string | undefined {
  if (version !== 'v1') return `unsupported pod version: ${version}`;
  const isMap = map === 'metadata.annotations' || map === 'metadata.labels';
  return isMap ? undefined : `field label does not support subscript: ${field}`;
}

/** validateContainerResourceFieldSelector: in a file the container has to be named. */
export function* validateResourceFieldRef(path: string, reference: JsonObject, inFile: boolean): Faults {
  const resource = stringAt(reference, 'resource');
  if (inFile && stringAt(reference, 'containerName') === '') yield required(`${path}.containerName`, '');
  else if (resource === '') yield required(`${path}.resource`, '');
  else if (!RESOURCES.includes(resource) && !HUGE_PAGES.test(resource)) {
    yield notSupported(`${path}.resource`, resource, RESOURCES);
  }
  yield* validateDivisor(`${path}.divisor`, resource, String(reference.divisor ?? '0'));
}

const HUGE_PAGES = /^(limits|requests)\.hugepages-/;
const BYTE_DIVISORS = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

function* validateDivisor(path: string, resource: string, divisor: string): Faults {
  if (signOf(divisor) === 0) return;
  const name = HUGE_PAGES.test(resource) ? 'hugepages' : resource.replace(/^(limits|requests)\./, '');
  if (name === 'cpu' && divisor !== '1m' && divisor !== '1') {
    yield invalid(path, resource, "only divisor's values 1m and 1 are supported with the cpu resource");
  }
  const bytesOf = BYTE_RESOURCES.get(name);
  if (bytesOf === undefined || BYTE_DIVISORS.includes(divisor)) return;
  const text = `only divisor's values ${BYTE_DIVISORS.join(', ')} are supported with the ${bytesOf} resource`;
  yield invalid(path, resource, text);
}

const BYTE_RESOURCES = new Map([
  ['memory', 'memory'],
  ['ephemeral-storage', 'local ephemeral storage'],
  ['hugepages', 'hugepages'],
]);
