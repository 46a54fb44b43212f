import { randomInt, randomUUID } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import { type FieldError, invalid } from '../../model/field-error.ts';
import { cloneJson, type JsonObject, listAt, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Companions, WriteContext } from '../../model/rules.ts';
import { internalError, invalidError } from '../../model/status.ts';
import { validateClusterIps } from '../../validation/core/service-addresses.ts';
import { ensureObject, isEmpty, isNil } from '../defaults/set-default.ts';
import { semanticEqual } from './semantic-equal.ts';
import { needsClusterIp } from './service-fields.ts';

/** The kube-apiserver's --service-cluster-ip-range is 10.0.0.0/16; the first 256 addresses are for clients that choose. */
const CIDR = '10.0.0.0/16';
const PREFIX = '10.0.';
const FIRST = 1;
const FIRST_FREE = 257;
const LAST = 0xfffe;
const NONE = 'None';
const IP_ADDRESSES = 'networking.k8s.io/ipaddresses';

/** normalizeClusterIPs: clients may know of clusterIP only. */
export function keepAddressFields(spec: JsonObject, old: JsonObject | undefined): void {
  const address = stringAt(spec, 'clusterIP');
  if (old === undefined) {
    if (address !== '' && isEmpty(spec.clusterIPs)) spec.clusterIPs = [address];
    return;
  }
  const before = stringAt(old, 'clusterIP');
  if (before === address) {
    if (!isEmpty(old.clusterIPs) && isEmpty(spec.clusterIPs))
      spec.clusterIPs = cloneJson(old.clusterIPs ?? null);
  } else if (semanticEqual(spec.clusterIPs, old.clusterIPs)) {
    if (address === '') delete spec.clusterIPs;
    else spec.clusterIPs = [address];
  }
}

/** initIPFamilyFields, for a cluster of IPv4 only. @throws StatusError 422 */
export function setIpFamilies(service: ApiObject, old: ApiObject | undefined): void {
  const spec = ensureObject(service, 'spec');
  const before = old === undefined ? undefined : objectAt(old, 'spec');
  if (!needsClusterIp(spec) || isUnchangedPreferDualStack(spec, before)) return;
  const isBare = spec.clusterIP === NONE && isEmpty(spec.selector);
  if (isNil(spec.ipFamilyPolicy)) {
    spec.ipFamilyPolicy = before?.ipFamilyPolicy ?? (isBare ? 'RequireDualStack' : 'SingleStack');
  }
  throwIfAny(service, [...validateClusterIps(spec, before)]);
  const isSingle = spec.ipFamilyPolicy === 'SingleStack';
  if (before !== undefined && isSingle) shorten(spec, before);
  const errors = before === undefined || isSingle ? [] : reductionErrors(spec, before);
  throwIfAny(service, [...errors, ...(isSingle ? singleStackErrors(spec) : []), ...inferFamilies(spec)]);
  const families = listAt(spec, 'ipFamilies').map(String);
  if (families.length === 0) families.push('IPv4');
  if (isBare) {
    if (families.length < 2 && !isSingle) families.push(families[0] === 'IPv4' ? 'IPv6' : 'IPv4');
  } else throwIfAny(service, familyErrors(spec, listAt(spec, 'ipFamilies').map(String)));
  spec.ipFamilies = families;
}

/** allocClusterIPs and updateClusterIPs. @throws StatusError */
export function allocateAddresses(
  service: ApiObject,
  old: ApiObject | undefined,
  context: WriteContext,
): void {
  const spec = ensureObject(service, 'spec');
  if (!needsClusterIp(spec) || spec.clusterIP === NONE || listAt(spec, 'clusterIPs')[0] === NONE) return;
  if (old !== undefined && needsClusterIp(objectAt(old, 'spec'))) return;
  const requested = stringAt(spec, 'clusterIP') || String(listAt(spec, 'clusterIPs')[0] ?? '');
  const fault = requested === '' ? undefined : addressFault(requested, context);
  if (fault !== undefined) {
    const detail = `failed to allocate IP ${requested}: ${fault}`;
    throwIfAny(service, [invalid('spec.clusterIPs', listAt(spec, 'clusterIPs'), detail)]);
  }
  const address = requested === '' ? freeAddress(service, context) : requested;
  spec.clusterIP = address;
  spec.clusterIPs = [address];
}

/** The IPAddress objects that say who has an address. */
export function addressesOf(
  service: ApiObject | undefined,
  old: ApiObject | undefined,
  { view, now }: WriteContext,
): Companions {
  const wanted = clusterIps(service);
  const before = clusterIps(old);
  const released = before.filter((ip) => !wanted.includes(ip));
  return {
    storage: IP_ADDRESSES,
    put: wanted.filter((ip) => !before.includes(ip)).map((ip) => ipAddress(ip, service?.metadata ?? {}, now)),
    remove: released.flatMap((ip) => view.get(IP_ADDRESSES, '', ip) ?? []),
  };
}

function clusterIps(service: ApiObject | undefined): string[] {
  const list = service === undefined ? [] : listAt(objectAt(service, 'spec'), 'clusterIPs');
  return list.map(String).filter((ip) => ip !== '' && ip !== NONE);
}

