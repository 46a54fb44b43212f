import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setSocketOptions } from './socket-options.ts';

/** A loopback port that is open before there is anything to serve it with. */
export interface Listener {
  port: number;
  /** From now on every connection goes to the handler, those first that came before. */
  serve(handler: (socket: Socket) => void): void;
  /** Stops listening and ends every connection. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1, on a free port. */
export async function listenOnLoopback(): Promise<Listener> {
  const connections = new Set<Socket>();
  let handler: ((socket: Socket) => void) | undefined;
  // Paused: what a client says before it is served waits in its socket. Half-open: node:http ends its side itself.
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => {
    setSocketOptions(socket);
    // An error between two owners' listeners must not end the program.
    socket.on('error', () => undefined);
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    handler?.(socket);
  });
  const port = await listen(server);
  return {
    port,
    serve(newHandler) {
      handler = newHandler;
      for (const socket of connections) newHandler(socket);
    },
    close() {
      for (const socket of connections) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
