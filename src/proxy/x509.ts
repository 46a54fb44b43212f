import { type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import type { asn1 as asn1Types } from 'node-forge';
import asn1 from 'node-forge/lib/asn1.js';
import util from 'node-forge/lib/util.js';

export interface CertificateFields {
  /** Common names. */
  subject: string;
  issuer: string;
  publicKey: KeyObject;
  /** An EC key on P-256. */
  signer: KeyObject;
  /** The DNS name or IP address that a server's certificate is for; undefined makes a certificate authority. */
  serverName: string | undefined;
}

type Asn1 = asn1Types.Asn1;
const { Type, Class } = asn1;

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** By their names in RFC 5280 and RFC 5758. */
const OIDS = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const;

/**
 * Assembles and signs an X.509 certificate, as PEM: the fields of RFC 5280, section 4.1, the algorithm, and
 * the signature over the fields. By node-forge's ASN.1, since its certificates know RSA keys only.
 */
export function createCertificate({
  subject,
  issuer,
  publicKey,
  signer,
  serverName,
}: CertificateFields): string {
  const now = Date.now();
  const algorithm = sequence(oid(OIDS.ecdsaWithSha256));
  const toBeSigned = sequence(
    tagged(0, [primitive(Type.INTEGER, '\x02')]),
    primitive(Type.INTEGER, serialNumber()),
    algorithm,
    name(issuer),
    // An hour back: a client in a container or a virtual machine may have another clock. A trace of a watch
    // may run for weeks.
    sequence(time(now - HOUR_MS), time(now + 365 * DAY_MS)),
    name(subject),
    asn1.fromDer(publicKey.export({ type: 'spki', format: 'der' }).toString('latin1')),
    tagged(3, [
      sequence(...(serverName === undefined ? authorityExtensions() : serverExtensions(serverName))),
    ]),
  );
  const signature = sign('sha256', Buffer.from(toDer(toBeSigned), 'latin1'), signer).toString('latin1');
  const certificate = sequence(toBeSigned, algorithm, primitive(Type.BITSTRING, `\x00${signature}`));
  const lines =
    Buffer.from(toDer(certificate), 'latin1')
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** Bit strings are preceded by their number of unused bits: bit 0 is digitalSignature, bit 5 keyCertSign. */
function authorityExtensions(): Asn1[] {
  return [
    extension(OIDS.basicConstraints, true, sequence(primitive(Type.BOOLEAN, '\xff'))),
    extension(OIDS.keyUsage, true, primitive(Type.BITSTRING, '\x02\x84')),
  ];
}

function serverExtensions(serverName: string): Asn1[] {
  const address = isIP(serverName) === 0 ? undefined : (util.bytesFromIP(serverName) ?? undefined);
  // RFC 5280, section 4.2.1.6: dNSName is [2], iPAddress is [7].
  const alternative =
    address === undefined
      ? asn1.create(Class.CONTEXT_SPECIFIC, 2, false, serverName)
      : asn1.create(Class.CONTEXT_SPECIFIC, 7, false, address);
  return [
    extension(OIDS.basicConstraints, true, sequence()),
    extension(OIDS.keyUsage, true, primitive(Type.BITSTRING, '\x07\x80')),
    extension(OIDS.extKeyUsage, false, sequence(oid(OIDS.serverAuth))),
    extension(OIDS.subjectAltName, false, sequence(alternative)),
  ];
}

function extension(id: string, critical: boolean, value: Asn1): Asn1 {
  return sequence(
    oid(id),
    ...(critical ? [primitive(Type.BOOLEAN, '\xff')] : []),
    primitive(Type.OCTETSTRING, toDer(value)),
  );
}

/** A common name holds at most 64 characters (RFC 5280, ub-common-name); verifiers read the alternative name. */
function name(common: string): Asn1 {
  const value = primitive(Type.UTF8, util.encodeUtf8(common.slice(0, 64)));
  return sequence(asn1.create(Class.UNIVERSAL, Type.SET, true, [sequence(oid(OIDS.commonName), value)]));
}

/** 16 random bytes, positive and minimally encoded: the first byte is in 0x40 … 0x7f. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('latin1');
}

/** UTCTime holds years up to 2049, GeneralizedTime those from 2050 on (RFC 5280, section 4.1.2.5). */
function time(epochMs: number): Asn1 {
  const date = new Date(epochMs);
  return date.getUTCFullYear() < 2050
    ? primitive(Type.UTCTIME, String(asn1.dateToUtcTime(date)))
    : primitive(Type.GENERALIZEDTIME, String(asn1.dateToGeneralizedTime(date)));
}

function sequence(...values: Asn1[]): Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, values);
}

function tagged(tag: number, values: Asn1[]): Asn1 {
  return asn1.create(Class.CONTEXT_SPECIFIC, tag, true, values);
}

function primitive(type: number, value: string): Asn1 {
  return asn1.create(Class.UNIVERSAL, type, false, value);
}

function oid(id: string): Asn1 {
  return primitive(Type.OID, asn1.oidToDer(id).getBytes());
}

/** As a binary string, node-forge's form of bytes. */
function toDer(value: Asn1): string {
  return asn1.toDer(value).getBytes();
}
