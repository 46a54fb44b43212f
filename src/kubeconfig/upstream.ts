/** The API server that kubectl would speak to, and as whom: what the proxy needs to stand between the two. */
export interface Upstream {
  /** The cluster's server exactly as configured, the base of every URL: `https://10.0.0.5:6443/k8s/clusters/c-1`. */
  server: URL;
  /** The name to verify and to send as SNI in place of the server's host (`tls-server-name`). */
  tlsServerName: string | undefined;
  trust: Trust;
  /** The certificate that kubectl would present, if it holds one. */
  identity: ClientIdentity | undefined;
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
 * The user name in the proxy-url of our overlay, by which a traced command inside a traced command is known.
 * Unreserved characters only: kubectl 1.24 sends the percent-encoded user info with SPDY requests.
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
