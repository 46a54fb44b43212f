import { messageOf } from '../errors.ts';
import { findEnvironmentProxy } from './environment-proxy.ts';
import type { OuterProxy } from './upstream.ts';

/**
 * The proxy that kubectl would go through to this server: the cluster's own `proxy-url`, before which the environment
 * says nothing (client-go rest/config.go), else what HTTPS_PROXY or HTTP_PROXY name. Undefined where there is none; a
 * string says why kubectl refuses it.
 */
export function resolveOuterProxy(
  proxyUrl: string,
  server: URL,
  environment: NodeJS.ProcessEnv,
): OuterProxy | string | undefined {
  if (proxyUrl !== '') return parseOuterProxy(proxyUrl, "the cluster's proxy-url");
  const named = findEnvironmentProxy(server, environment);
  if (named === undefined) return undefined;
  // Go takes `proxy.example.com:3128` for http (golang.org/x/net/http/httpproxy, parseProxy).
  const url = URL_WITH_SCHEME.test(named) ? named : `http://${named}`;
  return parseOuterProxy(url, 'the proxy in the environment');
}

const URL_WITH_SCHEME = /^(?:https?|socks5h?):\/\//i;

/** `parseProxyURL` in client-go tools/clientcmd/client_config.go: these schemes, and a host. */
const KINDS: Readonly<Record<string, { kind: OuterProxy['kind']; port: number }>> = {
  'http:': { kind: 'http', port: 80 },
  'https:': { kind: 'https', port: 443 },
  'socks5:': { kind: 'socks5', port: 1080 },
  // Go asks the proxy to look the name up in both.
  'socks5h:': { kind: 'socks5', port: 1080 },
};

function parseOuterProxy(text: string, what: string): OuterProxy | string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return `${what} is no URL`;
  }
  const known = KINDS[url.protocol];
  if (known === undefined)
    return `${what} has the scheme ${url.protocol.slice(0, -1)}; http, https and socks5 are known`;
  if (url.hostname === '') return `${what} names no host`;
  const credentials = readCredentials(url);
  if (typeof credentials === 'string') return `${what} cannot be read: ${credentials}`;
  return {
    kind: known.kind,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || known.port),
    credentials,
  };
}

function readCredentials(url: URL): OuterProxy['credentials'] | string {
  if (url.username === '' && url.password === '') return undefined;
  try {
    return { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  } catch (error) {
    return messageOf(error);
  }
}
