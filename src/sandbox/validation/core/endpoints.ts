import { semanticEqual } from '../../kinds/strategies/semantic-equal.ts';
import { required } from '../../model/field-error.ts';
import { type JsonObject, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { createValidator } from '../create-validator.ts';
import { each, type Faults, matches, optionalMatch, requiredMatch, requiredOneOf } from '../faults.ts';
import { numberAt, objectsAt, textAt } from '../fields.ts';
import { ipWarnings, validateIp } from '../formats/ip.ts';
import { isDnsLabel, isDnsSubdomain, isQualifiedName } from '../formats/names.ts';
import { PROTOCOLS, validatePortNumber } from '../pod/container-fields.ts';
import { validateEndpointIp } from './endpoint-address.ts';

export const endpoints = createValidator({
  name: isDnsSubdomain,
  updateAsNew: 'after',
  checkCreate: (object) => validateSubsets(object),
  *checkUpdate(object, old) {
    // What was kept with faults may stay.
    if (!semanticEqual(own(object, 'subsets'), own(old, 'subsets'))) yield* validateSubsets(object);
  },
  warnings(object) {
    return objectsAt(object, 'subsets').flatMap((subset, index) =>
      ['addresses', 'notReadyAddresses'].flatMap((key) =>
        objectsAt(subset, key).flatMap((address, place) =>
          ipWarnings(`subsets[${index}].${key}[${place}].ip`, stringAt(address, 'ip')),
        ),
      ),
    );
  },
});

function* validateSubsets(object: ApiObject): Faults {
  yield* each('subsets', objectsAt(object, 'subsets'), function* (at, subset) {
    const ports = objectsAt(subset, 'ports');
    const count = objectsAt(subset, 'addresses').length + objectsAt(subset, 'notReadyAddresses').length;
    if (count === 0) yield required(at, 'must specify `addresses` or `notReadyAddresses`');
    for (const key of ['addresses', 'notReadyAddresses']) {
      yield* each(`${at}.${key}`, objectsAt(subset, key), validateAddress);
    }
    yield* each(`${at}.ports`, ports, (place, port) => validatePort(place, port, ports.length > 1));
  });
}

function* validateAddress(path: string, address: JsonObject): Faults {
  const ip = stringAt(address, 'ip');
  yield* validateIp(`${path}.ip`, ip);
  yield* optionalMatch(`${path}.hostname`, stringAt(address, 'hostname'), isDnsLabel);
  const nodeName = textAt(address, 'nodeName');
  if (nodeName !== undefined) yield* matches(`${path}.nodeName`, nodeName, isDnsSubdomain);
  yield* validateEndpointIp(`${path}.ip`, ip);
}

function* validatePort(path: string, port: JsonObject, needsName: boolean): Faults {
  const name = stringAt(port, 'name');
  yield* (needsName ? requiredMatch : optionalMatch)(`${path}.name`, name, isDnsLabel);
  yield* validatePortNumber(`${path}.port`, numberAt(port, 'port') ?? 0);
  yield* requiredOneOf(`${path}.protocol`, stringAt(port, 'protocol'), PROTOCOLS);
  const appProtocol = textAt(port, 'appProtocol');
  if (appProtocol !== undefined) yield* matches(`${path}.appProtocol`, appProtocol, isQualifiedName);
}
