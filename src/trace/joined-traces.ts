import type { Exchange, RecordedExchange } from '../exchange/exchange.ts';
import type { Redact } from '../exchange/redact.ts';
import type { Trace } from './trace.ts';

/** Tells several traces of one run of all that happens: a fault in one costs that one only. What each says is said once. */
export function joinTraces(traces: readonly Trace[]): Trace {
  const [only, ...others] = traces;
  if (only !== undefined && others.length === 0) return only;
  const tell = (observe: (trace: Trace) => void) => {
    for (const trace of traces) observe(trace);
  };
  return {
    streamStarted: (recorded) => tell((trace) => trace.streamStarted?.(recorded)),
    streamChunk: (recorded, chunk) => tell((trace) => trace.streamChunk?.(recorded, chunk)),
    exchangeStarted: (recorded) => tell((trace) => trace.exchangeStarted(recorded)),
    exchangeEnded: (recorded) => tell((trace) => trace.exchangeEnded(recorded)),
    problem: (message) => tell((trace) => trace.problem(message)),
    finish: () => [...new Set(traces.flatMap((trace) => trace.finish()))],
  };
}

/** The redaction of an exchange that has ended is done once for all of them. */
export function redactOnce(redact: Redact): Redact {
  const ended = new WeakMap<RecordedExchange, Exchange>();
  return (recorded) => {
    const known = ended.get(recorded);
    if (known !== undefined) return known;
    const exchange = redact(recorded);
    if (recorded.timing.end !== undefined) ended.set(recorded, exchange);
    return exchange;
  };
}
