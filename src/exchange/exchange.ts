import type { KnownUser } from './known-user.ts';
import type { Payload, RecordedPayload, Tunnel } from './tunnel.ts';

/**
 * The one model of the program: one HTTP exchange between kubectl and the API server, as plain data.
 *
 * It exists at two stages. The proxy builds a `RecordedExchange`, whose bodies are bytes and whose strings
 * are what went over the wire, secrets included. `redact` turns it into an `Exchange`, whose bodies are
 * decoded text with every secret masked. Everything behind the redaction takes the second only, so that
 * the compiler keeps an unredacted recording from reaching a renderer.
 */
export interface Exchange<B = Body, P = Payload> {
  /** 1, 2, … in the order in which the requests arrived. */
  id: number;
  request: ExchangeRequest<B>;
  /** Absent until the head of the response has arrived. */
  response?: ExchangeResponse<B>;
  /** What passed after `101 Switching Protocols`; the bodies are empty then. */
  tunnel?: Tunnel<P>;
  timing: Timing;
  connection: ConnectionInfo;
  /** What went wrong apart from an HTTP error status: words for a person, such as `the client went away`. */
  error?: string;
  /** Whether the exchange was still open when the trace ended: what is shown is what had come by then. */
  open?: boolean;
}

/** An exchange as the proxy recorded it: raw bytes, secrets included. Goes nowhere but into `redact`. */
export type RecordedExchange = Exchange<CapturedBody, RecordedPayload>;

export interface ExchangeRequest<B = Body> {
  method: string;
  /** Absolute: scheme, host, path and query as kubectl would have sent them to the server. */
  url: string;
  httpVersion: string;
  headers: RawHeader[];
  body: B;
  info: RequestInfo;
  /** Whom its token is for, where the token says so; of a recording it is not known yet. */
  user?: KnownUser;
}

export interface ExchangeResponse<B = Body> {
  status: number;
  /** The reason phrase, `Created` in `201 Created`; may be empty. */
  statusText: string;
  httpVersion: string;
  headers: RawHeader[];
  body: B;
  /** Of a watch: what has come, counted to its end, also past what was recorded of the body. */
  events?: EventCounts;
  /** Of a log that was followed: its lines, counted likewise. */
  lines?: number;
}

/** The events of a watch. */
export interface EventCounts {
  /** How many of each type: `ADDED`, `MODIFIED`, `DELETED`, `BOOKMARK`, `ERROR`, or `other`; only those that came. */
  types: Readonly<Record<string, number>>;
  /**
   * Of a WatchList: how many told what was there at the beginning. Absent until the bookmark that ends them
   * (`k8s.io/initial-events-end`) has come.
   */
  initial?: number;
  /** The resource version that was seen last, where a client would go on. */
  resourceVersion?: string;
}

/** The `error` of an exchange that kubectl itself broke off, which is how every watch ends. */
export const CLIENT_LEFT = 'the client closed the connection before the response was complete';

/** One header line as it stood on the wire: order, case and repetition are kept by the array around it. */
export type RawHeader = readonly [name: string, value: string];

/** The bytes of a body as they went over the wire, up to the capture limit. */
export interface CapturedBody {
  /** The length of the whole body in bytes: without transfer coding, with content coding (gzip). */
  size: number;
  /** The recorded beginning: the whole body, unless `size` is larger. */
  bytes: Uint8Array;
}

/** A body that is safe to show: content coding undone, secrets masked. */
export interface Body {
  /** The length of the whole body on the wire in bytes; 0 where there was none. */
  size: number;
  /** The media type without its parameters, in lower case: `application/json`; empty where none was sent. */
  mediaType: string;
  /** The content coding that was undone (`gzip`), if there was one. */
  encoding?: string;
  /** The text, redacted. Absent where the body is empty or withheld. */
  text?: string;
  /** Set where the text is JSON in the server's own form, but the body was `protobuf` or `cbor` on the wire. */
  decodedFrom?: 'protobuf' | 'cbor';
  /** Set where only the beginning was recorded: `text` is that of the first `recorded` bytes on the wire. */
  recorded?: number;
  /** Why the text is not here, in words for a person: `binary (application/vnd.kubernetes.protobuf)`. */
  withheld?: string;
  /** How many values were masked in `text`. */
  masked: number;
  /**
   * Instead of the text the body itself, content coding undone, where it is binary and holds nothing to be masked:
   * descriptions of the API, and any with `--show-secrets`.
   */
  bytes?: Uint8Array;
}

/**
 * What the API server reads from the request line: the attributes that RBAC and audit speak of.
 * Rules: k8s.io/apiserver/pkg/endpoints/request/requestinfo.go.
 */
export interface RequestInfo {
  isResourceRequest: boolean;
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; else the method in lower case. */
  verb: string;
  /** Without the query. */
  path: string;
  /** The API group, empty for the core group and for what is not a resource. */
  apiGroup: string;
  apiVersion: string;
  resource: string;
  subresource: string;
  namespace: string;
  name: string;
  /** What kubectl asks to learn the API itself: `/api`, `/apis/…` without a resource, `/openapi/…`, `/version`. */
  isDiscovery: boolean;
}

/** Times of one exchange. All but `startedAt` are milliseconds since the head of the request arrived. */
export interface Timing {
  /** Milliseconds since 1970-01-01 UTC at which the head of the request arrived. */
  startedAt: number;
  /** The whole request had arrived. */
  requestEnd?: number;
  /** The head of the response had arrived. */
  firstByte?: number;
  /** The whole response had been passed on, or the exchange had failed. */
  end?: number;
}

/** The connection to the server that carried an exchange. kubectl's own connection to us is its partner. */
export interface ConnectionInfo {
  /** 1, 2, … in the order in which they were opened. */
  id: number;
  /** Whether an earlier exchange had used it. */
  reused: boolean;
  /** `10.0.0.5:6443`. */
  remoteAddress: string;
  /** Milliseconds to resolve the server's name; 0 for an address. */
  dns: number;
  /** Milliseconds to connect by TCP. */
  dial: number;
  /** Milliseconds of the TLS handshake; absent on plain http. */
  tls?: number;
}
