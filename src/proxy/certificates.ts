import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createCertificate } from './x509.ts';

/** A certificate authority that lives as long as one traced command, in memory only. */
export interface CertificateAuthority {
  /** Its certificate, PEM, for the overlay kubeconfig. */
  pem: string;
  /** Issues what a server of that name or IP address needs to end TLS: both PEM. */
  issue(serverName: string): { cert: string; key: string };
}

/**
 * Creates the throwaway authority. EC P-256 keys come from node:crypto, in a tenth of a millisecond; RSA
 * costs 50 to 300 ms.
 */
export function createCertificateAuthority(): CertificateAuthority {
  const issuer = `kubectl-trace ${randomBytes(4).toString('hex')}`;
  const { publicKey, privateKey: signer } = createKeys();
  return {
    pem: createCertificate({ subject: issuer, issuer, publicKey, signer, serverName: undefined }),
    issue(serverName) {
      const keys = createKeys();
      const cert = createCertificate({
        subject: serverName,
        issuer,
        publicKey: keys.publicKey,
        signer,
        serverName,
      });
      return { cert, key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
    },
  };
}

function createKeys() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}
