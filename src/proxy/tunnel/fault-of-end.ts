import type { RecordedTunnel } from '../../exchange/tunnel.ts';

/**
 * What was wrong with how a tunnel has ended, in words for a person. kubectl ends it as it likes: with SPDY by closing
 * while the server still speaks, which the server's side may see as a reset. Once the server has told how a command ended,
 * all that follows is cleaning up.
 */
export function faultOfEnd(subresource: string, tunnel: RecordedTunnel): string | undefined {
  const { end, close } = tunnel;
  if (end?.from !== 'server') return undefined;
  const isCommand = subresource === 'exec' || subresource === 'attach';
  if (isCommand ? hasStatus(tunnel) : close !== undefined) return undefined;
  if (end.reset === true) return 'the server reset the connection';
  if (isCommand && saysStatus(tunnel)) return 'the server closed the connection before the command had ended';
  // kubectl forwards until it is told to stop. What other protocols mean by an end is not known.
  return subresource === 'portforward' ? 'the server closed the connection' : undefined;
}

/** From v4.channel.k8s.io on the last word of the server is a Status, also of success. */
function saysStatus({ subprotocol, undecoded }: RecordedTunnel): boolean {
  return undecoded === undefined && /^v(?:[4-9]|\d{2,})\./.test(subprotocol);
}

function hasStatus({ channels }: RecordedTunnel): boolean {
  return channels.some(({ name, received }) => name === 'error' && received.bytes > 0);
}
