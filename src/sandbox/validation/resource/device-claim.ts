import { duplicate, invalid, required, tooLong, tooMany } from '../../model/field-error.ts';
import { isObject, type Json, type JsonObject, own, stringAt } from '../../model/json.ts';
import { validateDriverName } from '../driver-name.ts';
import { declared, each, type Faults, type Format, isDeclared, matches, requiredMatch } from '../faults.ts';
import { numberAt, objectsAt, stringsAt, structAt, textAt } from '../fields.ts';
import { byteLength, inBytes, isCIdentifier, isDnsLabel, isDnsSubdomain } from '../formats/names.ts';
import { oneDeclared, validateToleration } from './device-taint.ts';

// What devices a claim asks for: pkg/apis/resource/validation. CEL is not compiled.

export const MAX_ITEMS = 32;
const MAX_FIRST_AVAILABLE = 8;
const MAX_PARAMETERS_BYTES = 10 * 1024;
const MAX_DRIVER_LENGTH = 63;
const MAX_ID_BYTES = 32;
const REFERENCE =
  "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

export function* validateDevices(path: string, devices: JsonObject): Faults {
  const requests = objectsAt(devices, 'requests');
  const names = requestNames(requests);
  yield* validateSet(`${path}.requests`, requests, MAX_ITEMS, nameOf, validateRequest);
  yield* validateList(`${path}.constraints`, objectsAt(devices, 'constraints'), MAX_ITEMS, (at, constraint) =>
    validateConstraint(at, constraint, names),
  );
  yield* validateList(`${path}.config`, objectsAt(devices, 'config'), MAX_ITEMS, function* (at, config) {
    yield* validateReferences(`${at}.requests`, stringsAt(config, 'requests'), names);
    yield* validateConfiguration(at, config);
  });
}

const nameOf = (item: JsonObject) => stringAt(item, 'name');

/** Those that a constraint may name: `request` and `request/subrequest`. */
function requestNames(requests: readonly JsonObject[]): ReadonlySet<string> {
  return new Set(
    requests.flatMap((request) => [
      nameOf(request),
      ...objectsAt(request, 'firstAvailable').map((sub) => `${nameOf(request)}/${nameOf(sub)}`),
    ]),
  );
}

/** A list that is not looked at where it has too many items. */
export function* validateList<T>(
  path: string,
  items: readonly T[],
  max: number,
  check: (path: string, item: T) => Faults,
): Faults {
  if (items.length > max) yield* declared([tooMany(path, items.length, max)]);
  else yield* each(path, items, check);
}

/** The same for one without two items of the same key. */
function* validateSet<T extends Json>(
  path: string,
  items: readonly T[],
  max: number,
  keyOf: (item: T) => string,
  check: (path: string, item: T) => Faults,
): Faults {
  if (items.length <= max) {
    const keys = items.map(keyOf);
    for (const [index, key] of keys.entries()) {
      if (keys.indexOf(key) < index) yield* declared([duplicate(`${path}[${index}]`, items[index] ?? null)]);
    }
  }
  yield* validateList(path, items, max, check);
}

function* validateRequest(path: string, request: JsonObject): Faults {
  yield* matches(`${path}.name`, nameOf(request), isDnsLabel);
  const exactly = structAt(request, 'exactly');
  const first = objectsAt(request, 'firstAvailable');
  const text = 'exactly one of `exactly` or `firstAvailable` is required';
  if (exactly === undefined && first.length === 0) yield required(path, text);
  else if (exactly !== undefined && first.length > 0) {
    yield invalid(path, null, `${text}, but multiple fields are set`);
    // Markers ask for what is in both.
    const both = [...validateExactly(`${path}.exactly`, exactly), ...validateFirst(path, first)];
    yield* both.filter(isDeclared);
  } else if (exactly !== undefined) yield* validateExactly(`${path}.exactly`, exactly);
  else yield* validateFirst(path, first);
}

function* validateFirst(path: string, first: readonly JsonObject[]): Faults {
  yield* validateSet(`${path}.firstAvailable`, first, MAX_FIRST_AVAILABLE, nameOf, function* (at, sub) {
    yield* matches(`${at}.name`, nameOf(sub), isDnsLabel);
    yield* declared(validateClassName(`${at}.deviceClassName`, sub, inBytes(isDnsSubdomain)));
    yield* validateWanted(at, sub);
  });
}

