import { X509Certificate } from 'node:crypto';
import type { ClientIdentity } from './upstream.ts';

/**
 * Whom the API server takes the bearer of a client certificate for: its common name, and its organizations as groups
 * (kubernetes/apiserver pkg/authentication/request/x509). Undefined where it names nobody.
 */
export function userOfCertificate(
  identity: ClientIdentity | undefined,
): { username: string; groups: string[] } | undefined {
  if (identity === undefined) return undefined;
  try {
    const { CN, O = [] } = new X509Certificate(identity.certificate).toLegacyObject().subject as Subject;
    const username = [CN].flat()[0];
    return username === undefined ? undefined : { username, groups: [...[O].flat(), 'system:authenticated'] };
  } catch {
    return undefined;
  }
}

interface Subject {
  CN?: string | string[];
  O?: string | string[];
}
