import { invalid } from '../../model/field-error.ts';
import type { Faults } from '../faults.ts';

// IP addresses and CIDR values: apimachinery pkg/util/validation/ip.go.

/** An address as bytes: 4 or 16. `sloppy` where Go's strict parser does not take it: zeros in front of a number. */
export interface Address {
  bytes: number[];
  sloppy: boolean;
  /** Written as IPv6 with an IPv4 address in it: `::ffff:1.2.3.4`. */
  mapped: boolean;
}

/** netutils.ParseIPSloppy */
export function parseIp(text: string): Address | undefined {
  if (!text.includes(':')) {
    const bytes = parseIpv4(text);
    return bytes && { bytes, sloppy: /(^|\.)0\d/.test(text), mapped: false };
  }
  const bytes = parseIpv6(text);
  if (bytes === undefined) return undefined;
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  return { bytes: mapped ? bytes.slice(12) : bytes, sloppy: /[:.]0\d+\./.test(text), mapped };
}

export interface Network {
  address: Address;
  length: number;
  /** The network's own address: without the bits behind the prefix. */
  network: number[];
  sloppy: boolean;
}

/** netutils.ParseCIDRSloppy */
export function parseCidr(text: string): Network | undefined {
  const [ip = '', prefix, ...rest] = text.split('/');
  const address = parseIp(ip);
  if (address === undefined || prefix === undefined || rest.length > 0 || !/^\d{1,3}$/.test(prefix))
    return undefined;
  const bits = ip.includes(':') ? 128 : 32;
  const length = Number(prefix);
  if (length > bits) return undefined;
  const kept = address.mapped ? Math.max(0, length - 96) : length;
  const network = address.bytes.map((byte, index) => byte & maskByte(kept - index * 8));
  return { address, length: kept, network, sloppy: address.sloppy || /^0\d/.test(prefix) };
}

/** IsValidIPForLegacyField; the gate StrictIPCIDRValidation is on. */
export function* validateIp(path: string, value: string, known: readonly string[] = []): Faults {
  if (known.includes(value)) return;
  const address = parseIp(value);
  if (address === undefined) {
    yield invalid(path, value, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)');
    return;
  }
  if (address.sloppy) yield invalid(path, value, 'must not have leading 0s');
  if (address.mapped) yield invalid(path, value, 'must not be an IPv4-mapped IPv6 address');
}

/** IsValidIP: what is not canonical is a fault too. */
export function* validateStrictIp(path: string, value: string): Faults {
  const faults = [...validateIp(path, value)];
  yield* faults;
  const address = parseIp(value);
  if (faults.length > 0 || address === undefined) return;
  const canonical = formatIp(address.bytes);
  if (value !== canonical) yield invalid(path, value, `must be in canonical form ("${canonical}")`);
}

/** IsValidCIDRForLegacyField */
export function* validateCidr(path: string, value: string, known: readonly string[] = []): Faults {
  if (known.includes(value)) return;
  const cidr = parseCidr(value);
  if (cidr === undefined) {
    yield invalid(path, value, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)');
  } else if (cidr.sloppy) yield invalid(path, value, 'must not have leading 0s in IP or prefix length');
  else if (cidr.address.mapped) yield invalid(path, value, 'must not have an IPv4-mapped IPv6 address');
  else if (!isNetworkAddress(cidr)) {
    yield invalid(path, value, 'must not have bits set beyond the prefix length');
  }
}

/** IsValidCIDR */
export function* validateStrictCidr(path: string, value: string): Faults {
  const faults = [...validateCidr(path, value)];
  yield* faults;
  const cidr = parseCidr(value);
  if (faults.length > 0 || cidr === undefined) return;
  const canonical = formatCidr(cidr);
  if (value !== canonical) yield invalid(path, value, `must be in canonical form ("${canonical}")`);
}

/** GetWarningsForIP */
export function ipWarnings(path: string, value: string): string[] {
  const address = parseIp(value);
  if (address === undefined) return [];
  const canonical = formatIp(address.bytes);
  if (address.sloppy || address.mapped) {
    return [`${path}: non-standard IP address "${value}" is invalid: use "${canonical}"`];
  }
  if (!value.includes(':') || value === canonical) return [];
  return [`${path}: IPv6 address "${value}" should be in RFC 5952 canonical format ("${canonical}")`];
}

/** GetWarningsForCIDR */
export function cidrWarnings(path: string, value: string): string[] {
  const cidr = parseCidr(value);
  if (cidr === undefined) return [];
  const canonical = formatCidr(cidr);
  const warnings: string[] = [];
  if (!isNetworkAddress(cidr)) {
    const single = `${formatIp(cidr.address.bytes)}/${cidr.address.bytes.length * 8}`;
    warnings.push(
      `${path}: CIDR value "${value}" is ambiguous in this context (should be "${canonical}" or "${single}"?)`,
    );
  }
  if (cidr.sloppy || cidr.address.mapped) {
    warnings.push(`${path}: non-standard CIDR value "${value}" is invalid: use "${canonical}"`);
  }
  if (warnings.length === 0 && value.includes(':') && value !== canonical) {
    warnings.push(
      `${path}: IPv6 CIDR value "${value}" should be in RFC 5952 canonical format ("${canonical}")`,
    );
  }
  return warnings;
}

export function isIpv6(text: string): boolean {
  return parseIp(text)?.bytes.length === 16;
}

/** net.IP.String */
function formatIp(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16),
  );
  const zeros = longestZeros(groups);
  if (zeros === undefined) return groups.join(':');
  return `${groups.slice(0, zeros[0]).join(':')}::${groups.slice(zeros[1]).join(':')}`;
}

function formatCidr({ network, length }: Network): string {
  return `${formatIp(network)}/${length}`;
}

function isNetworkAddress({ address, network }: Network): boolean {
  return network.every((byte, index) => byte === address.bytes[index]);
}

function maskByte(bits: number): number {
  return bits >= 8 ? 0xff : bits <= 0 ? 0 : (0xff << (8 - bits)) & 0xff;
}

function parseIpv4(text: string): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^\d+$/.test(part) || Number(part) > 255)) return undefined;
  return parts.map(Number);
}

function parseIpv6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : groupBytes(half.split(':'))));
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  if (halves.length === 1) return head.length === 16 ? head : undefined;
  const missing = 16 - head.length - (tail?.length ?? 0);
  return missing < 2 ? undefined : [...head, ...Array<number>(missing).fill(0), ...(tail ?? [])];
}

/** Only the last group may be an IPv4 address. */
function groupBytes(groups: string[]): number[] | undefined {
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    const ipv4 = index === groups.length - 1 && group.includes('.') ? parseIpv4(group) : undefined;
    if (ipv4 !== undefined) bytes.push(...ipv4);
    else if (/^[\da-f]{1,4}$/i.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    } else return undefined;
  }
  return bytes;
}

function longestZeros(groups: readonly string[]): [number, number] | undefined {
  let best: [number, number] | undefined;
  for (let start = 0; start < groups.length; start += 1) {
    let end = start;
    while (groups[end] === '0') end += 1;
    if (end - start >= 2 && (best === undefined || end - start > best[1] - best[0])) best = [start, end];
  }
  return best;
}
