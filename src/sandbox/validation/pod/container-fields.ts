import { duplicate, invalid, required } from '../../model/field-error.ts';
import { type Json, type JsonObject, stringAt } from '../../model/json.ts';
import { each, type Faults, matches, rangeError, requiredOneOf } from '../faults.ts';
import { numberAt, objectsAt } from '../fields.ts';
import { isPortName } from '../formats/names.ts';

// Small parts of a container: ports and policies.

export const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

export function* validatePullPolicy(path: string, policy: string): Faults {
  yield* requiredOneOf(path, policy, ['Always', 'IfNotPresent', 'Never']);
}

/** IsValidPortNum */
export function* validatePortNumber(path: string, port: number): Faults {
  if (port < 1 || port > 65535) yield invalid(path, port, rangeError(1, 65535));
}

/** ValidatePortNumOrName */
export function* validatePortNumberOrName(path: string, port: Json | undefined): Faults {
  if (typeof port === 'string') yield* matches(path, port, isPortName);
  else yield* validatePortNumber(path, typeof port === 'number' ? port : 0);
}

export function* validateContainerPorts(path: string, container: JsonObject): Faults {
  const names = new Set<string>();
  yield* each(path, objectsAt(container, 'ports'), function* (at, port) {
    const name = stringAt(port, 'name');
    if (name !== '') {
      const wrong = [...matches(`${at}.name`, name, isPortName)];
      yield* wrong;
      if (wrong.length === 0 && names.has(name)) yield duplicate(`${at}.name`, name);
      if (wrong.length === 0) names.add(name);
    }
    const number = numberAt(port, 'containerPort') ?? 0;
    if (number === 0) yield required(`${at}.containerPort`, '');
    else yield* validatePortNumber(`${at}.containerPort`, number);
    const hostPort = numberAt(port, 'hostPort') ?? 0;
    if (hostPort !== 0) yield* validatePortNumber(`${at}.hostPort`, hostPort);
    yield* requiredOneOf(`${at}.protocol`, stringAt(port, 'protocol'), PROTOCOLS);
  });
}

/** checkHostPortConflicts */
export function* validateHostPorts(path: string, containers: readonly JsonObject[]): Faults {
  const taken = new Set<string>();
  for (const [index, container] of containers.entries()) {
    for (const [place, port] of objectsAt(container, 'ports').entries()) {
      const hostPort = numberAt(port, 'hostPort') ?? 0;
      if (hostPort === 0) continue;
      const key = `${stringAt(port, 'protocol')}/${stringAt(port, 'hostIP')}/${hostPort}`;
      if (taken.has(key)) yield duplicate(`${path}[${index}].ports[${place}].hostPort`, key);
      taken.add(key);
    }
  }
}
