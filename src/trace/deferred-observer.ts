import type { ProxyObserver } from '../proxy/recorder.ts';

/** An observer that is there before the one it speaks to: it keeps what comes until that one is loaded. */
export interface DeferredObserver extends Required<ProxyObserver> {
  /** Passes on what has come, in order, and from now on everything at once. */
  attach(observer: ProxyObserver): void;
  /** Drops what has come and what will: there is nobody to tell. */
  detach(): void;
}

export function createDeferredObserver(): DeferredObserver {
  let target: ProxyObserver | undefined;
  let waiting: ((observer: ProxyObserver) => void)[] = [];
  const pass = (tell: (observer: ProxyObserver) => void) => {
    if (target === undefined) waiting.push(tell);
    else tell(target);
  };
  return {
    exchangeStarted: (exchange) => pass((observer) => observer.exchangeStarted(exchange)),
    streamStarted: (exchange) => pass((observer) => observer.streamStarted?.(exchange)),
    streamChunk: (exchange, chunk) => pass((observer) => observer.streamChunk?.(exchange, chunk)),
    exchangeEnded: (exchange) => pass((observer) => observer.exchangeEnded(exchange)),
    problem: (message) => pass((observer) => observer.problem(message)),
    attach(observer) {
      target = observer;
      for (const tell of waiting) tell(observer);
      waiting = [];
    },
    detach() {
      this.attach(NOBODY);
    },
  };
}

const NOBODY: ProxyObserver = { exchangeStarted() {}, exchangeEnded() {}, problem() {} };
