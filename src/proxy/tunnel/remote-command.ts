import type { Side } from '../../exchange/tunnel.ts';
import type { ChannelLedger } from './channel-ledger.ts';
import type { ChannelProtocol } from './channel-messages.ts';
import type { TunnelLedger } from './tunnel-ledger.ts';

/** k8s.io/apimachinery/pkg/util/remotecommand: the channels by their numbers. */
const NAMES = ['stdin', 'stdout', 'stderr', 'error', 'resize'];

/** exec and attach over a WebSocket: the first byte of each message is the number of a channel. */
export function createRemoteCommand(ledger: TunnelLedger): ChannelProtocol {
  const channels = new Map<number, ChannelLedger>();
  return {
    channel(number) {
      const channel = channels.get(number) ?? ledger.open({ name: NAMES[number] ?? `channel ${number}` });
      channels.set(number, channel);
      return channel;
    },
    prefixLength: () => 0,
  };
}

/**
 * A forwarded port over a WebSocket: two channels a port, for data and for errors; the server's first message on each
 * begins with the port (k8s.io/cri-streaming, portforward/websocket.go).
 *
 * @param ports as the request names them.
 */
export function createWebSocketPortForward(ledger: TunnelLedger, ports: readonly number[]): ChannelProtocol {
  const channels = new Map<number, ChannelLedger>();
  const announced = new Set<number>();
  return {
    channel(number) {
      const name = number % 2 === 0 ? 'data' : 'error';
      const channel = channels.get(number) ?? ledger.open({ name, port: ports[number >> 1] });
      channels.set(number, channel);
      return channel;
    },
    prefixLength(from: Side, number) {
      if (from === 'client' || announced.has(number)) return 0;
      announced.add(number);
      return 2;
    },
  };
}
