/**
 * What a connection carried after `101 Switching Protocols` (exec, attach, port-forward), told apart by channels as
 * far as it could be decoded. All times are milliseconds since the head of the request arrived. `sent` is what the
 * client sent, `received` what the server did, as for bodies.
 *
 * As the exchange around it, it exists at two stages: with recorded bytes, and with payloads that are safe to show.
 */
export interface Tunnel<P = Payload> {
  /** What the server has switched to, in lower case: `websocket`, `spdy/3.1`. */
  protocol: string;
  /** What the two agreed upon: `v5.channel.k8s.io`, `SPDY/3.1+portforward.k8s.io`; empty where nothing was said. */
  subprotocol: string;
  /** Bytes on the wire, inside TLS, with all framing. */
  sent: number;
  /** As `sent`. */
  received: number;
  /** In the order in which they came up. */
  channels: Channel<P>[];
  /** The first frames of both directions in the order in which they came. */
  frames: Frame[];
  /** How many more frames there were than `frames` lists; the channels count all. */
  omitted: number;
  /** The close of the WebSocket, that of the side that was first. */
  close?: { from: Side; at: number; code?: number; reason?: string };
  /** Which side was the first to end its direction of the connection, or to break it off; absent where none had. */
  end?: { from: Side; at: number; reset?: true };
  /** How the remote command ended, as the error channel said. */
  exit?: ExitStatus;
  /** Why the bytes, or those from some point on, are told as sizes and times only: words for a person. */
  undecoded?: string;
}

/** A tunnel as the proxy recorded it: goes nowhere but into `redact`. */
export type RecordedTunnel = Tunnel<RecordedPayload>;

export type Side = 'client' | 'server';

/** One stream within a tunnel. */
export interface Channel<P = Payload> {
  /** `stdin`, `stdout`, `stderr`, `error`, `resize`; of a port-forward `data`, `error`; else `channel 7`, `stream 7`. */
  name: string;
  /** The port in the Pod, of a port-forward. */
  port?: number;
  /** Which of the forwarded connections, as the client numbers them: 0, 1, …. */
  connection?: number;
  /** How many streams are counted here together: there were more than are told apart. */
  streams?: number;
  sent: Traffic<P>;
  received: Traffic<P>;
}

/** What passed on a channel in one direction. */
export interface Traffic<P = Payload> {
  /** Payload only: without frame headers and the byte that names the channel; base64 decoded. */
  bytes: number;
  /** Frames that carried payload. */
  frames: number;
  /** When the first payload came; absent where none did. */
  first?: number;
  /** When the last payload came. */
  last?: number;
  /** When the sender has said that nothing more comes. */
  ended?: number;
  /** Set on what comes of `stdout` and `stderr` where its last byte is no end of a line. */
  isWithinLine?: boolean;
  /** Absent where there was none, and where none is kept: those of users, unless `--payloads` is given. */
  payload?: P;
}

/** The payload of one direction of a channel as it went over the wire, frames joined, up to the capture limit. */
export interface RecordedPayload {
  bytes: Uint8Array;
}

export type Span = readonly [start: number, end: number];

/** A payload that is safe to show; of `text` and `base64` there is one. */
export interface Payload {
  /** Where it is UTF-8. */
  text?: string;
  /** Where it is not. */
  base64?: string;
  /** Set where only the beginning was recorded: its length in bytes. */
  recorded?: number;
  /** How many values were masked. */
  masked: number;
}

/** One frame of the protocol. */
export interface Frame {
  from: Side;
  at: number;
  /**
   * Of WebSockets `text`, `binary`, `continuation`, `close`, `ping`, `pong`; of SPDY `open` (SYN_STREAM), `reply`, `data`,
   * `reset`, `ping`, `settings`, `goaway`, `headers`, `window`; `bytes` for what is not decoded.
   */
  type: string;
  /** Its index in `channels`; absent for what belongs to none. */
  channel?: number;
  /** Bytes of payload, as `Traffic.bytes` counts them; of frames without a channel, all behind the frame's header. */
  size: number;
  /** Set where the sender says that this is its last on the channel. */
  end?: true;
  /**
   * Where its payload stands in that of its channel and direction: bytes when recorded and where it is `base64`, UTF-16
   * units of `text`. Absent where it was not recorded.
   */
  span?: Span;
}

/** The Status that the server sends on the error channel (k8s.io/apimachinery, metav1.Status). */
export interface ExitStatus {
  /** `Success` or `Failure`; empty where the server said words only. */
  status: string;
  /** The exit code of the remote command: 0 for Success; absent where it did not come to one. */
  code?: number;
  /** `NonZeroExitCode`, `InternalError`. */
  reason?: string;
  message?: string;
}
