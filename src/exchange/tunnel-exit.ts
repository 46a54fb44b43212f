import type { Channel, ExitStatus } from './tunnel.ts';

/**
 * How a remote command ended: the last words of the server on the error channel, a Status from v4.channel.k8s.io on and
 * a plain text before. Source: k8s.io/client-go/tools/remotecommand/v4.go.
 */
export function readExitStatus(channels: readonly Channel[]): ExitStatus | undefined {
  const channel = channels.find(({ name, port }) => name === 'error' && port === undefined);
  const text = channel?.received.payload?.text ?? '';
  if (text.trim() === '') return undefined;
  try {
    return readStatus(JSON.parse(text));
  } catch {
    return { status: '', message: text.trim() };
  }
}

function readStatus(value: unknown): ExitStatus {
  const { status, reason, message, details } = fieldsOf(value);
  const code = status === 'Success' ? 0 : exitCodeOf(details);
  return {
    status: typeof status === 'string' ? status : '',
    ...(code === undefined ? {} : { code }),
    ...(typeof reason === 'string' && reason !== '' ? { reason } : {}),
    ...(typeof message === 'string' && message !== '' ? { message } : {}),
  };
}

function exitCodeOf(details: unknown): number | undefined {
  const { causes } = fieldsOf(details);
  if (!Array.isArray(causes)) return undefined;
  const exit = causes.map(fieldsOf).find(({ reason }) => reason === 'ExitCode');
  const code = Number.parseInt(String(exit?.message), 10);
  return Number.isNaN(code) ? undefined : code;
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return Object(value) as Record<string, unknown>;
}
