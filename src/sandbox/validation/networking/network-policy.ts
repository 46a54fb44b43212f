import { forbidden, invalid, notSupported, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { createValidator } from '../create-validator.ts';
import { declared, each, type Faults, matches } from '../faults.ts';
import { isSet, numberAt, objectsAt, stringsAt, structAt, textAt } from '../fields.ts';
import { cidrWarnings, type Network, parseCidr, validateCidr } from '../formats/ip.ts';
import { isDnsSubdomain, isPortName } from '../formats/names.ts';
import { validateLabelSelector } from '../label-selector.ts';
import { validatePortNumber } from '../pod/container-fields.ts';

const DIRECTIONS = [
  ['ingress', 'from'],
  ['egress', 'to'],
] as const;

/** pkg/apis/networking/validation */
export const networkPolicy = createValidator({
  name: isDnsSubdomain,
  checkCreate: (object) => validateSpec(object, []),
  checkUpdate: (object, old) =>
    validateSpec(
      object,
      blocksOf(old).flatMap(({ block }) => cidrsOf(block)),
    ),
  warnings: (object) =>
    blocksOf(object).flatMap(({ path, block }) => [
      ...cidrWarnings(`${path}.cidr`, stringAt(block, 'cidr')),
      ...stringsAt(block, 'except').flatMap((cidr, index) => cidrWarnings(`${path}.except[${index}]`, cidr)),
    ]),
});

const cidrsOf = (block: JsonObject) => [stringAt(block, 'cidr'), ...stringsAt(block, 'except')];

function blocksOf(object: ApiObject): { path: string; block: JsonObject }[] {
  return DIRECTIONS.flatMap(([key, peers]) =>
    objectsAt(objectAt(object, 'spec'), key).flatMap((rule, index) =>
      objectsAt(rule, peers).flatMap((peer, place) => {
        const block = structAt(peer, 'ipBlock');
        return block === undefined
          ? []
          : [{ path: `spec.${key}[${index}].${peers}[${place}].ipBlock`, block }];
      }),
    ),
  );
}

/** `known`: CIDR values that may stay as they are. */
function* validateSpec(object: ApiObject, known: readonly string[]): Faults {
  const spec = objectAt(object, 'spec');
  yield* validateLabelSelector('spec.podSelector', objectAt(spec, 'podSelector'));
  for (const [key, peers] of DIRECTIONS) {
    yield* each(`spec.${key}`, objectsAt(spec, key), function* (at, rule) {
      yield* each(`${at}.ports`, objectsAt(rule, 'ports'), validatePort);
      yield* each(`${at}.${peers}`, objectsAt(rule, peers), (place, peer) =>
        validatePeer(place, peer, known),
      );
    });
  }
  const types = stringsAt(spec, 'policyTypes');
  if (types.length > 2) {
    yield invalid('spec.policyTypes', types, 'may not specify more than two policyTypes');
    return;
  }
  yield* each('spec.policyTypes', types, function* (at, type) {
    if (type !== 'Ingress' && type !== 'Egress') yield notSupported(at, type, ['Ingress', 'Egress']);
  });
}

function* validatePort(path: string, item: JsonObject): Faults {
  const protocol = textAt(item, 'protocol');
  const port = own(item, 'port');
  const end = numberAt(item, 'endPort');
  if (protocol !== undefined && !['TCP', 'UDP', 'SCTP'].includes(protocol)) {
    yield notSupported(`${path}.protocol`, protocol, ['TCP', 'UDP', 'SCTP']);
  }
  const at = `${path}.endPort`;
  if (typeof port === 'number') {
    yield* validatePortNumber(`${path}.port`, port);
    if (end === undefined) return;
    if (end < port) yield invalid(at, end, 'must be greater than or equal to `port`');
    yield* validatePortNumber(at, end);
  } else {
    const what = port === undefined ? 'not specified' : 'non-numeric';
    if (end !== undefined) yield invalid(at, end, `may not be specified when \`port\` is ${what}`);
    if (typeof port === 'string') yield* matches(`${path}.port`, port, isPortName);
  }
}

function* validatePeer(path: string, peer: JsonObject, known: readonly string[]): Faults {
  const keys = ['podSelector', 'namespaceSelector'];
  for (const key of keys) yield* validateLabelSelector(`${path}.${key}`, structAt(peer, key));
  const block = structAt(peer, 'ipBlock');
  if (block !== undefined) yield* validateBlock(`${path}.ipBlock`, block, known);
  const hasSelector = keys.some((key) => isSet(peer, key));
  if (!hasSelector && block === undefined) yield required(path, 'must specify a peer');
  else if (hasSelector && block !== undefined)
    yield forbidden(path, 'may not specify both ipBlock and another peer');
}

function* validateBlock(path: string, block: JsonObject, known: readonly string[]): Faults {
  const value = stringAt(block, 'cidr');
  if (value === '') {
    yield* declared([required(`${path}.cidr`, '')]);
    return;
  }
  yield* validateCidr(`${path}.cidr`, value, known);
  const cidr = parseCidr(value);
  if (cidr === undefined) return;
  yield* each(`${path}.except`, stringsAt(block, 'except'), function* (at, text) {
    yield* validateCidr(at, text, known);
    const except = parseCidr(text);
    if (except === undefined || isStrictlyWithin(except, cidr)) return;
    yield invalid(at, text, 'must be a strict subset of `cidr`');
  });
}

function isStrictlyWithin(inner: Network, outer: Network): boolean {
  if (inner.network.length !== outer.network.length || inner.length <= outer.length) return false;
  return outer.network.every((byte, index) => {
    const bits = Math.max(0, Math.min(8, outer.length - index * 8));
    const mask = (0xff << (8 - bits)) & 0xff;
    return ((inner.network[index] ?? 0) & mask) === byte;
  });
}
