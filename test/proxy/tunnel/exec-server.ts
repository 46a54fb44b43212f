import type { IncomingMessage, ServerResponse } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { startTracedProgram, type TracedProgram } from '../traced-program.ts';

const SUBPROTOCOL = 'v5.channel.k8s.io';

/** The traced program on a server that has one Pod, whose commands are what the test does with the WebSocket. */
export async function startExecServer(
  kubectl: string,
  run: (socket: WebSocket) => void,
): Promise<TracedProgram> {
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: () => SUBPROTOCOL,
    perMessageDeflate: false,
  });
  return startTracedProgram(kubectl, answer, (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, run),
  );
}

/** What kubectl asks before it asks for a tunnel. */
const ANSWERS: Readonly<Record<string, object>> = {
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups: [] },
  '/api/v1': {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: 'v1',
    resources: [{ name: 'pods', singularName: 'pod', namespaced: true, kind: 'Pod', verbs: ['get'] }],
  },
  '/api/v1/namespaces/default/pods/web': {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name: 'web', namespace: 'default' },
    spec: { containers: [{ name: 'app', image: 'test' }] },
    status: { phase: 'Running' },
  },
};

function answer({ url = '' }: IncomingMessage, response: ServerResponse): void {
  const found = ANSWERS[url.split('?', 1)[0] ?? ''];
  response.writeHead(found === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(found ?? { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 404 }));
}

/** A message on a channel. */
export function onChannel(channel: number, payload: string | Buffer): Buffer {
  return Buffer.concat([Buffer.from([channel]), Buffer.from(payload)]);
}

/** The command has ended well. */
export function succeed(socket: WebSocket): void {
  socket.send(onChannel(3, '{"metadata":{},"status":"Success"}'));
  socket.close(1000);
}