function* validateExactly(path: string, request: JsonObject): Faults {
  yield* validateClassName(`${path}.deviceClassName`, request, isDnsSubdomain);
  yield* validateWanted(path, request);
}

function validateClassName(path: string, request: JsonObject, format: Format): Faults {
  return requiredMatch(path, stringAt(request, 'deviceClassName'), format);
}

function* validateWanted(path: string, request: JsonObject): Faults {
  yield* validateSelectors(`${path}.selectors`, request);
  const mode = stringAt(request, 'allocationMode');
  const count = numberAt(request, 'count') ?? 0;
  if (mode === 'All' && count !== 0) {
    yield invalid(`${path}.count`, count, "must not be specified when allocationMode is 'All'");
  }
  if (mode === 'ExactCount' && count <= 0) yield invalid(`${path}.count`, count, 'must be greater than zero');
  yield* oneDeclared(`${path}.allocationMode`, mode, ['All', 'ExactCount']);
  yield* each(`${path}.tolerations`, objectsAt(request, 'tolerations'), validateToleration);
}

const EMPTY =
  "compilation failed: ERROR: <input>:1:0: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

export function* validateSelectors(path: string, holder: JsonObject): Faults {
  yield* validateList(path, objectsAt(holder, 'selectors'), MAX_ITEMS, function* (at, selector) {
    const cel = structAt(selector, 'cel');
    if (cel === undefined) yield required(`${at}.cel`, '');
    else if (stringAt(cel, 'expression') === '') yield invalid(`${at}.cel.expression`, '', EMPTY);
  });
}

function* validateConstraint(path: string, constraint: JsonObject, names: ReadonlySet<string>): Faults {
  yield* validateReferences(`${path}.requests`, stringsAt(constraint, 'requests'), names);
  const key = ['matchAttribute', 'distinctAttribute'].find((one) => textAt(constraint, one) !== undefined);
  if (key === undefined) {
    const text =
      'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set';
    yield required(path, text);
  } else yield* declared(validateAttribute(`${path}.${key}`, stringAt(constraint, key)));
}

/** ResourceFullyQualifiedName */
function* validateAttribute(path: string, name: string): Faults {
  const [first = '', second, ...more] = name.split('/');
  if (second === undefined) yield* validateIdentifier(path, first);
  else if (more.length === 0) {
    if (first === '') yield invalid(path, '', 'prefix must not be empty');
    else {
      if (byteLength(first) > MAX_DRIVER_LENGTH) yield tooLong(path, MAX_DRIVER_LENGTH);
      yield* matches(path, first, (domain) => isDnsSubdomain(domain).map((text) => `prefix: ${text}`));
    }
    if (second === '') yield invalid(path, '', 'name must not be empty');
    else yield* validateIdentifier(path, second);
  }
  if (second === undefined) {
    yield invalid(path, name, 'a fully qualified name must be a domain and a name separated by a slash');
  }
}

function* validateIdentifier(path: string, id: string): Faults {
  if (byteLength(id) > MAX_ID_BYTES) yield tooLong(path, MAX_ID_BYTES);
  yield* matches(path, id, isCIdentifier);
}

function* validateReferences(
  path: string,
  references: readonly string[],
  names: ReadonlySet<string>,
): Faults {
  const keyOf = (name: string) => name;
  yield* validateSet(path, references, MAX_ITEMS, keyOf, function* (at, reference) {
    const segments = reference.split('/');
    if (segments.length <= 2) for (const segment of segments) yield* matches(at, segment, isDnsLabel);
    if (!names.has(reference)) yield invalid(at, reference, REFERENCE);
  });
}

/** Parameters of a driver, in a claim or in a class. */
export function* validateConfiguration(path: string, config: JsonObject): Faults {
  const opaque = structAt(config, 'opaque');
  if (opaque === undefined) {
    yield required(`${path}.opaque`, '');
    return;
  }
  yield* validateDriverName(`${path}.opaque.driver`, stringAt(opaque, 'driver'));
  const parameters = own(opaque, 'parameters') ?? null;
  const at = `${path}.opaque.parameters`;
  if (parameters === null) yield required(at, '');
  else if (byteLength(JSON.stringify(parameters)) > MAX_PARAMETERS_BYTES) {
    yield tooLong(at, MAX_PARAMETERS_BYTES);
  } else if (!isObject(parameters)) yield invalid(at, '<value omitted>', 'must be a valid JSON object');
}
