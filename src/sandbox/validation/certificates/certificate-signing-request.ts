import { X509Certificate } from 'node:crypto';
import { semanticEqual } from '../../kinds/strategies/semantic-equal.ts';
import { duplicate, forbidden, invalid, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Validator } from '../../model/rules.ts';
import { collect, declared, each, type Faults, oneOf, present } from '../faults.ts';
import { numberAt, objectsAt, stringsAt, valueAt } from '../fields.ts';
import { validateSignerName } from '../formats/signer-names.ts';
import { validateMetadata, validateMetadataUpdate } from '../metadata.ts';
import { specDiff } from '../spec-diff.ts';
import { pemBlocks } from './pem.ts';
import { requestFault } from './pkcs10.ts';

const LEGACY_SIGNER = 'kubernetes.io/legacy-unknown';
const MIN_SECONDS = 600;

const USAGES = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
];

/** They can only be True. */
const DECISIONS = ['Approved', 'Denied', 'Failed'];

/** pkg/apis/certificates/validation */
export const certificateSigningRequest: Validator = {
  validateCreate: (object) => collect(validateRequest(object, undefined)),
  validateUpdate: (object, old) => collect(validateUpdate(object, old, '')),
  validateSubresourceUpdate: {
    status: (object, old) => collect(validateUpdate(object, old, 'status')),
    approval: (object, old) => collect(validateUpdate(object, old, 'approval')),
  },
};

function* validateRequest(object: ApiObject, old: ApiObject | undefined): Faults {
  yield* validateMetadata(object, { namespaced: false, name: () => [] });
  const spec = objectAt(object, 'spec');
  const request = stringAt(spec, 'request');
  const fault = requestFault(Buffer.from(request, 'base64').toString('latin1'));
  if (fault !== undefined) yield invalid('spec.request', valueAt(spec, 'request'), fault);
  yield* validateUsages('spec.usages', stringsAt(spec, 'usages'));
  const signer = stringAt(spec, 'signerName');
  if (signer === LEGACY_SIGNER) {
    const text = 'the legacy signerName is not allowed via this API version';
    yield invalid('spec.signerName', signer, text);
  } else yield* validateSignerName('spec.signerName', signer);
  const seconds = numberAt(spec, 'expirationSeconds');
  if (seconds !== undefined && seconds < MIN_SECONDS) {
    const text = 'may not specify a duration less than 600 seconds (10 minutes)';
    yield invalid('spec.expirationSeconds', seconds, text);
  }
  yield* validateConditions('status.conditions', object, old);
  const certificate = certificateOf(object);
  if (old !== undefined && certificate === certificateOf(old)) return;
  const wrong = certificateFault(Buffer.from(certificate, 'base64').toString('latin1'));
  if (wrong !== undefined) yield invalid('status.certificate', '<certificate data>', wrong);
}

const certificateOf = (object: ApiObject) => stringAt(objectAt(object, 'status'), 'certificate');

function* validateUsages(path: string, usages: string[]): Faults {
  if (usages.length === 0) yield required(path, '');
  yield* each(path, usages, (at, usage) => oneOf(at, usage, USAGES));
  for (const [index, usage] of usages.entries()) {
    if (usages.indexOf(usage) < index) yield duplicate(`${path}[${index}]`, usage);
  }
}

function* validateConditions(path: string, object: ApiObject, old: ApiObject | undefined): Faults {
  const conditions = objectsAt(objectAt(object, 'status'), 'conditions');
  const types = new Set<string>();
  yield* each(path, conditions, function* (at, condition) {
    const type = stringAt(condition, 'type');
    const status = stringAt(condition, 'status');
    yield* present(`${at}.type`, type);
    yield* present(`${at}.status`, status);
    const allowed = DECISIONS.includes(type) ? ['True'] : ['False', 'True', 'Unknown'];
    if (status !== '') yield* oneOf(`${at}.status`, status, allowed);
    if (types.has(type)) yield duplicate(`${at}.type`, type);
    types.add(type);
  });
  const isBoth = (all: JsonObject[]) =>
    ['Approved', 'Denied'].every((wanted) => all.some(({ type }) => type === wanted));
  if (isBoth(conditions) && !isBoth(objectsAt(objectAt(old, 'status'), 'conditions'))) {
    const members = '{conditions[{"type": "Approved"}], conditions[{"type": "Denied"}]}';
    const text =
      'must specify at most one of: `conditions[{"type": "Approved"}]`, `conditions[{"type": "Denied"}]`';
    yield* declared([invalid(path, members, text)]);
  }
}

function* validateUpdate(object: ApiObject, old: ApiObject, subresource: string): Faults {
  yield* validateRequest(object, old);
  const path = 'status.conditions';
  const ofType = (of: ApiObject, wanted: string) =>
    objectsAt(objectAt(of, 'status'), 'conditions').filter(({ type }) => type === wanted);
  for (const type of DECISIONS) {
    if (ofType(object, type).length < ofType(old, type).length) {
      yield forbidden(path, `updates may not remove a condition of type "${type}"`);
    }
  }
  for (const type of subresource === 'approval' ? [] : ['Approved', 'Denied']) {
    const now = ofType(object, type);
    const before = ofType(old, type);
    if (now.length > before.length) {
      yield forbidden(path, `updates may not add a condition of type "${type}"`);
    } else if (now.length === before.length && !semanticEqual(now, before)) {
      yield forbidden(path, `updates may not modify a condition of type "${type}"\n${specDiff(before, now)}`);
    }
  }
  if (certificateOf(object) !== certificateOf(old)) {
    if (subresource !== 'status')
      yield forbidden('status.certificate', 'updates may not set certificate content');
    else if (certificateOf(old) !== '') {
      yield forbidden('status.certificate', 'updates may not modify existing certificate content');
    }
  }
  yield* validateMetadataUpdate(object, old);
}

function certificateFault(pem: string): string | undefined {
  if (pem === '') return undefined;
  const blocks = pemBlocks(pem);
  for (const { type, hasHeaders, bytes } of blocks) {
    if (type !== 'CERTIFICATE') return `only CERTIFICATE PEM blocks are allowed, found "${type}"`;
    if (hasHeaders) return 'no PEM block headers are permitted';
    if (readCertificate(bytes) === undefined) return 'x509: malformed certificate';
  }
  return blocks.length === 0 ? 'must contain at least one CERTIFICATE PEM block' : undefined;
}

export function readCertificate(der: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}
