import { goQuote } from '../../model/field-error.ts';
import { type JsonObject, stringAt } from '../../model/json.ts';
import { numberAt, objectsAt } from '../fields.ts';
import { containersOf } from './pod-spec.ts';

/** Ports of a pod's containers that are the same, or that overlap. */
export function portWarnings(path: string, spec: JsonObject): string[] {
  const warnings: string[] = [];
  const known = new Map<string, PlacedPort[]>();
  for (const placed of portsOf(path, spec)) {
    const { port } = placed;
    const ip = stringAt(port, 'hostIP');
    const hostPort = numberAt(port, 'hostPort') ?? 0;
    if (ip !== '' && hostPort === 0) {
      warnings.push(`${placed.path}: hostIP set without hostPort: ${formatPort(port)}`);
    }
    const key = `${numberAt(port, 'containerPort') ?? 0}/${stringAt(port, 'protocol')}`;
    const others = known.get(key) ?? [];
    for (const other of others) {
      const conflict = conflictOf(
        ip,
        hostPort,
        stringAt(other.port, 'hostIP'),
        numberAt(other.port, 'hostPort') ?? 0,
      );
      if (conflict !== undefined)
        warnings.push(`${placed.path}: ${conflict} port definition with ${other.path}`);
    }
    known.set(key, [...others, placed]);
  }
  return warnings;
}

/** Names that more than one of them has. */
export function portNameWarnings(path: string, spec: JsonObject): string[] {
  const known = new Map<string, string>();
  return portsOf(path, spec).flatMap(({ path: at, port }) => {
    const name = stringAt(port, 'name');
    const other = known.get(name);
    if (name === '') return [];
    if (other !== undefined) {
      const text = `services and probes that select ports by name will use ${other}`;
      return [`${at}: duplicate port name ${goQuote(name)} with ${other}, ${text}`];
    }
    known.set(name, at);
    return [];
  });
}

interface PlacedPort {
  path: string;
  port: JsonObject;
}

function portsOf(path: string, spec: JsonObject): PlacedPort[] {
  return containersOf(path, spec).flatMap(([at, container]) =>
    objectsAt(container, 'ports').map((port, index) => ({ path: `${at}.ports[${index}]`, port })),
  );
}

function conflictOf(ip: string, hostPort: number, otherIp: string, otherPort: number): string | undefined {
  if (ip === otherIp && hostPort === otherPort) return 'duplicate';
  if (hostPort === 0 || otherPort === 0) return 'overlapping';
  return hostPort === otherPort && (ip === '') !== (otherIp === '') ? 'dangerously ambiguous' : undefined;
}

/** fmt's `%+v` of a ContainerPort. */
function formatPort(port: JsonObject): string {
  const fields = [
    `Name:${stringAt(port, 'name')}`,
    `HostPort:${numberAt(port, 'hostPort') ?? 0}`,
    `ContainerPort:${numberAt(port, 'containerPort') ?? 0}`,
    `Protocol:${stringAt(port, 'protocol')}`,
    `HostIP:${stringAt(port, 'hostIP')}`,
  ];
  return `{${fields.join(' ')}}`;
}
