import { BlockList, isIP } from 'node:net';

/**
 * The value of HTTPS_PROXY or HTTP_PROXY that Go's HTTP client would use for this server, NO_PROXY considered
 * (golang.org/x/net/http/httpproxy); undefined where it would connect directly. ALL_PROXY is nothing to Go.
 */
export function findEnvironmentProxy(server: URL, environment: NodeJS.ProcessEnv): string | undefined {
  const read = (name: string) => environment[name] || environment[name.toLowerCase()] || undefined;
  const proxy = server.protocol === 'https:' ? read('HTTPS_PROXY') : read('HTTP_PROXY');
  if (proxy === undefined) return undefined;
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || isLoopback(host)) return undefined;
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  const exceptions = (read('NO_PROXY') ?? '').split(',').map((item) => item.trim().toLowerCase());
  return exceptions.some((item) => item !== '' && matches(item, host, port)) ? undefined : proxy;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

function isLoopback(host: string): boolean {
  return isIP(host) !== 0 && LOOPBACK.check(host, familyOf(host));
}

function matches(item: string, host: string, port: string): boolean {
  if (item === '*') return true;
  const [network = '', bits = ''] = item.split('/');
  if (isIP(network) !== 0 && /^\d{1,3}$/.test(bits)) return isInNetwork(host, network, Number(bits));
  const { name, port: wanted } = splitPort(item);
  if (name === '' || (wanted !== '' && wanted !== port)) return false;
  if (isIP(name) !== 0) return isIP(host) !== 0 && isInNetwork(host, name, isIP(name) === 4 ? 32 : 128);
  if (isIP(host) !== 0) return false;
  const suffix = name.startsWith('*.') ? name.slice(1) : name;
  return suffix.startsWith('.') ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}

function isInNetwork(host: string, network: string, bits: number): boolean {
  if (isIP(host) === 0 || bits > (isIP(network) === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, bits, familyOf(network));
  return list.check(host, familyOf(host));
}

/** `name`, `name:port`, `[v6]:port`; a bare IPv6 address has no port. */
function splitPort(item: string): { name: string; port: string } {
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::([^:]*))?$/.exec(item);
  return match === null
    ? { name: item, port: '' }
    : { name: match[1] ?? match[2] ?? '', port: match[3] ?? '' };
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
