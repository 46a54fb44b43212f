import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { pemBlocks } from './pem.ts';

// PKCS#10 requests, as Go's x509.ParseCertificateRequest and CheckSignature see them.

const SEQUENCE = 0x30;
const BIT_STRING = 0x03;
const TRUNCATED = 'asn1: syntax error: data truncated';
const HEADER_TRUNCATED = 'asn1: syntax error: truncated tag or length';

interface Element {
  tag: number;
  content: Buffer;
  /** With its tag and length. */
  whole: Buffer;
}

/** Hashes by the object identifiers of the signatures, in hexadecimal; null where the key's type says it. */
const HASHES: ReadonlyMap<string, string | null> = new Map([
  ['2a864886f70d01010b', 'sha256'],
  ['2a864886f70d01010c', 'sha384'],
  ['2a864886f70d01010d', 'sha512'],
  ['2a8648ce3d040302', 'sha256'],
  ['2a8648ce3d040303', 'sha384'],
  ['2a8648ce3d040304', 'sha512'],
  ['2b6570', null],
]);

/** What is wrong with a request in PEM; undefined for a good one. */
export function requestFault(pem: string): string | undefined {
  const block = pemBlocks(pem)[0];
  if (block?.type !== 'CERTIFICATE REQUEST') return 'PEM block type must be CERTIFICATE REQUEST';
  const [outer, ...trailing] = elements(block.bytes) ?? [];
  if (outer === undefined) return lengthOf(block.bytes) === undefined ? HEADER_TRUNCATED : TRUNCATED;
  if (trailing.length > 0) return 'asn1: syntax error: trailing data';
  const [info, algorithm, signature] = elements(outer.content) ?? [];
  const [, , publicKey] = elements(info?.content) ?? [];
  const [identifier] = elements(algorithm?.content) ?? [];
  if (outer.tag !== SEQUENCE || info === undefined || publicKey === undefined) return TRUNCATED;
  if (identifier === undefined || signature?.tag !== BIT_STRING) return TRUNCATED;
  const key = keyOf(publicKey.whole);
  if (key === undefined) return 'x509: cannot verify signature: algorithm unimplemented';
  const hash = HASHES.get(identifier.content.toString('hex'));
  if (hash === undefined) return undefined;
  const isGood = verify(hash, info.whole, key, signature.content.subarray(1));
  return isGood ? undefined : SIGNATURE_FAULTS[key.asymmetricKeyType ?? ''];
}

const SIGNATURE_FAULTS: Readonly<Record<string, string>> = {
  rsa: 'crypto/rsa: verification error',
  ec: 'x509: ECDSA verification failure',
  ed25519: 'x509: Ed25519 verification failure',
};

function keyOf(der: Buffer): KeyObject | undefined {
  try {
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

/** The elements of DER that stand behind each other; undefined where it cannot be read. */
function elements(der: Buffer | undefined): Element[] | undefined {
  const found: Element[] = [];
  let rest = der ?? Buffer.alloc(0);
  while (rest.length > 0) {
    const size = lengthOf(rest);
    if (size === undefined || size.header + size.content > rest.length) return undefined;
    const end = size.header + size.content;
    found.push({ tag: rest[0] ?? 0, content: rest.subarray(size.header, end), whole: rest.subarray(0, end) });
    rest = rest.subarray(end);
  }
  return found;
}

/** How long the element in front is; undefined where the bytes end before that is said. */
function lengthOf(der: Buffer): { header: number; content: number } | undefined {
  const first = der[1];
  if (first === undefined) return undefined;
  const more = first < 0x80 ? 0 : first & 0x7f;
  if (more > 4 || der.length < 2 + more) return undefined;
  return { header: 2 + more, content: more === 0 ? first : der.readUIntBE(2, more) };
}
