import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';

interface PemBlock {
  type: string;
  text: string;
}

/** What Go's tls.X509KeyPair says of a certificate and a key that do not go together. */
export function keyPairFault(certificate: Buffer, key: Buffer): string | undefined {
  const blocks = pemBlocks(certificate);
  const first = blocks.find(({ type }) => type === 'CERTIFICATE');
  if (first === undefined) {
    if (blocks.length === 0) return 'tls: failed to find any PEM data in certificate input';
    if (blocks.length === 1 && blocks[0]?.type.endsWith('PRIVATE KEY')) {
      return 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched';
    }
    const types = blocks.map(({ type }) => type).join(' ');
    return `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${types}]`;
  }
  const keyBlocks = pemBlocks(key);
  const keyBlock = keyBlocks.find(({ type }) => type.endsWith('PRIVATE KEY'));
  if (keyBlock === undefined) {
    if (keyBlocks.length === 0) return 'tls: failed to find any PEM data in key input';
    if (keyBlocks.length === 1 && keyBlocks[0]?.type === 'CERTIFICATE') {
      return 'tls: found a certificate rather than a key in the PEM for the private key';
    }
    const types = keyBlocks.map(({ type }) => type).join(' ');
    return `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${types}]`;
  }
  return mismatch(first.text, keyBlock.text);
}

function pemBlocks(input: Buffer): PemBlock[] {
  const pattern = /-----BEGIN ([A-Z0-9 ]+)-----\r?\n[A-Za-z0-9+/=\s]*?-----END \1-----/g;
  return [...input.toString('latin1').matchAll(pattern)].map(([text, type = '']) => ({ type, text }));
}

function mismatch(certificate: string, key: string): string | undefined {
  let ofCertificate: KeyObject;
  try {
    ofCertificate = new X509Certificate(certificate).publicKey;
  } catch {
    return 'x509: malformed certificate';
  }
  let ofKey: KeyObject;
  try {
    ofKey = createPublicKey(createPrivateKey(key));
  } catch {
    return 'tls: failed to parse private key';
  }
  if (ofCertificate.asymmetricKeyType !== ofKey.asymmetricKeyType) {
    return 'tls: private key type does not match public key type';
  }
  const [a, b] = [ofCertificate, ofKey].map((item) => item.export({ type: 'spki', format: 'der' }));
  return a !== undefined && b !== undefined && a.equals(b)
    ? undefined
    : 'tls: private key does not match public key';
}
