import { objectAt, stringAt } from '../../model/json.ts';
import { forbidden, isFor, type Plugin } from './plugin.ts';

const CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client';
/** The object identifier 2.5.4.10 in DER. */
const ORGANIZATION = '060355040a';

/** CertificateSubjectRestriction: nobody gets a certificate of the group that may do everything. */
export const CERTIFICATE_SUBJECT_RESTRICTION: Plugin = {
  validate(request) {
    if (!isFor(request, 'certificatesigningrequests.certificates.k8s.io')) return;
    const spec = objectAt(request.object, 'spec');
    if (request.operation === 'delete' || spec.signerName !== CLIENT_SIGNER) return;
    if (!organizationsOf(stringAt(spec, 'request')).includes('system:masters')) return;
    throw forbidden(request, `use of ${CLIENT_SIGNER} signer with system:masters group is not allowed`);
  },
};

/** The groups that a certificate request (PEM, in base64) asks for; none where it cannot be read. */
function organizationsOf(request: string): string[] {
  const pem = Buffer.from(request, 'base64').toString('latin1');
  const [, body = ''] = /-----BEGIN CERTIFICATE REQUEST-----([^-]+)-----END/.exec(pem) ?? [];
  const [certificationRequest] = derElements(Buffer.from(body, 'base64'));
  const [info] = derElements(certificationRequest?.content);
  const [, subject] = derElements(info?.content);
  // A subject is a sequence of sets of pairs: what it is, and its value.
  return derElements(subject?.content)
    .flatMap((set) => derElements(set.content))
    .map((pair) => derElements(pair.content))
    .filter(([type]) => type?.bytes.toString('hex') === ORGANIZATION)
    .map(([, value]) => value?.content.toString() ?? '');
}

interface DerElement {
  bytes: Buffer;
  content: Buffer;
}

/** The elements that stand one after the other (ITU-T X.690); as far as they can be read. */
function derElements(bytes: Buffer = Buffer.alloc(0)): DerElement[] {
  const elements: DerElement[] = [];
  let offset = 0;
  while (offset + 2 <= bytes.length) {
    const first = bytes[offset + 1] ?? 0;
    const size = first < 0x80 ? 0 : first & 0x7f;
    const start = offset + 2 + size;
    if (size > 4 || start > bytes.length) break;
    const length = size === 0 ? first : bytes.readUIntBE(offset + 2, size);
    const end = start + length;
    if (end > bytes.length) break;
    elements.push({ bytes: bytes.subarray(offset, end), content: bytes.subarray(start, end) });
    offset = end;
  }
  return elements;
}
