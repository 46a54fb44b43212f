import { generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';

export interface Issued {
  certificate: string;
  key: string;
}

interface IssueOptions {
  /** Names and addresses in the certificate; `[]` leaves the extension out. */
  names?: readonly string[];
  notAfter?: Date;
}

/** A certificate authority of the tests. RSA: node-forge signs with nothing else. */
export interface Authority extends Issued {
  issue(commonName: string, options?: IssueOptions): Issued;
}

const DAY_MS = 86_400_000;
const DNS_NAME = 2;
const IP_ADDRESS = 7;

/** The certificate is good for localhost and 127.0.0.1 where `names` says nothing else. */
export function createAuthority(commonName: string): Authority {
  const key = createKey();
  const certificate = sign({ commonName, key, issuer: commonName, issuerKey: key }, [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  return {
    certificate,
    key,
    issue(leafName, { names = ['localhost', '127.0.0.1'], notAfter } = {}) {
      const altNames = names.map((name) =>
        /^[\d.]+$|:/.test(name) ? { type: IP_ADDRESS, ip: name } : { type: DNS_NAME, value: name },
      );
      const extensions = altNames.length === 0 ? [] : [{ name: 'subjectAltName', altNames }];
      const leafKey = createKey();
      const request = { commonName: leafName, key: leafKey, issuer: commonName, issuerKey: key };
      return { certificate: sign(request, extensions, notAfter), key: leafKey };
    },
  };
}

let serial = 0;

interface SigningRequest {
  commonName: string;
  key: string;
  issuer: string;
  issuerKey: string;
}

function sign(request: SigningRequest, extensions: object[], notAfter?: Date): string {
  serial += 1;
  const certificate = forge.pki.createCertificate();
  const { n, e } = forge.pki.privateKeyFromPem(request.key);
  certificate.publicKey = forge.pki.setRsaPublicKey(n, e);
  certificate.serialNumber = `01${serial.toString(16).padStart(6, '0')}`;
  certificate.validity.notBefore = new Date(Date.now() - 3 * DAY_MS);
  certificate.validity.notAfter = notAfter ?? new Date(Date.now() + DAY_MS);
  certificate.setSubject([{ name: 'commonName', value: request.commonName }]);
  certificate.setIssuer([{ name: 'commonName', value: request.issuer }]);
  certificate.setExtensions(extensions);
  certificate.sign(forge.pki.privateKeyFromPem(request.issuerKey), forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n');
}

function createKey(): string {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  }).privateKey;
}
