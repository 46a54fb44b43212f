import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import xterm from '@xterm/headless';
import { waitUntil } from '../harness/index.ts';

const BRIDGE = fileURLToPath(new URL('bridge.py', import.meta.url));
const TIMEOUT_MS = 20_000;

export interface TerminalOptions {
  columns?: number;
  rows?: number;
  cwd: string;
  env: Record<string, string | undefined>;
}

/** A terminal with a program in it, as a person has it before them. */
export interface Terminal {
  /** The lines on the screen, without blanks at their ends, and the cursor. */
  screen(): Promise<Screen>;
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Waits until the screen shows a text, and then for it to come to rest. Returns the screen. */
  until(text: string | RegExp): Promise<Screen>;
  /** Everything that was ever written, escape sequences included. */
  written(): string;
  /** The exit code, or 128 and the signal. */
  ended: Promise<number>;
  close(): Promise<void>;
}

export interface Screen {
  lines: string[];
  /** Column and row of the cursor, from 0. */
  cursor: [number, number];
  /** Whether a program has the alternate screen, as editors do. */
  isAlternate: boolean;
}

/** Opens a terminal of a real pseudo-terminal (Python's), with xterm.js to draw what comes out of it. */
export function openTerminal(command: readonly string[], options: TerminalOptions): Terminal {
  const { columns = 80, rows = 24, cwd, env } = options;
  const emulator = new xterm.Terminal({ cols: columns, rows, scrollback: 1000, allowProposedApi: true });
  const bridge = spawn('python3', [BRIDGE, String(columns), String(rows), ...command], {
    cwd,
    env: { ...process.env, TERM: 'xterm-256color', NODE_EXTRA_CA_CERTS: undefined, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let written = '';
  bridge.stdout.on('data', (chunk: Buffer) => {
    written += chunk.toString('latin1');
    emulator.write(chunk);
  });
  bridge.stdin.on('error', () => undefined);
  const send = (order: object) => bridge.stdin.write(`${JSON.stringify(order)}\n`);
  const ended = once(bridge, 'close').then(([code]: unknown[]) => Number(code));
  const screen = async (): Promise<Screen> => {
    // The emulator draws in the background: it is told when it has drawn what came so far.
    await new Promise<void>((resolve) => emulator.write('', resolve));
    const buffer = emulator.buffer.active;
    const lines = Array.from({ length: emulator.rows }, (_, row) =>
      (buffer.getLine(buffer.baseY + row)?.translateToString(true) ?? '').trimEnd(),
    );
    return { lines, cursor: [buffer.cursorX, buffer.cursorY], isAlternate: buffer.type === 'alternate' };
  };
  const until = async (text: string | RegExp): Promise<Screen> => {
    let last = '';
    try {
      return await waitUntil(
        `the screen to show ${text}`,
        async () => {
          const shown = await screen();
          const all = shown.lines.join('\n');
          const isThere = typeof text === 'string' ? all.includes(text) : text.test(all);
          const now = JSON.stringify(shown);
          const rests = now === last;
          last = now;
          return isThere && rests ? shown : undefined;
        },
        { timeoutMs: TIMEOUT_MS, intervalMs: 100 },
      );
    } catch (cause) {
      throw new Error(`not shown: ${text}\n${(await screen()).lines.join('\n')}`, { cause });
    }
  };
  return {
    screen,
    until,
    type: (keys) => send({ keys }),
    resize(width, height) {
      emulator.resize(width, height);
      send({ size: [width, height] });
    },
    written: () => written,
    ended,
    async close() {
      bridge.stdin.end();
      const timer = setTimeout(() => bridge.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(timer);
      emulator.dispose();
    },
  };
}
