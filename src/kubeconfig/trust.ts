import type { Cluster } from './cluster.ts';
import { readCredentialFile } from './credential-file.ts';
import { readCertificates } from './pem.ts';
import { loadSystemRoots } from './system-roots.ts';
import type { Trust } from './upstream.ts';

/**
 * How kubectl verifies this cluster's certificate (`TLSConfigFor` in client-go transport/transport.go). A string
 * says why it refuses to; undefined means that this Node cannot read what the system trusts. The cluster is one
 * without a fault (`findClusterFault`).
 */
export function resolveTrust(cluster: Cluster, environment: NodeJS.ProcessEnv): Trust | string | undefined {
  const { certificateAuthority: file, certificateAuthorityData: data } = cluster;
  const hasBundle = file !== '' || data !== '';
  if (cluster.insecureSkipTlsVerify) {
    return hasBundle
      ? 'a certificate authority and insecure-skip-tls-verify exclude each other'
      : { kind: 'none' };
  }
  if (!hasBundle) return trustSystem(environment);
  const bundle =
    file === ''
      ? { text: Buffer.from(data, 'base64').toString('utf8') }
      : readCredentialFile('the certificate authority', file);
  if ('fault' in bundle) return bundle.fault;
  // An empty file leaves Go with no pool of its own, and so with the system's.
  if (bundle.text === '') return trustSystem(environment);
  const certificates = readCertificates(bundle.text);
  if (certificates.length === 0) return 'the certificate authority holds no certificate in PEM';
  return { kind: 'bundle', pem: certificates.join('') };
}

function trustSystem(environment: NodeJS.ProcessEnv): Trust | undefined {
  const roots = loadSystemRoots(environment);
  return roots === undefined ? undefined : { kind: 'bundle', pem: roots.join('\n') };
}
