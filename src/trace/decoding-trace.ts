import { hasBinaryBody, hasBinaryStream } from '../exchange/binary-body.ts';
import type { Decoders } from '../exchange/redact.ts';
import type { ProxyObserver } from '../proxy/recorder.ts';
import type { Trace } from './trace.ts';

/** A trace that may have to load something before it can show an exchange. */
export interface DecodingTrace extends Omit<Trace, 'finish'> {
  finish(): Promise<string[]>;
}

/**
 * Lets a trace wait where a body comes that needs a decoder, until that is loaded: most runs never need one. Everything
 * that comes in the meantime waits behind it, so that the order is kept; kubectl never does.
 *
 * @param decoders what the redaction of that trace reads bodies by; filled here.
 */
export function createDecodingTrace(trace: Trace, decoders: Decoders): DecodingTrace {
  /** Undefined while nothing has to wait. */
  let waiting: (() => void)[] | undefined;
  let loading: Promise<void> | undefined;

  const load = async () => {
    try {
      const { decodeBinary } = await import('../decode/decode-binary.ts');
      decoders.binary = decodeBinary;
    } finally {
      const tasks = waiting ?? [];
      waiting = undefined;
      for (const task of tasks) task();
    }
  };
  const pass = (needsDecoder: boolean, tell: (observer: ProxyObserver) => void) => {
    if (needsDecoder && loading === undefined) {
      waiting = [];
      // A decoder that cannot be loaded leaves the bodies what they are without it.
      loading = load().catch((error) => trace.problem(`a fault of ours: ${String(error)}`));
    }
    if (waiting === undefined) tell(trace);
    else waiting.push(() => tell(trace));
  };
  return {
    exchangeStarted: (exchange) => pass(false, (observer) => observer.exchangeStarted(exchange)),
    streamStarted: (exchange) =>
      pass(hasBinaryStream(exchange), (observer) => observer.streamStarted?.(exchange)),
    streamChunk: (exchange, chunk) => pass(false, (observer) => observer.streamChunk?.(exchange, chunk)),
    exchangeEnded: (exchange) =>
      pass(hasBinaryBody(exchange), (observer) => observer.exchangeEnded(exchange)),
    problem: (message) => trace.problem(message),
    async finish() {
      await loading;
      return trace.finish();
    },
  };
}
