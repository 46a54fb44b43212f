import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { asn1 as asn1Types, pki as pkiTypes } from 'node-forge';
import asn1 from 'node-forge/lib/asn1.js';
import pki from 'node-forge/lib/x509.js';

/** A certificate authority that lives as long as one traced command, in memory only. */
export interface CertificateAuthority {
  /** Its certificate, PEM, for the overlay kubeconfig. */
  pem: string;
  /** What to end TLS with as the server of that name or IP address. Cached by name. */
  contextFor(name: string): SecureContext;
}

/**
 * Creates the throwaway authority. EC P-256 keys come from node:crypto (RSA costs 50 to 300 ms);
 * node-forge assembles the certificates around them, since it cannot make EC keys itself.
 */
export function createCertificateAuthority(): CertificateAuthority {
  const keys = createKeys();
  const issuer = commonName(`kubectl-trace ${randomBytes(4).toString('hex')}`);
  const pem = createCertificate({
    subject: issuer,
    issuer,
    publicKey: keys.publicKey,
    signer: keys.privateKey,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
    ],
  });
  const contexts = new Map<string, SecureContext>();
  return {
    pem,
    contextFor(name) {
      const context = contexts.get(name) ?? createServerContext(name, issuer, keys.privateKey);
      contexts.set(name, context);
      return context;
    },
  };
}

function createServerContext(name: string, issuer: Subject, signer: KeyObject): SecureContext {
  const keys = createKeys();
  const cert = createCertificate({
    subject: commonName(name),
    issuer,
    publicKey: keys.publicKey,
    signer,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [alternativeName(name)] },
    ],
  });
  const key = keys.privateKey.export({ type: 'pkcs8', format: 'pem' });
  return createSecureContext({ cert, key, minVersion: 'TLSv1.2' });
}

function createKeys(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

type Subject = pkiTypes.CertificateField[];

interface CertificateFields {
  subject: Subject;
  issuer: Subject;
  publicKey: KeyObject;
  signer: KeyObject;
  extensions: object[];
}

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';

/** RFC 5280, section 4.1: the certificate's fields, the algorithm, and the signature over the fields. PEM. */
function createCertificate(fields: CertificateFields): string {
  const certificate = pki.createCertificate();
  certificate.setSubject(fields.subject);
  certificate.setIssuer(fields.issuer);
  certificate.setExtensions(fields.extensions);
  const now = Date.now();
  const algorithm = sequence(primitive(asn1.Type.OID, asn1.oidToDer(ECDSA_WITH_SHA256).getBytes()));
  const toBeSigned = sequence(
    asn1.create(asn1.Class.CONTEXT_SPECIFIC, 0, true, [primitive(asn1.Type.INTEGER, '\x02')]),
    primitive(asn1.Type.INTEGER, serialNumber()),
    algorithm,
    pki.distinguishedNameToAsn1(certificate.issuer),
    // An hour back: a client in a container or a virtual machine may have another clock. A trace of a
    // watch may run for weeks.
    sequence(time(now - HOUR_MS), time(now + 365 * DAY_MS)),
    pki.distinguishedNameToAsn1(certificate.subject),
    asn1.fromDer(fields.publicKey.export({ type: 'spki', format: 'der' }).toString('latin1')),
    pki.certificateExtensionsToAsn1(certificate.extensions),
  );
  const signature = sign('sha256', toDer(toBeSigned), fields.signer).toString('latin1');
  const bitString = primitive(asn1.Type.BITSTRING, `\x00${signature}`);
  const base64 = toDer(sequence(toBeSigned, algorithm, bitString)).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** A common name holds at most 64 characters (RFC 5280, ub-common-name); verifiers read the SAN. */
function commonName(value: string): Subject {
  return [{ name: 'commonName', value: value.slice(0, 64) }];
}

function alternativeName(name: string): object {
  return isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name };
}

/** 16 random bytes, positive and minimally encoded: the first byte is in 0x40 … 0x7f. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('latin1');
}

function sequence(...values: asn1Types.Asn1[]): asn1Types.Asn1 {
  return asn1.create(asn1.Class.UNIVERSAL, asn1.Type.SEQUENCE, true, values);
}

function primitive(type: number, value: string): asn1Types.Asn1 {
  return asn1.create(asn1.Class.UNIVERSAL, type, false, value);
}

/** UTCTime holds years up to 2049, GeneralizedTime those from 2050 on (RFC 5280, section 4.1.2.5). */
function time(epochMs: number): asn1Types.Asn1 {
  const date = new Date(epochMs);
  return date.getUTCFullYear() < 2050
    ? primitive(asn1.Type.UTCTIME, String(asn1.dateToUtcTime(date)))
    : primitive(asn1.Type.GENERALIZEDTIME, String(asn1.dateToGeneralizedTime(date)));
}

function toDer(value: asn1Types.Asn1): Buffer {
  return Buffer.from(asn1.toDer(value).getBytes(), 'latin1');
}
