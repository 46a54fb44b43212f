import { hasBinaryBody, hasBinaryStream } from '../exchange/binary-body.ts';
import type { Decoders } from '../exchange/redact.ts';
import { hasYamlBody } from '../exchange/yaml-source.ts';
import type { ProxyObserver } from '../proxy/recorder.ts';
import type { Trace } from './trace.ts';

/** A trace that may have to load something before it can show an exchange. */
export interface DecodingTrace extends Omit<Trace, 'finish'> {
  finish(): Promise<string[]>;
}

/** Each fills in one of the decoders. */
const LOAD = {
  async binary(decoders: Decoders) {
    decoders.binary = (await import('../decode/decode-binary.ts')).decodeBinary;
  },
  async yaml(decoders: Decoders) {
    decoders.yaml = (await import('../decode/read-yaml.ts')).readYaml;
  },
};

/**
 * Lets a trace wait where a body comes that needs a decoder, until that is loaded: most runs never need one. Everything
 * that comes in the meantime waits behind it, so that the order is kept; kubectl never does.
 *
 * @param decoders what the redaction of that trace reads bodies by; filled here.
 */
export function createDecodingTrace(trace: Trace, decoders: Decoders): DecodingTrace {
  const loading = new Map<keyof typeof LOAD, Promise<void>>();
  let open = 0;
  const waiting: (() => void)[] = [];

  const load = async (name: keyof typeof LOAD) => {
    open += 1;
    try {
      await LOAD[name](decoders);
    } catch (error) {
      // The bodies stay what they are without it.
      trace.problem(`a fault of ours: ${String(error)}`);
    }
    open -= 1;
    while (open === 0 && waiting.length > 0) waiting.shift()?.();
  };
  const need = (name: keyof typeof LOAD) => {
    if (!loading.has(name)) loading.set(name, load(name));
  };
  const pass = (tell: (observer: ProxyObserver) => void) => {
    if (open === 0) tell(trace);
    else waiting.push(() => tell(trace));
  };
  return {
    exchangeStarted: (exchange) => pass((observer) => observer.exchangeStarted(exchange)),
    streamStarted(exchange) {
      if (hasBinaryStream(exchange)) need('binary');
      pass((observer) => observer.streamStarted?.(exchange));
    },
    streamChunk: (exchange, chunk) => pass((observer) => observer.streamChunk?.(exchange, chunk)),
    exchangeEnded(exchange) {
      if (hasBinaryBody(exchange)) need('binary');
      if (hasYamlBody(exchange)) need('yaml');
      pass((observer) => observer.exchangeEnded(exchange));
    },
    problem: (message) => trace.problem(message),
    async finish() {
      await Promise.all(loading.values());
      return trace.finish();
    },
  };
}
