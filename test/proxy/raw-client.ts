import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { ByteStream } from './byte-stream.ts';

/** A connection to the proxy as it is, before any word. */
export async function openTcp(proxyUrl: string): Promise<ByteStream & { stream: Socket }> {
  const { hostname, port } = new URL(proxyUrl);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  return new ByteStream(socket) as ByteStream & { stream: Socket };
}

/** `Proxy-Authorization: Basic …` with the overlay's password. */
export function authorization(proxyUrl: string): string {
  const { username, password } = new URL(proxyUrl);
  return `Proxy-Authorization: Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** Sends CONNECT as kubectl does; what is answered is left to the caller. */
export async function sendConnect(
  proxyUrl: string,
  target: string,
): Promise<ByteStream & { stream: Socket }> {
  const client = await openTcp(proxyUrl);
  client.write(
    `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\nUser-Agent: Go-http-client/1.1\r\n${authorization(proxyUrl)}\r\n\r\n`,
  );
  return client;
}

/** A client's connection through the proxy, after CONNECT and TLS. */
export class ClientSide extends ByteStream {
  readonly tcp: Socket;

  constructor(stream: Socket | TLSSocket, tcp: Socket) {
    super(stream);
    this.tcp = tcp;
  }

  reset(): void {
    this.tcp.resetAndDestroy();
  }
}

/** CONNECT, then TLS with whoever answers; ALPN as Go's client offers it. */
export async function connectThrough(
  proxyUrl: string,
  target: string,
  options: ConnectionOptions = {},
): Promise<ClientSide & { stream: TLSSocket }> {
  return startTls(await sendConnect(proxyUrl, target), target, options);
}

/** The second half of it: waits for the answer to CONNECT first. */
export async function startTls(
  tunnel: ByteStream & { stream: Socket },
  target: string,
  options: ConnectionOptions = {},
): Promise<ClientSide & { stream: TLSSocket }> {
  const head = await tunnel.head();
  if (head !== 'HTTP/1.1 200 Connection established\r\n\r\n')
    throw new Error(`CONNECT was answered: ${head}`);
  tunnel.stream.removeAllListeners('data');
  tunnel.stream.pause();
  const secure = connectTls({
    socket: tunnel.stream,
    ALPNProtocols: ['h2', 'http/1.1'],
    host: target.replace(/:\d+$/, '').replace(/^\[|\]$/g, ''),
    ...options,
  });
  await once(secure, 'secureConnect');
  return new ClientSide(secure, tunnel.stream) as ClientSide & { stream: TLSSocket };
}
