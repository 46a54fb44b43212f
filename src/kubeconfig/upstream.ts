import type { X509Certificate } from 'node:crypto';

/** The API server that kubectl would speak to, and as whom: what the proxy needs to stand between the two. */
export interface Upstream {
  /** The cluster's server exactly as configured, the base of every URL: `https://10.0.0.5:6443/k8s/clusters/c-1`. */
  server: URL;
  /** The name to verify and to send as SNI in place of the server's host (`tls-server-name`). */
  tlsServerName: string | undefined;
  trust: Trust;
  /** The certificate that kubectl would present, if it holds one. */
  identity: ClientIdentity | undefined;
  /**
   * Finds the key to a certificate that kubectl presents and that is not `identity`'s: another user of the kubeconfig's,
   * a file that has changed since, an exec plugin. Undefined where there is none; rejects with a reason for a person.
   */
  findIdentity?: (presented: X509Certificate, signal: AbortSignal) => Promise<ClientIdentity | undefined>;
  /** Whether an exec plugin may give kubectl a certificate, so that only kubectl's own handshake shows it. */
  hasPlugin?: boolean;
  /** The proxy on the way to the server, if there is one. */
  via: OuterProxy | undefined;
  /**
   * Finds where the server really listens, in place of the address in `server`: the sandbox has a name of its own, and
   * begins to listen when it is first wanted.
   */
  findAddress?: () => Promise<{ host: string; port: number }>;
}

/** A proxy between us and the server: the cluster's own `proxy-url`, or HTTPS_PROXY and HTTP_PROXY. */
export interface OuterProxy {
  kind: 'http' | 'https' | 'socks5';
  host: string;
  port: number;
  /** Percent-decoded, from the user info of its URL; undefined where it has none. */
  credentials: { username: string; password: string } | undefined;
}

/** How the server's certificate is verified. */
export type Trust =
  /** By the cluster's own bundle, or by what Go trusts on this system; PEM. */
  | { kind: 'bundle'; pem: string }
  /** Not at all (`insecure-skip-tls-verify`). */
  | { kind: 'none' };

/** A client certificate with its key, PEM. */
export interface ClientIdentity {
  certificate: string;
  key: string;
}

/**
 * The user name in the proxy-url of our overlay; those for further clusters have a number behind it. Unreserved
 * characters only: kubectl 1.24 sends the percent-encoded user info with SPDY requests.
 */
export const PROXY_USER = 'kubectl-trace';

/** The port of an http or https URL, with the scheme's default where it names none. */
export function portOf(url: URL): number {
  return Number(url.port || (url.protocol === 'http:' ? 80 : 443));
}

/** The host of a URL, an IPv6 address without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}
