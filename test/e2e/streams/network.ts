import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to the API server on which the network can fail. */
export interface Network {
  /** `https://127.0.0.1:<port>` */
  server: string;
  /** Passes nothing more, and closes nothing, until `resume`. */
  stall(): void;
  resume(): void;
  /** Connections that are open. */
  open(): number;
  close(): Promise<void>;
}

/** @param server the URL of the API server. */
export async function startNetwork(server: string): Promise<Network> {
  const port = Number(new URL(server).port);
  const pairs = new Set<readonly [Socket, Socket]>();
  let isStalled = false;
  const listener = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on('error', () => to.destroy());
      from.on('close', () => pairs.delete(pair));
      from.pipe(to);
      if (isStalled) from.pause();
    }
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const all = () => [...pairs].flat();
  return {
    server: `https://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    stall() {
      isStalled = true;
      for (const socket of all()) socket.unpipe().pause();
    },
    resume() {
      isStalled = false;
      for (const [near, far] of pairs) {
        near.pipe(far);
        far.pipe(near);
      }
    },
    open: () => pairs.size,
    async close() {
      for (const socket of all()) socket.destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
}
