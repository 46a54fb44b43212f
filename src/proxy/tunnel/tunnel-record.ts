import { messageOf } from '../../errors.ts';
import type { RecordedTunnel, Side } from '../../exchange/tunnel.ts';
import { ChannelMessages } from './channel-messages.ts';
import { ControlFrames } from './control-frames.ts';
import { faultOfEnd } from './fault-of-end.ts';
import { createRemoteCommand, createWebSocketPortForward } from './remote-command.ts';
import { SpdyMessages } from './spdy-messages.ts';
import { SpdySession } from './spdy-session.ts';
import { type LedgerSettings, TunnelLedger } from './tunnel-ledger.ts';
import { type WebSocketListener, WebSocketReader } from './websocket-reader.ts';
import { WireBytes } from './wire-bytes.ts';

/** What is known of a tunnel when it begins. */
export interface TunnelHead {
  /** `Upgrade` of the answer, in lower case: `websocket`, `spdy/3.1`. */
  protocol: string;
  /** What the answer has chosen of what was offered; empty where it says nothing. */
  subprotocol: string;
  /** `Sec-WebSocket-Extensions` of the answer; empty where none were agreed upon. */
  extensions: string;
  /** `exec`, `attach`, `portforward`. */
  subresource: string;
  /** Of a port-forward, as the request names them. */
  ports: readonly number[];
}

/** A tunnel being recorded. No method throws. */
export interface TunnelRecord {
  /** @param now milliseconds since the head of the request arrived. */
  push(from: Side, chunk: Buffer, now: number): void;
  /** A side has ended its direction of the connection, or broken it off. */
  end(from: Side, reset: boolean, now: number): void;
  /** What has passed so far; may be asked again later. */
  tunnel(): RecordedTunnel;
  /** What was wrong with how the connection has ended, in words for a person; undefined where nothing was. */
  fault(): string | undefined;
}

/** Decodes what passes through a tunnel, as far as it can, for display only: nothing is held back or changed. */
export function createTunnelRecord(head: TunnelHead, settings: LedgerSettings): TunnelRecord {
  const ledger = new TunnelLedger(settings);
  const size = { client: 0, server: 0 };
  const { decode, undecodable } = createDecoder(head, ledger);
  let undecoded = undecodable;
  let end: RecordedTunnel['end'];
  const isLost: Record<Side, boolean> = { client: decode === undefined, server: decode === undefined };
  const lose = (from: Side, why: string) => {
    isLost[from] = true;
    const whose = from === 'client' ? 'the client' : 'the server';
    undecoded ??= `what ${whose} sent from about byte ${size[from]} on is not understood: ${why}`;
  };
  const snapshot = (): RecordedTunnel => ({
    protocol: head.protocol,
    subprotocol: head.subprotocol,
    sent: size.client,
    received: size.server,
    ...ledger.snapshot(),
    ...(end === undefined ? {} : { end }),
    ...(undecoded === undefined ? {} : { undecoded }),
  });
  return {
    push(from, chunk, now) {
      ledger.now = now;
      if (isLost[from]) ledger.frame(from, 'bytes', chunk.length);
      else {
        try {
          const fault = decode?.(from, chunk);
          if (fault !== undefined) lose(from, fault);
        } catch (error) {
          lose(from, `a fault of ours: ${messageOf(error)}`);
        }
      }
      size[from] += chunk.length;
    },
    end(from, reset, now) {
      end ??= { from, at: now, ...(reset ? { reset } : {}) };
    },
    tunnel: snapshot,
    fault: () => faultOfEnd(head.subresource, snapshot()),
  };
}

/** Returns why the bytes are not what they should be, where they are not. */
type Decode = (from: Side, chunk: Buffer) => string | undefined;

function createDecoder(head: TunnelHead, ledger: TunnelLedger): { decode?: Decode; undecodable?: string } {
  const { protocol, subprotocol, extensions } = head;
  if (protocol === 'spdy/3.1') {
    const session = new SpdySession(ledger);
    return { decode: (from, chunk) => session.push(from, new WireBytes(chunk)) };
  }
  if (protocol !== 'websocket') return { undecodable: `the protocol ${protocol} is not known` };
  if (extensions !== '') return { undecodable: `the WebSocket has extensions: ${extensions}` };
  if (/^spdy\/3\.1/i.test(subprotocol)) return { decode: createSpdyInWebSocket(ledger) };
  if (subprotocol !== '' && !/(?:^|\.)channel\.k8s\.io$/.test(subprotocol))
    return { undecodable: `the subprotocol ${subprotocol} is not known` };
  return { decode: createChannels(head, ledger) };
}

function createSpdyInWebSocket(ledger: TunnelLedger): Decode {
  const session = new SpdySession(ledger);
  const messages = {
    client: new SpdyMessages('client', session),
    server: new SpdyMessages('server', session),
  };
  const push = createReaders(ledger, (from) => messages[from]);
  return (from, chunk) => push(from, chunk) ?? messages[from].fault;
}

function createChannels({ subprotocol, subresource, ports }: TunnelHead, ledger: TunnelLedger): Decode {
  const channels =
    subresource === 'portforward' ? createWebSocketPortForward(ledger, ports) : createRemoteCommand(ledger);
  const isBase64 = /(?:^|\.)base64\.channel/.test(subprotocol);
  return createReaders(ledger, (from) => new ChannelMessages(from, ledger, channels, isBase64));
}

function createReaders(ledger: TunnelLedger, listen: (from: Side) => WebSocketListener): Decode {
  const createReader = (from: Side) => new WebSocketReader(new ControlFrames(from, ledger, listen(from)));
  const readers = { client: createReader('client'), server: createReader('server') };
  return (from, chunk) => readers[from].push(chunk);
}
