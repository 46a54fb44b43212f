import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { createCertificate } from './x509.ts';

/** A certificate authority that lives as long as one traced command, in memory only. */
export interface CertificateAuthority {
  /** Its certificate, PEM, for the overlay kubeconfig. */
  pem: string;
  /** What to end TLS with as the server of that name or IP address. Cached by name. */
  contextFor(serverName: string): SecureContext;
}

/**
 * Creates the throwaway authority. EC P-256 keys come from node:crypto, in a tenth of a millisecond; RSA
 * costs 50 to 300 ms.
 */
export function createCertificateAuthority(): CertificateAuthority {
  const issuer = `kubectl-trace ${randomBytes(4).toString('hex')}`;
  const { publicKey, privateKey: signer } = createKeys();
  const pem = createCertificate({ subject: issuer, issuer, publicKey, signer, serverName: undefined });
  const contexts = new Map<string, SecureContext>();
  const createContext = (serverName: string): SecureContext => {
    const keys = createKeys();
    const cert = createCertificate({
      subject: serverName,
      issuer,
      publicKey: keys.publicKey,
      signer,
      serverName,
    });
    const key = keys.privateKey.export({ type: 'pkcs8', format: 'pem' });
    return createSecureContext({ cert, key, minVersion: 'TLSv1.2' });
  };
  return {
    pem,
    contextFor(serverName) {
      const context = contexts.get(serverName) ?? createContext(serverName);
      contexts.set(serverName, context);
      return context;
    },
  };
}

function createKeys() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}
