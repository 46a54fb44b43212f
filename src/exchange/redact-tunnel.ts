import { type Edit, mergeEdits, numberEdits } from './edit.ts';
import type { KnownSecrets } from './known-secrets.ts';
import { redactHeaders, redactQuotingLine } from './redact-head.ts';
import { findInManifest, findInText } from './redact-text.ts';
import type { Channel, Frame, Payload, RecordedPayload, RecordedTunnel, Traffic, Tunnel } from './tunnel.ts';
import { readExitStatus } from './tunnel-exit.ts';
import { readPayload, type ShownPayload } from './tunnel-payload.ts';

/**
 * Masks the secrets in what was kept of a tunnel: by their shape, and those of the request itself. Each direction of a
 * channel is searched as one text, so that none slips through because it came in two frames.
 */
export function redactTunnel(tunnel: RecordedTunnel, known: KnownSecrets): Tunnel {
  const shown = toShown(tunnel, (text, isCut) =>
    numberEdits(
      text,
      mergeEdits([...findInText(text, isCut), ...findInManifest(text), ...known.find(text)]),
      known.placeholders,
    ),
  );
  const [[, subprotocol] = ['', '']] = redactHeaders([['sec-websocket-protocol', shown.subprotocol]], known);
  const { close } = shown;
  return {
    ...shown,
    subprotocol,
    ...(close?.reason === undefined
      ? {}
      : { close: { ...close, reason: redactQuotingLine(close.reason, known) } }),
  };
}

/** The same with nothing masked. */
export function decodeTunnel(tunnel: RecordedTunnel): Tunnel {
  return toShown(tunnel, () => []);
}

type FindSecrets = (text: string, isCut: boolean) => Edit[];

function toShown({ channels, frames, ...rest }: RecordedTunnel, find: FindSecrets): Tunnel {
  const spans = new Map<Frame, ShownPayload['spans'][number]>();
  const toTraffic = (from: Frame['from'], index: number, traffic: Traffic<RecordedPayload>): Traffic => {
    const { payload, ...counts } = traffic;
    if (payload === undefined) return counts;
    const own = frames.filter(
      (frame) => frame.channel === index && frame.from === from && frame.span !== undefined,
    );
    const shown = readSafely(
      payload,
      counts.bytes,
      own.map(({ span }) => span ?? [0, 0]),
      find,
    );
    for (const [at, frame] of own.entries()) {
      const span = shown.spans[at];
      if (span !== undefined) spans.set(frame, span);
    }
    return { ...counts, payload: shown.payload };
  };
  const shownChannels = channels.map(
    ({ sent, received, ...channel }, index): Channel => ({
      ...channel,
      sent: toTraffic('client', index, sent),
      received: toTraffic('server', index, received),
    }),
  );
  const exit = readExitStatus(shownChannels);
  return {
    ...rest,
    channels: shownChannels,
    frames: frames.map((frame) => {
      const { span: _, ...counts } = frame;
      const span = spans.get(frame);
      return span === undefined ? counts : { ...counts, span };
    }),
    ...(exit === undefined ? {} : { exit }),
  };
}

/** A fault of ours must neither show a secret nor cost the trace. */
function readSafely(
  payload: RecordedPayload,
  size: number,
  spans: ShownPayload['spans'],
  find: FindSecrets,
): ShownPayload {
  try {
    return readPayload(payload, size, spans, find);
  } catch {
    const withheld: Payload = { text: '', recorded: 0, masked: 0 };
    return { payload: withheld, spans: [] };
  }
}
