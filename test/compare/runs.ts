import type { Exchange } from '../../src/exchange/exchange.ts';
import { exchange, type Sketch } from '../render/factory.ts';

/** What two runs of one command never have in common, drawn from a generator. */
export interface Noise {
  uid(): string;
  version(): string;
  time(): string;
}

export function createNoise(random: () => number): Noise {
  const hex = (length: number) =>
    Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
  return {
    uid: () => `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`,
    version: () => String(100_000 + Math.floor(random() * 900_000)),
    time: () => new Date(1.7e12 + Math.floor(random() * 1e10)).toISOString().replace(/\.\d+/, ''),
  };
}

/** One request of a run as a test plants it: always the same but for the noise. */
export interface Planned extends Omit<Sketch, 'id'> {
  /** What the object says apart from its metadata. */
  spec?: unknown;
  annotations?: Record<string, string>;
}

/** A run as kubectl would have had it: each answer an object with all that always differs. */
export function createRun(plan: readonly Planned[], noise: Noise): Exchange[] {
  const session = noise.uid();
  return plan.map((planned, index) => {
    const { spec, annotations = {}, ...sketch } = planned;
    const name = /\/([^/?]+)(?:\?.*)?$/.exec(planned.path)?.[1];
    const made = exchange({
      receive: {
        kind: 'Deployment',
        apiVersion: 'apps/v1',
        metadata: {
          name,
          uid: noise.uid(),
          resourceVersion: noise.version(),
          creationTimestamp: noise.time(),
          annotations,
          managedFields: [
            { manager: 'kubectl', operation: 'Update', time: noise.time(), fieldsV1: { 'f:spec': {} } },
          ],
        },
        spec,
        status: { conditions: [{ type: 'Available', status: 'True', lastTransitionTime: noise.time() }] },
      },
      ...sketch,
      id: index + 1,
    });
    made.request.headers.push(['Kubectl-Session', session]);
    const { response } = made;
    if (response !== undefined)
      made.response = {
        ...response,
        headers: response.headers.map(([header, value]) =>
          ['Audit-Id', 'Date', 'X-Kubernetes-Pf-Flowschema-Uid'].includes(header)
            ? [header, header === 'Date' ? noise.time() : noise.uid()]
            : [header, value],
        ),
      };
    return made;
  });
}
