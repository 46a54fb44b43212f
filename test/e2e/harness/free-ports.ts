import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/**
 * Different loopback ports that nobody listens on at this moment. Another process may take one before we do:
 * who uses them must be ready to try again.
 */
export async function findFreePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  // All are open at once, or the system might give the same port twice.
  const ports: number[] = [];
  for (const server of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ports.push((server.address() as AddressInfo).port);
  }
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
