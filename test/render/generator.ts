import type { Body, Exchange, RawHeader } from '../../src/exchange/exchange.ts';
import { parseRequestInfo } from '../../src/exchange/request-info.ts';
import type { Channel, Frame, Payload, Side, Traffic, Tunnel } from '../../src/exchange/tunnel.ts';

/** Arbitrary redacted exchanges from a seed: the same seed gives the same ones. */
export function createGenerator(seed: number): {
  exchange(id: number): Exchange;
  text(longest: number): string;
} {
  const random = mulberry32(seed);
  // Of its own, so that the rest of an exchange does not hang on it.
  const tunnels = createTunnelGenerator(mulberry32(seed + 1));
  const integer = (below: number): number => Math.floor(random() * below);
  const pick = <T>(values: readonly [T, ...T[]]): T => values[integer(values.length)] ?? values[0];

  function text(longest: number): string {
    return Array.from({ length: integer(longest) }, () => pick(FRAGMENTS)).join('');
  }

  function json(depth: number): unknown {
    const kind = integer(depth > 5 ? 4 : 6);
    if (kind === 0) return integer(1e9) / 7;
    if (kind === 1) return pick([null, true, false, '']);
    if (kind < 4) return text(30);
    const size = integer(5);
    if (kind === 4) return Array.from({ length: size }, () => json(depth + 1));
    return Object.fromEntries(
      Array.from({ length: size }, () => [pick(['managedFields', 'data', 'kind', text(6)]), json(depth + 1)]),
    );
  }

  function bodyText(): string {
    const whole = pick([
      () => JSON.stringify(json(0)),
      () => JSON.stringify(json(0), undefined, 2),
      () => `${JSON.stringify({ type: 'ADDED', object: json(0) })}\n`.repeat(integer(4)),
      () =>
        JSON.stringify({
          kind: 'Table',
          columnDefinitions: [{ name: text(4) }],
          rows: [{ cells: [json(3)] }],
        }),
      () =>
        JSON.stringify({ kind: 'Status', status: 'Failure', message: text(20), reason: text(3), code: 403 }),
      () => text(400),
      () => `${'['.repeat(integer(3000))}${text(5)}`,
      () => `{"a":"${'x'.repeat(integer(5000))}"}`,
    ])();
    return integer(5) === 0 ? whole.slice(0, integer(whole.length + 1)) : whole;
  }

  function body(): Body {
    if (integer(4) === 0) return { size: 0, mediaType: '', masked: 0 };
    const mediaType = pick(['application/json', 'text/plain', text(3)]);
    if (integer(6) === 0)
      return { size: integer(1e8), mediaType, masked: 0, withheld: pick(['binary (x)', text(5)]) };
    const made: Body = { size: integer(1e7), mediaType, masked: integer(3), text: bodyText() };
    if (integer(5) === 0) made.recorded = integer(made.size);
    return made;
  }

  function headers(): RawHeader[] {
    return Array.from({ length: integer(8) }, () => [
      pick(['Accept', 'Warning', 'Kubectl-Command', 'Audit-Id', 'Retry-After', text(5)]),
      pick(['kubectl apply', text(10), text(2000)]),
    ]);
  }

  function exchange(id: number): Exchange {
    const path = pick([
      '/api/v1/namespaces/default/pods/web',
      '/apis/apps/v1/deployments?watch=1',
      '/openapi/v3?timeout=32s',
      `/${text(10)}`,
      `/${text(300)}?${text(300)}`,
    ]);
    const method = pick(['GET', 'GET', 'POST', 'PATCH', 'DELETE', text(3)]);
    const url = `https://host${path}`;
    const made: Exchange = {
      id,
      request: {
        method,
        url,
        httpVersion: '1.1',
        headers: headers(),
        body: body(),
        info: parseRequestInfo(method, url),
      },
      timing: { startedAt: 1.7e12 + integer(1e6) },
      connection: { id: 1, reused: integer(2) === 0, remoteAddress: text(4), dns: random(), dial: random() },
    };
    if (integer(5) > 0) {
      const status = pick([101, 200, 200, 201, 304, 401, 403, 404, 409, 410, 429, 500, integer(1000)]);
      made.response = { status, statusText: text(4), httpVersion: '1.1', headers: headers(), body: body() };
      made.timing.firstByte = random() * 1000;
    }
    if (id % 4 === 0) made.tunnel = tunnels();
    if (integer(3) > 0) made.timing.end = random() * 5000;
    if (integer(5) === 0) made.error = text(40);
    if (integer(8) === 0) made.open = true;
    return made;
  }

  return { exchange, text };
}

