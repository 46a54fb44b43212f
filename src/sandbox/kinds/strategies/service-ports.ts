import { randomInt } from 'node:crypto';
import { invalid } from '../../model/field-error.ts';
import { type JsonObject, objectAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { WriteContext } from '../../model/rules.ts';
import { internalError, invalidError } from '../../model/status.ts';
import { ensureObject, objectsAt } from '../defaults/set-default.ts';
import { needsHealthCheckPort, nodePortsOf, wantsNodePorts } from './service-fields.ts';

/** The default of kube-apiserver's --service-node-port-range. */
const FIRST = 30000;
const LAST = 32767;

/** What a dry run counts up from. */
const DRY_RUN_BASE = 32768;

/**
 * Gives the ports of nodes that a service asks for or needs (pkg/registry/core/service/storage/alloc.go).
 * @throws StatusError 422 for one that it cannot have
 */
export function allocatePorts(service: ApiObject, old: ApiObject | undefined, context: WriteContext): void {
  const spec = ensureObject(service, 'spec');
  const ports = new NodePorts(service, context);
  if (spec.type === 'NodePort' || spec.type === 'LoadBalancer') allocateNodePorts(service, old, ports);
  const hadHealthCheck = old !== undefined && needsHealthCheckPort(objectAt(old, 'spec'));
  if (needsHealthCheckPort(spec) && !hadHealthCheck) allocateHealthCheckPort(spec, ports);
}

/** initNodePorts and updateNodePorts. */
function allocateNodePorts(service: ApiObject, old: ApiObject | undefined, ports: NodePorts): void {
  const spec = ensureObject(service, 'spec');
  const before = old === undefined ? [] : nodePortsOf(objectAt(old, 'spec'));
  const shared = new Map<number, number>();
  const list = objectsAt(spec, 'ports');
  for (const [index, port] of list.entries()) {
    const requested = Number(port.nodePort ?? 0);
    if (requested === 0 && !wantsNodePorts(spec)) continue;
    const number = Number(port.port ?? 0);
    const known = old === undefined ? (shared.get(number) ?? 0) : 0;
    // A new service uses one port of the nodes for all that go to the same port.
    const wanted = requested || known || (old === undefined ? requestedFor(list, number) : 0);
    if (wanted !== 0 && wanted !== known && !before.includes(wanted)) ports.take(wanted, index, service);
    port.nodePort = wanted === 0 ? ports.next() : wanted;
    shared.set(number, known || port.nodePort);
  }
}

/** The port at which load balancers ask whether a node has an endpoint. */
function allocateHealthCheckPort(spec: JsonObject, ports: NodePorts): void {
  const requested = Number(spec.healthCheckNodePort ?? 0);
  const fault = requested === 0 ? undefined : ports.fault(requested);
  if (fault !== undefined) {
    throw internalError(`failed to allocate requested HealthCheck NodePort ${requested}: ${fault}`);
  }
  if (requested === 0) spec.healthCheckNodePort = ports.next();
}

/** The ports that services have; random ones of the others are given. */
class NodePorts {
  readonly #used: Set<number>;
  readonly #taken: number[] = [];
  readonly #dryRun: boolean;

  constructor({ metadata }: ApiObject, { view, namespace, dryRun }: WriteContext) {
    this.#dryRun = dryRun;
    const others = view
      .list('services')
      .filter((other) => other.metadata.namespace !== namespace || other.metadata.name !== metadata.name);
    this.#used = new Set(others.flatMap((other) => portsOf(objectAt(other, 'spec'))));
  }

  /** Why this port cannot be had, in the words of portallocator. */
  fault(port: number): string | undefined {
    // A dry run does not ask the allocator, which knows its range.
    if (!this.#dryRun && (port < FIRST || port > LAST)) {
      return `provided port is not in the valid range. The range of valid ports is ${FIRST}-${LAST}`;
    }
    return this.#used.has(port) ? 'provided port is already allocated' : undefined;
  }

  /** @throws StatusError 422 */
  take(port: number, index: number, { metadata }: ApiObject): void {
    const fault = this.fault(port);
    if (fault !== undefined) {
      const kind = { group: '', kind: 'Service' };
      throw invalidError(kind, metadata.name ?? '', [invalid(`spec.ports[${index}].nodePort`, port, fault)]);
    }
    this.#keep(port);
  }

  next(): number {
    if (this.#dryRun)
      return this.#keep(Math.max(...(this.#taken.length > 0 ? this.#taken : [DRY_RUN_BASE])) + 1);
    const size = LAST - FIRST + 1;
    const start = randomInt(size);
    for (let step = 0; step < size; step += 1) {
      const port = FIRST + ((start + step) % size);
      if (!this.#used.has(port)) return this.#keep(port);
    }
    throw internalError('failed to allocate a nodePort: range is full');
  }

  #keep(port: number): number {
    this.#used.add(port);
    this.#taken.push(port);
    return port;
  }
}

function portsOf(spec: JsonObject): number[] {
  const health = Number(spec.healthCheckNodePort ?? 0);
  return health === 0 ? nodePortsOf(spec) : [...nodePortsOf(spec), health];
}

/** The port of the nodes that another entry of the list asks for, for the same port of the service. */
function requestedFor(list: readonly JsonObject[], number: number): number {
  const entry = list.find(
    ({ port, nodePort }) => Number(port ?? 0) === number && Number(nodePort ?? 0) !== 0,
  );
  return Number(entry?.nodePort ?? 0);
}
