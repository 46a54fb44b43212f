import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tls from 'node:tls';

/**
 * The root certificates that Go trusts on this system, PEM: what kubectl verifies a server against that has
 * no certificate authority in the kubeconfig. Node's own list is another one. Undefined where this Node cannot read
 * the system's.
 * Source: Go src/crypto/x509/root_unix.go, root_linux.go, root_bsd.go.
 */
export function loadSystemRoots(environment: NodeJS.ProcessEnv): string[] | undefined {
  if (process.platform === 'darwin' || process.platform === 'win32') return loadPlatformRoots();
  const { SSL_CERT_FILE: file, SSL_CERT_DIR: directories } = environment;
  const roots = firstReadable(file ? [file] : CERTIFICATE_FILES);
  if (roots.length > 0 && !directories) return roots;
  const fromDirectories = (directories ? directories.split(':') : CERTIFICATE_DIRECTORIES).flatMap(
    readDirectory,
  );
  return [...roots, ...fromDirectories];
}

const CERTIFICATE_FILES = [
  '/etc/ssl/certs/ca-certificates.crt', // Debian, Ubuntu, Gentoo, Arch
  '/etc/pki/tls/certs/ca-bundle.crt', // Fedora, RHEL 6
  '/etc/ssl/ca-bundle.pem', // openSUSE
  '/etc/pki/tls/cacert.pem', // OpenELEC
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem', // CentOS, RHEL 7
  '/etc/ssl/cert.pem', // Alpine, the BSDs
];

const CERTIFICATE_DIRECTORIES = ['/etc/ssl/certs', '/etc/pki/tls/certs'];

/** The keychain or the Windows store, which Node reads from 22.15 on. */
function loadPlatformRoots(): string[] | undefined {
  const read: unknown = Reflect.get(tls, 'getCACertificates');
  const system: unknown = typeof read === 'function' ? read('system') : undefined;
  return Array.isArray(system) ? system.map(String) : undefined;
}

function firstReadable(files: readonly string[]): string[] {
  for (const file of files) {
    const content = readFile(file);
    if (content !== undefined) return [content];
  }
  return [];
}

function readDirectory(directory: string): string[] {
  try {
    return readdirSync(directory).flatMap((name) => readFile(join(directory, name)) ?? []);
  } catch {
    return [];
  }
}

function readFile(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
