import { createHash } from 'node:crypto';
import type { RecordedTunnel } from '../../../src/exchange/tunnel.ts';
import type { LedgerSettings } from '../../../src/proxy/tunnel/tunnel-ledger.ts';
import { createTunnelRecord, type TunnelHead } from '../../../src/proxy/tunnel/tunnel-record.ts';
import type { Passed } from './websocket-traffic.ts';

/** What a record says of what has passed, all of it at the same time. */
export function recordOf(
  head: Partial<TunnelHead>,
  passed: Passed,
  settings: Partial<LedgerSettings> = {},
): RecordedTunnel {
  const record = createTunnelRecord(
    { protocol: 'websocket', subprotocol: '', extensions: '', subresource: 'exec', ports: [], ...head },
    { captureLimit: 1024 * 1024, payloads: true, ...settings },
  );
  for (const [from, bytes] of passed) record.push(from, bytes, 1);
  return record.tunnel();
}

/** Bytes that passed on each channel, `sent` and `received`, by its name. */
export function bytesOf({ channels }: RecordedTunnel): Record<string, [sent: number, received: number]> {
  return Object.fromEntries(
    channels.map(({ name, port, connection, sent, received }) => [
      [name, port, connection].filter((part) => part !== undefined).join(' '),
      [sent.bytes, received.bytes],
    ]),
  );
}

/** What was kept of each channel as text: `>` of what was sent, `<` of what was received. */
export function textsOf({ channels }: RecordedTunnel): Record<string, string> {
  const texts = channels.flatMap(({ name, sent, received }) => [
    [`> ${name}`, sent.payload?.bytes] as const,
    [`< ${name}`, received.payload?.bytes] as const,
  ]);
  return Object.fromEntries(
    texts.flatMap(([name, bytes]) =>
      bytes === undefined ? [] : [[name, Buffer.from(bytes).toString('utf8')]],
    ),
  );
}

/** With bytes as a checksum: vitest compares large ones byte by byte, slowly. */
export function comparable(tunnel: RecordedTunnel): object {
  const hash = (traffic: RecordedTunnel['channels'][number]['sent']) => ({
    ...traffic,
    payload: createHash('sha256')
      .update(traffic.payload?.bytes ?? '')
      .digest('hex'),
  });
  const channels = tunnel.channels.map((it) => ({
    ...it,
    sent: hash(it.sent),
    received: hash(it.received),
  }));
  return { ...tunnel, channels };
}
