import type { Body, Exchange } from '../src/exchange/exchange.ts';
import { exchange, type Sketch } from '../test/render/factory.ts';

const NAMESPACES = 20;
const RESOURCES = ['configmaps', 'services', 'pods', 'secrets', 'events'];

/** One of the exchanges of a long run: what `apply` of many objects, lists, watches and refusals send and get. */
export function createExchange(id: number): Exchange {
  const namespace = `team-${id % NAMESPACES}`;
  const resource = RESOURCES[id % RESOURCES.length] ?? 'pods';
  const path = `/api/v1/namespaces/${namespace}/${resource}`;
  const name = `object-${id}`;
  return exchange({
    id,
    command: 'kubectl apply',
    milliseconds: 1 + (id % 50),
    ...sketch(id, path, name, namespace),
  });
}

function sketch(id: number, path: string, name: string, namespace: string): Omit<Sketch, 'id'> {
  const object = {
    kind: 'ConfigMap',
    apiVersion: 'v1',
    metadata: {
      name,
      namespace,
      labels: { app: `app-${id % 7}` },
      managedFields: [{ manager: 'kubectl', fieldsV1: { 'f:data': {} } }],
    },
    data: Object.fromEntries(
      Array.from({ length: 10 }, (_, key) => [`key-${key}`, `value ${id} ${'x'.repeat(60)}`]),
    ),
  };
  const refusal = {
    kind: 'Status',
    status: 'Failure',
    message: `${name} not found`,
    reason: 'NotFound',
    code: 404,
  };
  switch (id % 6) {
    case 0:
      return { path: `${path}/${name}`, status: 404, receive: refusal };
    case 1:
      return { path, method: 'POST', status: 201, send: object, receive: object };
    case 2:
      return {
        path: `${path}/${name}`,
        method: 'PATCH',
        contentType: 'application/merge-patch+json',
        send: { data: object.data },
        receive: object,
      };
    case 3:
      return { path: `${path}?limit=500`, receive: tableOf(id) };
    case 4:
      return {
        path: `${path}?watch=true`,
        receive: `${JSON.stringify({ type: 'ADDED', object })}\n${JSON.stringify({ type: 'MODIFIED', object })}\n`,
      };
    default:
      return {
        path: '/apis/apps/v1?timeout=32s',
        receive: { kind: 'APIResourceList', groupVersion: 'apps/v1', resources: [] },
      };
  }
}

function tableOf(id: number): object {
  const columnDefinitions = ['Name', 'Ready', 'Age'].map((name) => ({ name, type: 'string', priority: 0 }));
  const rows = Array.from({ length: 10 }, (_, row) => ({
    cells: [`pod-${id}-${row}`, '1/1', '5m'],
    object: { kind: 'PartialObjectMetadata' },
  }));
  return { kind: 'Table', apiVersion: 'meta.k8s.io/v1', columnDefinitions, rows };
}

/** As a live trace keeps it for the summary. */
export function withoutText(made: Exchange): Exchange {
  const strip = ({ text: _, ...body }: Body): Body => body;
  const { request, response } = made;
  return {
    ...made,
    request: { ...request, body: strip(request.body) },
    ...(response && { response: { ...response, body: strip(response.body) } }),
  };
}
