import { goQuote, invalid, required, tooLong } from '../../model/field-error.ts';
import type { Faults, Format } from '../faults.ts';
import { byteLength, isDnsLabel, isDnsSubdomain } from './names.ts';

// The names of signers and of ClusterTrustBundles: pkg/apis/core/validation/names.go.

export function isKubernetesSigner(name: string): boolean {
  const host = name.split('/', 1)[0] ?? '';
  return host === 'kubernetes.io' || host.endsWith('.kubernetes.io');
}

export function* validateSignerName(path: string, name: string): Faults {
  if (name === '') {
    yield required(path, '');
    return;
  }
  const [domain, segment, ...more] = name.split('/');
  if (domain === undefined || segment === undefined || more.length > 0) {
    const text = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    yield invalid(path, name, text);
    return;
  }
  if (byteLength(domain) > 253) yield tooLong(path, 253);
  yield* validateParts(path, domain, isDnsLabel);
  if (!domain.includes('.')) {
    yield invalid(path, domain, 'should be a domain with at least two segments separated by dots');
  }
  yield* validateParts(path, segment, isDnsSubdomain);
  if (byteLength(name) > 571) yield tooLong(path, 571);
}

/** Only the first part that is wrong is told. */
function* validateParts(path: string, text: string, format: Format): Faults {
  const wrong = text.split('.').find((part) => format(part).length > 0);
  if (wrong === undefined) return;
  for (const message of format(wrong)) {
    yield invalid(path, text, `validating label ${goQuote(wrong)}: ${message}`);
  }
}

/** ValidateClusterTrustBundleName: the signer is in front of the name, '' for none. */
export function clusterTrustBundleName(signerName: string): Format {
  return (name) => {
    if (signerName === '') {
      if (!name.includes(':')) return isDnsSubdomain(name);
      return ['ClusterTrustBundle without signer name must not have ":" in its name'];
    }
    const prefix = `${signerName.replaceAll('/', ':')}:`;
    if (name.startsWith(prefix)) return isDnsSubdomain(name.slice(prefix.length));
    return [`ClusterTrustBundle for signerName ${signerName} must be named with prefix ${prefix}`];
  };
}
