import { messageOf } from '../errors.ts';
import type { Exchange, RecordedExchange } from '../exchange/exchange.ts';
import { headerValue } from '../exchange/headers.ts';
import type { ProxyObserver } from '../proxy/recorder.ts';
import type { Renderer, RunInfo } from '../render/renderer.ts';
import type { EndsWithinLine } from './kubectl-output.ts';
import { createLiveStreams } from './live/live-streams.ts';
import { createSummed } from './summed.ts';
import type { TraceWriter } from './writer.ts';

export interface TraceParts {
  /** What is known before the first request. */
  run: RunInfo;
  redact(recorded: RecordedExchange): Exchange;
  isShown(exchange: Exchange): boolean;
  renderer: Renderer;
  writer: Pick<TraceWriter, 'write'>;
  /** Whether everything waits until the command has ended. */
  isHeld?: boolean;
  /** Told when kubectl's output may have ended within a line. */
  startLine?(): unknown;
  endsWithinLine?: EndsWithinLine;
  /** Whether the closing lines say how many requests the filters have left out. */
  tellsHidden?: boolean;
}

/** The exchanges of one run on their way from the proxy to the reader. */
export interface Trace extends ProxyObserver {
  /** Writes what comes after the last exchange, and returns what there is to say about the run: lines. */
  finish(): string[];
}

/**
 * Takes each exchange as it ends through redaction, filters and the renderer to the writer. A fault in here
 * costs the trace of one exchange, never the command: it is told once, at the end.
 */
export function createTrace(parts: TraceParts): Trace {
  const { run, redact, isShown, renderer, writer, isHeld = false, tellsHidden = true } = parts;
  const shown = createSummed();
  const notes = new Set<string>();
  let held = '';
  let lost = 0;
  let count = 0;
  let hasHead = false;
  let isWithinLine = false;
  const guard = (doing: () => void) => {
    try {
      doing();
    } catch (error) {
      notes.add(`a fault of ours has cost a part of the trace: ${messageOf(error)}`);
    }
  };
  const write = (text: string) => {
    if (!isHeld) writer.write(text);
    else if (lost > 0 || held.length + text.length > HELD_LIMIT) lost += text === '' ? 0 : 1;
    else held += text;
  };
  const writeHead = (kubectlVersion: string | undefined) => {
    if (hasHead) return;
    hasHead = true;
    write(renderer.head({ ...run, kubectlVersion }));
  };
  const live = createLiveStreams({ redact, isShown, renderer, write, guard, isLive: !isHeld });
  return {
    streamStarted: live.started,
    streamChunk: live.chunk,
    exchangeStarted(recorded) {
      count += 1;
      guard(() => writeHead(versionOf(recorded)));
    },
    exchangeEnded(recorded) {
      guard(() => {
        const isOpened = live.ended(recorded);
        const exchange = redact(recorded);
        isWithinLine = parts.endsWithinLine?.(exchange) ?? isWithinLine;
        if (isWithinLine) parts.startLine?.();
        if (!isOpened && !isShown(exchange)) return;
        write(renderer.exchange(exchange));
        shown.add(exchange);
      });
    },
    problem(message) {
      notes.add(message);
    },
    finish() {
      let closing = '';
      // kubectl may have printed it only after what was written in the meantime.
      if (isWithinLine) parts.startLine?.();
      guard(() => {
        // A connection that went past us, or none at all: 'no API requests' would say more than is known.
        if (count > 0 || notes.size === 0) closing = renderer.summary(shown.inOrder());
      });
      writer.write(held + closing);
      const hidden = count - shown.count;
      const unsummed = shown.note();
      return [
        ...(hidden > 0 && tellsHidden ? [`${hidden} of ${count} requests not shown (--only, --hide)`] : []),
        ...(unsummed === undefined ? [] : [unsummed]),
        ...(lost > 0
          ? [`too much to hold while the command had the terminal: ${lost} parts of the trace are lost`]
          : []),
        ...notes,
      ];
    },
  };
}

/** What is held for the end of a command that has the terminal, in characters: an hour of k9s must not fill the memory. */
const HELD_LIMIT = 16 * 1024 * 1024;

/** kubectl says its version in its User-Agent: `kubectl/v1.35.2 (linux/amd64) kubernetes/fdc9d74`. */
function versionOf({ request }: RecordedExchange): string | undefined {
  const agent = headerValue(request.headers, 'user-agent');
  return agent === undefined ? undefined : /^\S*kubectl\S*\/(v\d[\w.+-]*)/.exec(agent)?.[1];
}
