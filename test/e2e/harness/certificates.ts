import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';

/** A key and what stands for it in public, both PEM. */
export interface KeyAndCertificate {
  certPem: string;
  keyPem: string;
}

interface Subject {
  /** The user name, for a client. */
  commonName: string;
  /** The group, for a client. */
  organization?: string;
}

export interface CertificateAuthority extends KeyAndCertificate {
  /** For 127.0.0.1, ::1, localhost and the names that pods use. */
  issueServing(): Promise<KeyAndCertificate>;
  issueClient(subject: Subject): Promise<KeyAndCertificate>;
}

/** Creates a certificate authority of RSA-2048 keys, as kubeadm does. All certificates are valid for a week. */
export async function createCertificateAuthority(commonName: string): Promise<CertificateAuthority> {
  const keyPem = await generateKey();
  const subject = { commonName };
  const certPem = createCertificate({ subject, keyPem, issuer: subject, issuerKeyPem: keyPem }, [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);

  const issue = async (leafSubject: Subject, extensions: object[]): Promise<KeyAndCertificate> => {
    const leafKeyPem = await generateKey();
    const request = { subject: leafSubject, keyPem: leafKeyPem, issuer: subject, issuerKeyPem: keyPem };
    const usage = { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true };
    return { certPem: createCertificate(request, [usage, ...extensions]), keyPem: leafKeyPem };
  };
  return {
    certPem,
    keyPem,
    issueServing: () =>
      issue({ commonName: 'kube-apiserver' }, [{ name: 'extKeyUsage', serverAuth: true }, servingNames]),
    issueClient: (client) => issue(client, [{ name: 'extKeyUsage', clientAuth: true }]),
  };
}

/** A key pair as PEM, to sign service account tokens with. */
export async function createSigningKey(): Promise<{ publicPem: string; privatePem: string }> {
  const privatePem = await generateKey();
  const publicKey = publicKeyOf(privatePem);
  return { privatePem, publicPem: withUnixLines(forge.pki.publicKeyToPem(publicKey)) };
}

/** Types of a SubjectAltName: RFC 5280, 4.2.1.6. */
const dnsName = 2;
const ipAddress = 7;

const servingNames = {
  name: 'subjectAltName',
  altNames: [
    ...['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'].map((value) => ({
      type: dnsName,
      value,
    })),
    ...['127.0.0.1', '::1'].map((ip) => ({ type: ipAddress, ip })),
  ],
};

interface CertificateRequest {
  subject: Subject;
  keyPem: string;
  issuer: Subject;
  issuerKeyPem: string;
}

function createCertificate(request: CertificateRequest, extensions: object[]): string {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKeyOf(request.keyPem);
  // A leading byte below 0x80 keeps the number positive.
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  // Some minutes back, for clocks that differ.
  certificate.validity.notBefore = new Date(Date.now() - 5 * 60_000);
  certificate.validity.notAfter = new Date(Date.now() + 7 * 24 * 3_600_000);
  certificate.setSubject(toAttributes(request.subject));
  certificate.setIssuer(toAttributes(request.issuer));
  certificate.setExtensions(extensions);
  certificate.sign(forge.pki.privateKeyFromPem(request.issuerKeyPem), forge.md.sha256.create());
  return withUnixLines(forge.pki.certificateToPem(certificate));
}

function toAttributes({ commonName, organization }: Subject): forge.pki.CertificateField[] {
  const name = [{ name: 'commonName', value: commonName }];
  return organization === undefined ? name : [{ name: 'organizationName', value: organization }, ...name];
}

/** node-forge ends lines as Windows does; files of Kubernetes do not. */
function withUnixLines(pem: string): string {
  return pem.replaceAll('\r\n', '\n');
}

function publicKeyOf(privatePem: string): forge.pki.rsa.PublicKey {
  const { n, e } = forge.pki.privateKeyFromPem(privatePem);
  return forge.pki.setRsaPublicKey(n, e);
}

/** node:crypto makes keys in threads of its own; node-forge would block for a second each. */
async function generateKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return privateKey;
}
