import { Agent, type AgentOptions, type ClientRequestArgs } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { codeOf } from '../errors.ts';
import type { ConnectionInfo } from '../exchange/exchange.ts';
import type { UpstreamConnection } from './upstream-connection.ts';

/**
 * A connection of kubectl's to us and the one connection to the server that belongs to it. They are made
 * together and die together: what the server does to its connection (an idle close, a reset) kubectl sees
 * on its own at the same point, and its own rules decide whether to try again, as without us. So no
 * keep-alive race of ours can become a 502.
 */
export interface ConnectionPair {
  downstream: Socket;
  upstream: UpstreamConnection;
  /** The TCP socket below `downstream`. */
  tcp: Socket;
  /** For node:http's client: hands out the upstream connection, and never another. */
  agent: Agent;
  /** For the model; `reused` is set for each exchange. */
  info: Omit<ConnectionInfo, 'reused'>;
  /** How many exchanges have begun on it. */
  exchanges: number;
  /** Whether the whole response of the current exchange has come from the server; no exchange: true. */
  settled: boolean;
  /** Whether kubectl has ended its side. */
  readonly clientLeft: boolean;
  /** From here on the ends of both sides are no business of the pair's. */
  release(): void;
  /** Ends kubectl's side as the server has ended its own: by a reset, or behind what has come before. */
  abort(reset: boolean): void;
}

/**
 * @param downstream what speaks HTTP with kubectl: a TLS socket, or the TCP socket itself on plain http.
 * @param tcp the TCP socket below `downstream`.
 */
export function createConnectionPair(
  id: number,
  downstream: Socket,
  tcp: Socket,
  upstream: UpstreamConnection,
): ConnectionPair {
  const { remoteAddress, dns, dial, tls } = upstream;
  const pair: ConnectionPair = {
    downstream,
    tcp,
    upstream,
    agent: new PartnerAgent(upstream.socket),
    info: { id, remoteAddress, dns, dial, ...(tls === undefined ? {} : { tls }) },
    exchanges: 0,
    settled: true,
    get clientLeft() {
      return downstream.destroyed || tcp.destroyed;
    },
    release() {
      upstream.socket.off('close', upstreamGone);
      downstream.off('close', downstreamGone);
    },
    abort(reset) {
      if (reset) tcp.resetAndDestroy();
      else downstream.destroySoon();
    },
  };
  const upstreamGone = () => {
    // In the midst of an exchange its own error handling speaks; an answer that has come whole goes out first.
    if (!pair.settled) return;
    if (isReset(upstream.socket.errored) && downstream.writableLength === 0) tcp.resetAndDestroy();
    else downstream.end();
  };
  const downstreamGone = () => upstream.socket.destroy();
  if (upstream.socket.destroyed) upstreamGone();
  else upstream.socket.on('close', upstreamGone);
  downstream.on('error', () => undefined);
  tcp.on('error', () => undefined);
  downstream.on('close', downstreamGone);
  return pair;
}

/** Whether the other side sent RST: node:http gives a plain close (`socket hang up`, `aborted`) the same code. */
export function isReset(error: unknown): boolean {
  return codeOf(error) === 'ECONNRESET' && error instanceof Error && 'syscall' in error;
}

/**
 * An agent of one connection. Node's own would open another once this one is gone, set timers on it and
 * close it by the server's `Keep-Alive: timeout` hint before the server itself does.
 */
class PartnerAgent extends Agent {
  #socket: Socket | undefined;

  constructor(socket: Socket) {
    const options: AgentOptions = { keepAlive: true, maxSockets: 1, maxFreeSockets: 1 };
    super(options);
    this.#socket = socket;
  }

  override createConnection(
    _options: ClientRequestArgs,
    callback?: (error: Error | null, socket: Duplex) => void,
  ): Duplex | undefined {
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket !== undefined && !socket.destroyed) return socket;
    const gone = Object.assign(new Error('the connection to the server has ended'), { code: 'ECONNRESET' });
    // @types/node wants a socket beside the error; node:http reads the error first.
    (callback as ((error: Error) => void) | undefined)?.(gone);
    return undefined;
  }

  /** Whatever address a request names, there is only this one connection. */
  override getName(): string {
    return 'the server';
  }

  /** Called when an exchange has ended; true keeps the connection, with no option of ours changed. */
  override keepSocketAlive(): boolean {
    return true;
  }
}
