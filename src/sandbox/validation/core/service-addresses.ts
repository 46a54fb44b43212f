import { duplicate, invalid, notSupported, required } from '../../model/field-error.ts';
import { type JsonObject, own, stringAt } from '../../model/json.ts';
import { each, type Faults, oneOf } from '../faults.ts';
import { stringsAt, textAt } from '../fields.ts';
import { isIpv6, validateIp } from '../formats/ip.ts';

const FAMILIES = ['IPv4', 'IPv6'];
const POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
const CLUSTER_IPS = 'spec.clusterIPs';
const FAMILIES_PATH = 'spec.ipFamilies';

export function isHeadless(spec: JsonObject): boolean {
  const ips = stringsAt(spec, 'clusterIPs');
  return ips.length === 1 && ips[0] === 'None';
}

/** ValidateServiceClusterIPsRelatedFields */
export function* validateClusterIps(spec: JsonObject, old: JsonObject | undefined): Faults {
  if (spec.type === 'ExternalName') return;
  const ip = stringAt(spec, 'clusterIP');
  const ips = stringsAt(spec, 'clusterIPs');
  if (ip === '' && ips.length > 0) {
    yield invalid(CLUSTER_IPS, ips, 'must be empty when `clusterIP` is not specified');
  }
  if (ip !== '' && ips.length === 0) yield required(CLUSTER_IPS, '');
  else if (ip !== '' && ips[0] !== ip) yield invalid(CLUSTER_IPS, ips, 'first value must match `clusterIP`');
  const families = stringsAt(spec, 'ipFamilies');
  yield* each(FAMILIES_PATH, families, function* (at, family) {
    if (!FAMILIES.includes(family)) yield notSupported(at, family, FAMILIES);
    if (at !== `${FAMILIES_PATH}[${families.indexOf(family)}]`) yield duplicate(at, family);
  });
  const policy = textAt(spec, 'ipFamilyPolicy');
  if (policy !== undefined) yield* oneOf('spec.ipFamilyPolicy', policy, POLICIES);
  const faults = [...ipFaults(ips, stringsAt(old, 'clusterIPs'))];
  yield* faults;
  if (ips.length > 2) yield invalid(CLUSTER_IPS, ips, 'may only hold up to 2 values');
  if (faults.length > 0) return;
  const isDual = ips.some(isIpv6) && ips.some((address) => !isIpv6(address));
  if (ips.length > 1 && !isDual) {
    yield invalid(CLUSTER_IPS, ips, 'may specify no more than one IP for each IP family');
  }
  if (!isHeadless(spec)) yield* validateFamiliesMatch(ips, families);
}

function* ipFaults(ips: readonly string[], known: readonly string[]): Faults {
  for (const [index, ip] of ips.entries()) {
    if (index > 0 || ip !== 'None') yield* validateIp(`${CLUSTER_IPS}[${index}]`, ip, known);
    else if (ips.length > 1) yield invalid(CLUSTER_IPS, [...ips], "'None' must be the first and only value");
  }
}

function* validateFamiliesMatch(ips: readonly string[], families: readonly string[]): Faults {
  for (const [index, ip] of ips.slice(0, families.length).entries()) {
    const family = families[index] ?? '';
    if (!FAMILIES.includes(family) || (family === 'IPv6') === isIpv6(ip)) continue;
    const text = `expected an ${family} value as indicated by \`ipFamilies[${index}]\``;
    yield invalid(`${CLUSTER_IPS}[${index}]`, ip, text);
  }
}

/** validateUpgradeDowngradeClusterIPs and -IPFamilies: what was given once does not change. */
export function* validateAddressChanges(spec: JsonObject, old: JsonObject): Faults {
  if (spec.type === 'ExternalName' || old.type === 'ExternalName') return;
  const ips = stringsAt(spec, 'clusterIPs');
  if (!isHeadless(spec) || !isHeadless(old)) {
    yield* validateKept(CLUSTER_IPS, spec, ips, stringsAt(old, 'clusterIPs'), 'clusterIP', ips);
  }
  if (isHeadless(spec) || isHeadless(old)) return;
  const families = stringsAt(spec, 'ipFamilies');
  yield* validateKept(FAMILIES_PATH, spec, families, stringsAt(old, 'ipFamilies'), 'ipFamily', ips);
}

const CHANGED = 'may not change once set';

function* validateKept(
  path: string,
  spec: JsonObject,
  now: readonly string[],
  before: readonly string[],
  what: string,
  ips: readonly string[],
): Faults {
  const isIp = what === 'clusterIP';
  if (now.length === before.length) {
    for (const [index, value] of before.entries()) {
      if (value !== now[index]) yield invalid(`${path}[${isIp ? index : 0}]`, [...now], CHANGED);
    }
    return;
  }
  if (before.length > now.length && ips.length === 0) {
    yield invalid(`${path}[0]`, [...now], `primary ${what} can not be unset`);
  }
  if (before.length > 0 && now.length > 0 && now[0] !== before[0]) {
    yield invalid(`${path}[0]`, [...ips], CHANGED);
  }
  if (before.length > now.length && now.length === 1 && spec.ipFamilyPolicy !== 'SingleStack') {
    const text = `must be set to 'SingleStack' when releasing the secondary ${what}`;
    yield invalid('spec.ipFamilyPolicy', own(spec, 'ipFamilyPolicy') ?? null, text);
  }
}
