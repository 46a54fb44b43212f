import { invalid, tooLong } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Validator } from '../../model/rules.ts';
import { collect, type Faults, IMMUTABLE } from '../faults.ts';
import { byteLength } from '../formats/names.ts';
import { clusterTrustBundleName, validateSignerName } from '../formats/signer-names.ts';
import { validateMetadata, validateMetadataUpdate } from '../metadata.ts';
import { readCertificate } from './certificate-signing-request.ts';
import { type PemBlock, pemBlocks } from './pem.ts';

const MAX_BYTES = 1024 * 1024;
const PATH = 'spec.trustBundle';

/** pkg/apis/certificates/validation */
export const clusterTrustBundle: Validator = {
  validateCreate: (object) => collect(validateNames(object), validateBundle(specOf(object))),
  validateUpdate(object, old) {
    const spec = specOf(object);
    const before = specOf(old);
    const signer = stringAt(spec, 'signerName');
    const isSameSigner = signer === stringAt(before, 'signerName');
    return collect(
      validateNames(object),
      stringAt(spec, 'trustBundle') === stringAt(before, 'trustBundle') ? [] : validateBundle(spec),
      validateMetadataUpdate(object, old),
      isSameSigner ? [] : [invalid('spec.signerName', signer, IMMUTABLE)],
    );
  },
};

const specOf = (object: ApiObject) => objectAt(object, 'spec');

function* validateNames(object: ApiObject): Faults {
  const signer = stringAt(specOf(object), 'signerName');
  yield* validateMetadata(object, { namespaced: false, name: clusterTrustBundleName(signer) });
  if (signer !== '') yield* validateSignerName('spec.signerName', signer);
}

function* validateBundle(spec: JsonObject): Faults {
  const bundle = stringAt(spec, 'trustBundle');
  if (byteLength(bundle) > MAX_BYTES) {
    yield tooLong(PATH, MAX_BYTES);
    return;
  }
  const blocks = pemBlocks(bundle);
  const faults = blocks.flatMap((block, index) => {
    const fault = anchorFault(block);
    return fault === undefined ? [] : [`entry ${index} ${fault}`];
  });
  if (faults.length === 0 && blocks.length === 0) faults.push('at least one trust anchor must be provided');
  if (faults.length === 0) faults.push(...duplicateFaults(blocks));
  for (const fault of faults) yield invalid(PATH, '<value omitted>', fault);
}

function anchorFault({ type, hasHeaders, bytes }: PemBlock): string | undefined {
  if (type !== 'CERTIFICATE') return `has bad block type: ${type}`;
  if (hasHeaders) return 'has PEM block headers';
  const certificate = readCertificate(bytes);
  if (certificate === undefined) return 'does not parse as X.509';
  return certificate.ca ? undefined : 'does not have the CA bit set';
}

function duplicateFaults(blocks: readonly PemBlock[]): string[] {
  const indexes = new Map<string, number[]>();
  for (const [index, { bytes }] of blocks.entries()) {
    const key = bytes.toString('base64');
    indexes.set(key, [...(indexes.get(key) ?? []), index]);
  }
  return [...indexes.values()]
    .filter((same) => same.length > 1)
    .map((same) => `duplicate trust anchor (indices [${same.join(' ')}])`);
}