function ipAddress(ip: string, { name = '', namespace = '' }: ApiObject['metadata'], now: string): ApiObject {
  const labels = {
    'ipaddress.kubernetes.io/ip-family': isIPv4(ip) ? 'IPv4' : 'IPv6',
    'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
  };
  const owned = Object.fromEntries(Object.keys(labels).map((label) => [`f:${label}`, {}]));
  return {
    kind: 'IPAddress',
    apiVersion: 'networking.k8s.io/v1',
    metadata: {
      name: ip,
      uid: randomUUID(),
      creationTimestamp: now,
      labels,
      managedFields: [
        {
          manager: 'kube-apiserver',
          operation: 'Update',
          apiVersion: 'networking.k8s.io/v1',
          time: now,
          fieldsType: 'FieldsV1',
          fieldsV1: {
            'f:metadata': { 'f:labels': { '.': {}, ...owned } },
            'f:spec': { 'f:parentRef': { '.': {}, 'f:name': {}, 'f:namespace': {}, 'f:resource': {} } },
          },
        },
      ],
    },
    spec: { parentRef: { resource: 'services', namespace, name } },
  };
}

function addressFault(ip: string, { view, dryRun }: WriteContext): string | undefined {
  const [, third = '', fourth = ''] = /^10\.0\.(\d+)\.(\d+)$/.exec(ip) ?? [];
  const offset = third === '' ? -1 : Number(third) * 256 + Number(fourth);
  if (offset < FIRST || offset > LAST) {
    return dryRun
      ? `the provided IP (${ip}) is not in the valid range. The range of valid IPs is ${CIDR}`
      : 'the provided network does not match the current range';
  }
  const isTaken = !dryRun && view.get(IP_ADDRESSES, '', ip) !== undefined;
  return isTaken ? 'provided IP is already allocated' : undefined;
}

/** One of the upper range, or else of the lower one. */
function freeAddress({ metadata }: ApiObject, { view, dryRun }: WriteContext): string {
  // A dry run takes none, and shows the address of the network.
  if (dryRun) return `${PREFIX}0.0`;
  for (const [first, last] of [[FIRST_FREE, LAST] as const, [FIRST, FIRST_FREE - 1] as const]) {
    const size = last - first + 1;
    const start = randomInt(size);
    for (let step = 0; step < size; step += 1) {
      const offset = first + ((start + step) % size);
      const ip = `${PREFIX}${offset >> 8}.${offset & 255}`;
      if (view.get(IP_ADDRESSES, '', ip) === undefined) return ip;
    }
  }
  throw internalError(`failed to allocate a serviceIP for Service "${metadata.name ?? ''}": range is full`);
}

function isUnchangedPreferDualStack(spec: JsonObject, old: JsonObject | undefined): boolean {
  if (old === undefined || spec.ipFamilyPolicy !== 'PreferDualStack' || old.type !== spec.type) return false;
  const wasSame = isNil(old.ipFamilyPolicy) || old.ipFamilyPolicy === 'PreferDualStack';
  return wasSame && ['clusterIPs', 'ipFamilies'].every((key) => semanticEqual(spec[key], old[key]));
}

/** One family is wanted now: the second address goes. */
function shorten(spec: JsonObject, old: JsonObject): void {
  for (const key of ['clusterIPs', 'ipFamilies']) {
    const list = listAt(spec, key);
    if (list.length > 1 && semanticEqual(list, old[key])) spec[key] = list.slice(0, 1);
  }
}

function reductionErrors(spec: JsonObject, old: JsonObject): FieldError[] {
  const texts = { clusterIPs: 'cluster IP', ipFamilies: 'IP family' };
  return Object.entries(texts)
    .filter(([key]) => listAt(spec, key).length === 1 && listAt(old, key).length === 2)
    .map(([, text]) =>
      invalid(
        'spec.ipFamilyPolicy',
        stringAt(spec, 'ipFamilyPolicy'),
        `must be 'SingleStack' to release the secondary ${text}`,
      ),
    );
}

function singleStackErrors(spec: JsonObject): FieldError[] {
  const texts = { clusterIPs: 'cluster IPs', ipFamilies: 'IP families' };
  return Object.entries(texts)
    .filter(([key]) => listAt(spec, key).length === 2)
    .map(([, text]) =>
      invalid(
        'spec.ipFamilyPolicy',
        'SingleStack',
        `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${text} are specified`,
      ),
    );
}

/** The families of the addresses that the client chose, where it did not say them. */
function inferFamilies(spec: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, ip] of listAt(spec, 'clusterIPs').entries()) {
    if (ip === NONE) break;
    const families = listAt(spec, 'ipFamilies');
    if (index < families.length) continue;
    if (isIPv6(String(ip))) {
      const detail = 'IPv6 is not configured on this cluster';
      errors.push(invalid(`spec.clusterIPs[${index}]`, listAt(spec, 'clusterIPs'), detail));
    } else spec.ipFamilies = [...families, 'IPv4'];
  }
  return errors;
}

function familyErrors(spec: JsonObject, families: readonly string[]): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.ipFamilyPolicy === 'RequireDualStack') {
    const detail = 'this cluster is not configured for dual-stack services';
    errors.push(invalid('spec.ipFamilyPolicy', 'RequireDualStack', detail));
  }
  for (const [index, family] of families.entries()) {
    if (family === 'IPv4') continue;
    errors.push(invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster'));
  }
  return errors;
}

function throwIfAny({ metadata }: ApiObject, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidError({ group: '', kind: 'Service' }, metadata.name ?? '', errors);
}
