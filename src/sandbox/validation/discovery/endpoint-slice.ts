import { semanticEqual } from '../../kinds/strategies/semantic-equal.ts';
import { duplicate, invalid, notSupported, required, tooMany } from '../../model/field-error.ts';
import { type JsonObject, listAt, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { validateEndpointIp } from '../core/endpoint-address.ts';
import { createValidator } from '../create-validator.ts';
import {
  declared,
  each,
  type Faults,
  type Format,
  IMMUTABLE,
  matches,
  oneOf,
  optionalMatch,
} from '../faults.ts';
import { objectsAt, stringsAt, structAt, textAt } from '../fields.ts';
import { ipWarnings, isIpv6, validateIp, validateStrictIp } from '../formats/ip.ts';
import { isDnsLabel, isDnsSubdomain, isLabelValue, isQualifiedName } from '../formats/names.ts';
import { validateLabels } from '../metadata.ts';
import { PROTOCOLS } from '../pod/container-fields.ts';

const TYPES = ['FQDN', 'IPv4', 'IPv6'];
const MAX_ENDPOINTS = 1000;
const MAX_PORTS = 20000;
const MAX_ADDRESSES = 100;
const MAX_HINTS = 8;

/** pkg/apis/discovery/validation */
export const endpointSlice = createValidator({
  name: isDnsSubdomain,
  updateAsNew: 'after',
  *check(object) {
    const type = stringAt(object, 'addressType');
    if (type === '') yield* declared([required('addressType', '')]);
    else if (!TYPES.includes(type)) yield* declared([notSupported('addressType', type, TYPES)]);
    yield* validatePorts('ports', objectsAt(object, 'ports'));
  },
  checkCreate: (object) => validateEndpoints(object),
  *checkUpdate(object, old) {
    if (!semanticEqual(own(object, 'endpoints'), own(old, 'endpoints'))) yield* validateEndpoints(object);
    if (object.addressType !== old.addressType) yield* declared([invalid('addressType', null, IMMUTABLE)]);
  },
  warnings(object, old) {
    const isOld = object.addressType === 'FQDN' && old === undefined;
    return [
      ...(isOld ? ['spec.addressType: FQDN endpoints are deprecated'] : []),
      ...objectsAt(object, 'endpoints').flatMap((endpoint, index) =>
        listAt(endpoint, 'addresses').flatMap((address, place) =>
          ipWarnings(`endpoints[${index}].addresses[${place}]`, String(address)),
        ),
      ),
    ];
  },
});

function* validatePorts(path: string, ports: readonly JsonObject[]): Faults {
  if (ports.length > MAX_PORTS) {
    yield tooMany(path, ports.length, MAX_PORTS);
    return;
  }
  const names = new Set<string>();
  yield* each(path, ports, function* (at, port) {
    const name = stringAt(port, 'name');
    yield* optionalMatch(`${at}.name`, name, isDnsLabel);
    if (names.has(name)) yield duplicate(`${at}.name`, name);
    names.add(name);
    yield* oneOf(`${at}.protocol`, stringAt(port, 'protocol'), PROTOCOLS);
    const appProtocol = textAt(port, 'appProtocol');
    if (appProtocol !== undefined) yield* matches(`${at}.appProtocol`, appProtocol, isQualifiedName);
  });
}

function* validateEndpoints(object: ApiObject): Faults {
  const endpoints = objectsAt(object, 'endpoints');
  if (endpoints.length > MAX_ENDPOINTS) {
    yield tooMany('endpoints', endpoints.length, MAX_ENDPOINTS);
    return;
  }
  yield* each('endpoints', endpoints, function* (at, endpoint) {
    const addresses = stringsAt(endpoint, 'addresses');
    const path = `${at}.addresses`;
    if (addresses.length === 0) yield* declared([required(path, '')]);
    if (addresses.length > MAX_ADDRESSES) yield* declared([tooMany(path, addresses.length, MAX_ADDRESSES)]);
    yield* each(path, addresses, (place, address) =>
      validateAddress(place, path, address, stringAt(object, 'addressType')),
    );
    const nodeName = textAt(endpoint, 'nodeName');
    if (nodeName !== undefined) yield* matches(`${at}.nodeName`, nodeName, isDnsSubdomain);
    const topology = objectAt(endpoint, 'deprecatedTopology');
    const count = Object.keys(topology).length;
    if (count > 16) yield tooMany(`${at}.deprecatedTopology`, count, 16);
    yield* validateLabels(`${at}.deprecatedTopology`, topology);
    const hostname = textAt(endpoint, 'hostname');
    if (hostname !== undefined) yield* matches(`${at}.hostname`, hostname, isDnsLabel);
    const hints = structAt(endpoint, 'hints');
    if (hints !== undefined) yield* validateHints(`${at}.hints`, hints);
  });
}

function* validateAddress(at: string, list: string, address: string, type: string): Faults {
  if (type === 'FQDN') yield* validateDomain(at, address);
  if (type !== 'IPv4' && type !== 'IPv6') return;
  const faults = [...(type === 'IPv4' ? validateIp(at, address) : validateStrictIp(at, address))];
  yield* faults;
  if (faults.length > 0) return;
  if ((type === 'IPv6') !== isIpv6(address)) yield invalid(list, address, `must be an ${type} address`);
  yield* validateEndpointIp(at, address);
}

/** IsFullyQualifiedDomainName */
function* validateDomain(path: string, text: string): Faults {
  if (text === '') {
    yield required(path, '');
    return;
  }
  const name = text.replace(/\.$/, '');
  const wrong = isDnsSubdomain(name);
  const label = name.split('.').find((part) => isDnsLabel(part).length > 0);
  if (wrong.length > 0) yield invalid(path, name, wrong.join(','));
  else if (!name.includes('.')) {
    yield invalid(path, name, 'should be a domain with at least two segments separated by dots');
  } else if (label !== undefined) yield invalid(path, label, isDnsLabel(label).join(','));
}

function* validateHints(path: string, hints: JsonObject): Faults {
  const lists: [string, Format][] = [
    ['forZones', isLabelValue],
    ['forNodes', isDnsSubdomain],
  ];
  for (const [key, format] of lists) {
    const items = objectsAt(hints, key);
    if (items.length > MAX_HINTS) {
      yield tooMany(`${path}.${key}`, items.length, MAX_HINTS);
      return;
    }
    const names = new Set<string>();
    yield* each(`${path}.${key}`, items, function* (at, item) {
      const name = stringAt(item, 'name');
      if (names.has(name)) yield duplicate(`${at}.name`, name);
      names.add(name);
      yield* matches(`${at}.name`, name, format);
    });
  }
}
