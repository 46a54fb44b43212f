import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { newestKubectl } from '../../kubeconfig/kubectls.ts';
import { onChannel, startExecServer, succeed } from './exec-server.ts';

const MIB = 1024 * 1024;
/** What the design allows over the same process when it waits. */
const ALLOWED = 64 * MIB;
const SIZE = 200 * MIB;
/** As a kubelet sends them. */
const PIECE = Buffer.alloc(32 * 1024, 'abcdefghijklmnop');

const missing = [
  ...(newestKubectl === undefined ? ['there is no kubectl'] : []),
  ...(existsSync('/proc/self/status') ? [] : ['there is no /proc']),
];
const reason = missing.length > 0 ? ` (skipped: ${missing.join(', ')})` : '';

const options: Record<string, (folder: string) => string[]> = {
  'with no option': () => [],
  'with -w x.jsonl and payloads': (folder) => ['-w', join(folder, 'x.jsonl'), '--payloads'],
};

describe.skipIf(missing.length > 0)(
  `200 MiB through exec pass whole in at most 64 MiB more than idle${reason}`,
  () => {
    const whole = createHash('sha256');
    for (let sent = 0; sent < SIZE; sent += PIECE.length) whole.update(PIECE);
    const hash = whole.digest('hex');

    for (const [name, optionsIn] of Object.entries(options)) {
      it(`${name}, from the container`, { timeout: 60_000 }, async () => {
        let arrived: (socket: WebSocket) => void = () => undefined;
        const tunnel = new Promise<WebSocket>((resolve) => {
          arrived = resolve;
        });
        const traced = await startExecServer(newestKubectl?.path ?? '', (socket) => arrived(socket));
        try {
          const running = traced.start([...optionsIn(traced.folder), 'exec', 'web', '--', 'cat']);
          const socket = await tunnel;
          // Everything is loaded and waits for the first byte.
          await new Promise((resolve) => setTimeout(resolve, 500));
          const idle = running.memory().now;
          const message = onChannel(1, PIECE);
          for (let sent = 0; sent < SIZE; sent += PIECE.length) {
            const passed = new Promise((resolve) => socket.send(message, resolve));
            if (socket.bufferedAmount > MIB) await passed;
          }
          succeed(socket);
          const end = await running.ended;
          expect({ code: end.code, size: end.stdoutSize, hash: end.stdoutHash }, end.stderr).toEqual({
            code: 0,
            size: SIZE,
            hash,
          });
          expectFlat(idle, end.peak);
        } finally {
          traced.close();
        }
      });
    }

    it('with no option, into the container', { timeout: 60_000 }, async () => {
      const received = createHash('sha256');
      let size = 0;
      let arrived: (socket: WebSocket) => void = () => undefined;
      const tunnel = new Promise<WebSocket>((resolve) => {
        arrived = resolve;
      });
      const traced = await startExecServer(newestKubectl?.path ?? '', (socket) => arrived(socket));
      const input = join(traced.folder, 'input');
      const file = openSync(input, 'w');
      for (let sent = 0; sent < SIZE; sent += PIECE.length) writeSync(file, PIECE);
      closeSync(file);
      const stdin = openSync(input, 'r');
      try {
        const running = traced.start(['exec', '-i', 'web', '--', 'cat'], stdin);
        const socket = await tunnel;
        socket.pause();
        await new Promise((resolve) => setTimeout(resolve, 500));
        const idle = running.memory().now;
        socket.on('message', (message: Buffer) => {
          if (message[0] === 255) succeed(socket);
          else if (message[0] === 0) {
            received.update(message.subarray(1));
            size += message.length - 1;
          }
        });
        socket.resume();
        const end = await running.ended;
        expect({ code: end.code, size, hash: received.digest('hex') }, end.stderr).toEqual({
          code: 0,
          size: SIZE,
          hash,
        });
        expectFlat(idle, end.peak);
      } finally {
        closeSync(stdin);
        traced.close();
      }
    });
  },
);

function expectFlat(idle: number, peak: number): void {
  expect(idle).toBeGreaterThan(20 * MIB);
  const more = (peak - idle) / MIB;
  expect(more, `idle ${Math.round(idle / MIB)} MiB, peak ${Math.round(peak / MIB)} MiB`).toBeLessThanOrEqual(
    ALLOWED / MIB,
  );
}
