import type { Exchange } from '../exchange/exchange.ts';
import type { Channel, Frame, Traffic, Tunnel } from '../exchange/tunnel.ts';
import { count } from './amounts.ts';
import { channelName } from './tunnel-rows.ts';

/** One message as Chrome writes it into `_webSocketMessages`: `data` of binary ones is base64. */
interface HarMessage {
  type: 'send' | 'receive';
  /** Seconds since 1970-01-01 UTC. */
  time: number;
  opcode: number;
  data: string;
  comment?: string;
}

/**
 * The messages of a WebSocket, as browser tools show them; undefined for all other tunnels. SPDY in a WebSocket has none
 * of its own: its frames stand with the other fields of the trace.
 */
export function messagesOf({ tunnel, timing }: Exchange): HarMessage[] | undefined {
  if (tunnel?.protocol !== 'websocket' || /^spdy\//i.test(tunnel.subprotocol)) return undefined;
  return tunnel.frames.flatMap((frame) => {
    const opcode = OPCODES[frame.type];
    if (opcode === undefined) return [];
    const time = (timing.startedAt + frame.at) / 1000;
    return [
      { type: frame.from === 'client' ? 'send' : 'receive', time, opcode, ...dataOf(frame, opcode, tunnel) },
    ];
  });
}

/** Those that Chrome knows, and the later parts of a message. */
const OPCODES: Readonly<Record<string, number>> = { continuation: 0, text: 1, binary: 2 };

function dataOf(
  frame: Frame,
  opcode: number,
  { channels, subprotocol }: Tunnel,
): { data: string; comment?: string } {
  const channel = frame.channel === undefined ? undefined : channels[frame.channel];
  if (channel === undefined) return { data: '', comment: `not recorded: ${count(frame.size, 'byte')}` };
  const payload = payloadOf(frame, channel);
  const where = `on ${channelName(channel)}`;
  if (payload === undefined) {
    return { data: '', comment: `not recorded: ${count(frame.size, 'byte')} ${where} (--payloads)` };
  }
  // The byte before it says which channel it is; of a forwarded port it is not known any more.
  const number = opcode === 0 ? -1 : CHANNELS.indexOf(channel.name);
  const isNumbered = number !== -1 && channel.port === undefined;
  if (/base64/.test(subprotocol)) {
    return { data: `${isNumbered ? number : ''}${payload.toString('base64')}`, comment: where };
  }
  const bytes = Buffer.concat([Buffer.from(isNumbered ? [number] : []), payload]);
  return { data: bytes.toString(opcode === 1 ? 'utf8' : 'base64'), comment: where };
}

/** By their numbers: k8s.io/apimachinery/pkg/util/remotecommand. */
const CHANNELS = ['stdin', 'stdout', 'stderr', 'error', 'resize'];

function payloadOf({ from, span, size }: Frame, { sent, received }: Channel): Buffer | undefined {
  const traffic: Traffic = from === 'client' ? sent : received;
  if (size === 0) return Buffer.alloc(0);
  if (traffic.payload === undefined || span === undefined) return undefined;
  const { text, base64 } = traffic.payload;
  const [start, end] = span;
  return text === undefined
    ? Buffer.from(base64 ?? '', 'base64').subarray(start, end)
    : Buffer.from(text.slice(start, end));
}
