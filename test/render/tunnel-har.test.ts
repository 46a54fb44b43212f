import { expect, it } from 'vitest';
import { createRenderer } from '../../src/render/har.ts';
import { renderRun } from './factory.ts';
import { execTunnel, portForwardTunnel, tunnelExchange } from './tunnels.ts';

function entryOf(tunnel: Parameters<typeof tunnelExchange>[0]) {
  const { log } = JSON.parse(renderRun(createRenderer, [tunnelExchange(tunnel)]));
  return log.entries[0];
}

it('messages stand in the form of Chrome, with the byte of their channel', () => {
  const entry = entryOf(execTunnel(true));
  expect(entry._resourceType).toBe('websocket');
  const start = new Date(entry.startedDateTime).getTime();
  expect(entry._webSocketMessages.slice(1, 4)).toEqual([
    {
      type: 'send',
      time: (start + 26.7) / 1000,
      opcode: 2,
      data: Buffer.from('\u0000abc\n').toString('base64'),
      comment: 'on stdin',
    },
    { type: 'send', time: (start + 27.1) / 1000, opcode: 2, data: 'AA==', comment: 'on stdin' },
    {
      type: 'receive',
      time: (start + 28) / 1000,
      opcode: 2,
      data: Buffer.from('\u0001abc\n').toString('base64'),
      comment: 'on stdout',
    },
  ]);
});

it('what was not recorded says so', () => {
  const [, stdin] = entryOf(execTunnel())._webSocketMessages;
  expect(stdin).toMatchObject({ data: '', comment: 'not recorded: 4 bytes on stdin (--payloads)' });
});

it('SPDY in a WebSocket has no messages; its frames are in the trace', () => {
  const entry = entryOf(portForwardTunnel());
  expect(entry._webSocketMessages).toBeUndefined();
  expect(entry._kubectlTrace.tunnel.frames).toHaveLength(3);
});
