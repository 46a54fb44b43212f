import type { Channel, Frame, Traffic, Tunnel } from '../exchange/tunnel.ts';
import { count, formatBytes } from './amounts.ts';
import { cutBytes } from './cut-bytes.ts';
import { escapeControls, escapeLines } from './escape.ts';
import { channelName, inReadingOrder } from './tunnel-rows.ts';
import { exitWords, protocolWords } from './tunnel-words.ts';

export interface TunnelLimits {
  /** Bytes of each payload. */
  payload: number;
  frames: number;
}

/** Lists what passed after `101 Switching Protocols`, for the ladder: channels, frames with their times, payloads. */
export function tunnelLines(tunnel: Tunnel, limits: TunnelLimits): string[] {
  const exit = exitWords(tunnel);
  const { channels, sent, received, undecoded } = tunnel;
  return [
    `Tunnel: ${escapeControls(protocolWords(tunnel))}, ${count(sent, 'byte')} sent, ${received} received${exit === undefined ? '' : ` (${escapeControls(exit)})`}`,
    ...inReadingOrder(channels).flatMap((channel) => channelLines(channel, limits)),
    ...(undecoded === undefined ? [] : [`    [not decoded: ${escapeControls(undecoded)}]`]),
    'Tunnel Frames:',
    ...frameLines(tunnel, limits),
  ].map(escapeLines);
}

function channelLines(channel: Channel, limits: TunnelLimits): string[] {
  const { sent, received } = channel;
  const name = channelName(channel);
  if (sent.bytes + received.bytes === 0) return [`    ${name}: nothing`];
  return [
    ...trafficLines(`    ${name}, sent:`, sent, limits),
    ...trafficLines(`    ${name}, received:`, received, limits),
  ];
}

function trafficLines(label: string, { bytes, frames, payload }: Traffic, limits: TunnelLimits): string[] {
  if (bytes === 0) return [];
  const amount = `${label} ${count(bytes, 'byte')} in ${count(frames, 'frame')}`;
  if (payload === undefined) return [amount];
  const { text, base64 = '', recorded } = payload;
  const { head, left } = cutBytes((text ?? base64).replace(/\r?\n$/, ''), limits.payload);
  const cut = left === 0 ? '' : ` [truncated ${left} chars]`;
  const rest = recorded === undefined ? '' : ` [recorded: the first ${formatBytes(recorded)}]`;
  return [`${amount}: ${text === undefined ? 'base64 ' : ''}${head}${cut}${rest}`];
}

function frameLines({ frames, omitted, channels }: Tunnel, limits: TunnelLimits): string[] {
  const shown = frames.slice(0, limits.frames);
  const left = frames.length - shown.length + omitted;
  const lines = shown.map((frame) => frameLine(frame, channels));
  return left === 0 ? lines : [...lines, `    [… ${count(left, 'more frame')}]`];
}

function frameLine({ from, at, type, channel, size, end }: Frame, channels: readonly Channel[]): string {
  const its = channel === undefined ? undefined : channels[channel];
  const time = `${at.toFixed(1)} ms`.padStart(12);
  const words = [from, type, its === undefined ? undefined : channelName(its), count(size, 'byte')];
  const last = end === true ? ['the last'] : [];
  return `    ${time}  ${escapeControls([...words, ...last].filter((word) => word !== undefined).join(', '))}`;
}
