import { generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';

export interface TestCertificate {
  certificate: string;
  key: string;
}

/** A certificate authority, a server certificate for the hosts of the tests and a client's, all PEM with RSA keys. */
export function createTestCertificates(): Record<'ca' | 'server' | 'client', TestCertificate> {
  const ca = issue('test-ca', undefined, [{ name: 'basicConstraints', cA: true }]);
  const names = [
    { type: 2, value: 'localhost' },
    { type: 2, value: 'k8s.example' },
    { type: 7, ip: '127.0.0.1' },
  ];
  return {
    ca,
    server: issue('server', ca, [{ name: 'subjectAltName', altNames: names }]),
    client: issue('someone', ca, [{ name: 'extKeyUsage', clientAuth: true }]),
  };
}

function issue(name: string, issuer: TestCertificate | undefined, extensions: object[]): TestCertificate {
  const { publicKey, privateKey: key } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(Date.now() - 3_600_000);
  certificate.validity.notAfter = new Date(Date.now() + 86_400_000);
  const subject = [{ name: 'commonName', value: name }];
  certificate.setSubject(subject);
  certificate.setIssuer(
    issuer === undefined ? subject : forge.pki.certificateFromPem(issuer.certificate).subject.attributes,
  );
  certificate.setExtensions(extensions);
  certificate.sign(forge.pki.privateKeyFromPem(issuer?.key ?? key), forge.md.sha256.create());
  return { certificate: forge.pki.certificateToPem(certificate), key };
}