/** Arbitrary tunnels, as far as their types allow. */
function createTunnelGenerator(random: () => number): () => Tunnel {
  const integer = (below: number): number => Math.floor(random() * below);
  const pick = <T>(values: readonly [T, ...T[]]): T => values[integer(values.length)] ?? values[0];
  /** To the microsecond, as it is written. */
  const time = (): number => integer(1e9) / 1000;
  const text = (longest: number): string =>
    Array.from({ length: integer(longest) }, () => pick(FRAGMENTS)).join('');

  function traffic(): Traffic {
    if (integer(3) === 0) return { bytes: 0, frames: 0 };
    const payload: Payload =
      integer(4) === 0 ? { base64: 'AP8=', masked: 0 } : { text: text(100), masked: integer(3) };
    if (integer(4) === 0) payload.recorded = integer(1000);
    const made: Traffic = {
      bytes: 1 + integer(1e9),
      frames: 1 + integer(1e4),
      first: time(),
      last: time(),
    };
    if (integer(2) === 0) made.payload = payload;
    if (integer(2) === 0) made.ended = time();
    return made;
  }

  function channel(): Channel {
    const name = pick(['stdin', 'stdout', 'error', 'resize', 'data', text(5)]);
    const made: Channel = { name, sent: traffic(), received: traffic() };
    if (integer(2) === 0) made.port = integer(65_536);
    if (integer(2) === 0) made.connection = integer(100);
    if (integer(8) === 0) made.streams = integer(1000);
    return made;
  }

  function frame(): Frame {
    const made: Frame = {
      from: pick<Side>(['client', 'server']),
      at: time(),
      type: pick(['binary', 'close', text(3)]),
      size: integer(1e6),
    };
    if (integer(2) === 0) made.channel = integer(4);
    if (integer(4) === 0) made.span = [integer(10), 10 + integer(200)];
    return made;
  }

  function tunnel(): Tunnel {
    const made: Tunnel = {
      protocol: pick(['websocket', 'spdy/3.1', text(4)]),
      subprotocol: pick(['v5.channel.k8s.io', 'SPDY/3.1+portforward.k8s.io', text(10)]),
      sent: integer(1e9),
      received: integer(1e9),
      channels: Array.from({ length: integer(30) }, channel),
      frames: Array.from({ length: integer(60) }, frame),
      omitted: integer(3) * integer(1e6),
    };
    const from = pick<Side>(['client', 'server']);
    if (integer(2) === 0) made.close = { from, at: time(), code: integer(5000), reason: text(10) };
    if (integer(3) === 0) made.end = { from, at: time() };
    if (integer(2) === 0) made.exit = { status: text(3), message: text(60), code: integer(300) };
    if (integer(4) === 0) made.undecoded = text(20);
    return made;
  }

  return tunnel;
}

/** What has broken renderers before: escape sequences, direction marks, halves of pairs, wide and joined characters. */
const FRAGMENTS: [string, ...string[]] = [
  'a',
  'word ',
  'kubernetes.io/name',
  '\u001b[31m',
  '\u001b]0;title\u0007',
  '\r',
  '\n',
  '\t',
  '\u0000',
  '\u007f',
  '\u0085',
  '\u009b31m',
  '\u202e',
  '\u2066',
  '\u2028',
  '\ufeff',
  '\ufffd',
  '\ud800',
  '\udc00',
  '"',
  '\\',
  '\\u00',
  '漢字',
  '👩‍👩‍👧',
  '🇩🇪',
  'é',
  'e\u0301',
  '{',
  ']',
  ',',
];

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
