import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { isatty } from 'node:tty';

/** The signals that people and supervisors end a program with. SIGUSR1 would open Node's debugger. */
const CAUGHT = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

/** Those that the terminal sends to every process of its foreground group: to kubectl as to us. */
const FROM_TERMINAL: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT']);

/** Those that ask nobody to end, or only what the terminal shows. */
const ASKING_NOTHING: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGUSR1', 'SIGUSR2']);

/** How long a slow reader of the trace may keep us after a signal that asks us to end. */
const PATIENCE_MS = 1000;

export interface SignalWatch {
  /** The first signal that has come. */
  readonly received: NodeJS.Signals | undefined;
  /** Called for each signal from now on; those that came before are in `received`. */
  onSignal: ((signal: NodeJS.Signals, passOn: boolean) => void) | undefined;
  /**
   * For what comes after kubectl's end and may take its time: aborted by the next signal, and a second after
   * one that has come already, unless that was Ctrl-C, which whoever sits there can press again.
   */
  hurry(): AbortSignal;
  /** Gives the signals back to the system's defaults. */
  stop(): void;
}

/**
 * Catches the signals that would end us, so that we end as kubectl ends and leave nothing behind.
 * `passOn` says whether the signal was sent to us alone: Ctrl-C at a terminal reaches kubectl by itself,
 * and a second one would make it skip its own cleaning up.
 *
 * Two limits. Nobody tells us who has sent a signal: `kill -INT` of us alone while we are in the foreground
 * of a terminal looks like Ctrl-C and is not passed on (SIGTERM is). And Node gives every signal its default
 * back before any of our code runs, so that one ignored on purpose (`nohup`) cannot be known: it ends us.
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
  const hurrying = new AbortController();
  // Every output listens while it is closed, however many the user has asked for.
  setMaxListeners(0, hurrying.signal);
  const watch: SignalWatch & { received: NodeJS.Signals | undefined } = {
    received: undefined,
    onSignal: undefined,
    hurry() {
      watch.onSignal = () => hurrying.abort();
      if (watch.received !== undefined && !ASKING_NOTHING.has(watch.received)) {
        setTimeout(() => hurrying.abort(), PATIENCE_MS).unref();
      }
      return hurrying.signal;
    },
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
export function dieBy(signal: NodeJS.Signals): never {
  if (signal !== 'SIGKILL' && signal !== 'SIGSTOP') {
    // A listener that goes gives the signal its default back, also SIGPIPE, which Node ignores from the start.
    process.on(signal, () => undefined);
    process.removeAllListeners(signal);
  }
  process.kill(process.pid, signal);
  process.exit(128 + constants.signals[signal]);
}
