import { createPrivateKey, X509Certificate } from 'node:crypto';
import { messageOf } from '../errors.ts';
import type { ClientIdentity } from './upstream.ts';

/** The certificates of a bundle that Go would take into a pool (crypto/x509 `AppendCertsFromPEM`), PEM. */
export function readCertificates(pem: string): string[] {
  return blocksOf(pem, /^CERTIFICATE$/).filter((block) => !block.includes(': ') && isCertificate(block));
}

/**
 * The certificates and the key as Go pairs them (crypto/tls `X509KeyPair`), and nothing else that the texts hold.
 * A string says why Go, and so kubectl, refuses them.
 */
export function readKeyPair(
  certificatePem: string,
  keyPem: string,
): { certificate: string; key: string } | string {
  const certificates = blocksOf(certificatePem, /^CERTIFICATE$/);
  const [leaf] = certificates;
  const [key] = blocksOf(keyPem, /(^| )PRIVATE KEY$/);
  if (leaf === undefined) return 'the client certificate is not PEM';
  if (key === undefined) return 'the client key is not PEM';
  if (/ENCRYPTED/.test(key)) return 'the client key is encrypted, which kubectl cannot read';
  try {
    if (!new X509Certificate(leaf).checkPrivateKey(createPrivateKey(key))) {
      return 'the client key does not belong to the client certificate';
    }
  } catch (error) {
    return `the client certificate or its key cannot be read: ${messageOf(error)}`;
  }
  return { certificate: certificates.join(''), key };
}

/** Whether a certificate is for the key of this identity: they may be two certificates of one key. */
export function hasSameKey(identity: ClientIdentity | undefined, presented: X509Certificate): boolean {
  if (identity === undefined) return false;
  const own = new X509Certificate(identity.certificate).publicKey.export({ type: 'spki', format: 'der' });
  return own.equals(presented.publicKey.export({ type: 'spki', format: 'der' }));
}

function blocksOf(pem: string, type: RegExp): string[] {
  const blocks = pem
    .replaceAll('\r\n', '\n')
    .matchAll(/^-----BEGIN ([^\n]+)-----[ \t]*\n[\s\S]*?\n-----END \1-----/gm);
  return [...blocks].filter((block) => type.test(block[1] ?? '')).map((block) => `${block[0]}\n`);
}

function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(block).serialNumber !== '';
  } catch {
    return false;
  }
}
