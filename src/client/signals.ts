import { readFileSync } from 'node:fs';
import { isatty } from 'node:tty';

/** The signals that end a program and that can be caught. */
const CAUGHT = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const satisfies readonly NodeJS.Signals[];

/** Those that the terminal sends to every process of its foreground group: to kubectl as to us. */
const FROM_TERMINAL: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT']);

export interface SignalWatch {
  /** The first signal that has come. */
  readonly received: NodeJS.Signals | undefined;
  /** Called for each signal from now on; those that came before are in `received`. */
  onSignal: ((signal: NodeJS.Signals, passOn: boolean) => void) | undefined;
  /** Gives the signals back to the system's defaults. */
  stop(): void;
}

/**
 * Catches the signals that would end us, so that we end as kubectl ends and leave nothing behind.
 * `passOn` says whether the signal was sent to us alone: Ctrl-C at a terminal reaches kubectl by itself,
 * and a second one would make it skip its own cleaning up.
 */
export function watchSignals(): SignalWatch {
  const listeners = CAUGHT.map((signal) => {
    const listener = () => {
      watch.received ??= signal;
      watch.onSignal?.(signal, !(FROM_TERMINAL.has(signal) && isForegroundOfTerminal()));
    };
    process.on(signal, listener);
    return [signal, listener] as const;
  });
  const watch: { received: NodeJS.Signals | undefined; onSignal: SignalWatch['onSignal']; stop(): void } = {
    received: undefined,
    onSignal: undefined,
    stop() {
      for (const [signal, listener] of listeners) process.off(signal, listener);
    },
  };
  return watch;
}

/** Whether a controlling terminal counts our process group as its foreground: then its keys signal us all. */
function isForegroundOfTerminal(): boolean {
  try {
    // proc(5): the fields behind the name in parentheses are state, ppid, pgrp, session, tty_nr, tpgid.
    const fields = readFileSync('/proc/self/stat', 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[2] === fields[5];
  } catch {
    return isatty(0) || isatty(1) || isatty(2);
  }
}

/** Dies by the signal, as kubectl did, so that a shell sees the same end; 128 + n where that cannot be. */
export function dieBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
