import { isatty } from 'node:tty';
import { isPlugin } from '../args/kubectl-commands.ts';
import { withoutFlags } from '../args/kubectl-flags.ts';
import { type ClientEnd, runClient } from '../client/run-client.ts';
import type { SignalWatch } from '../client/signals.ts';
import { messageOf } from '../errors.ts';
import { carryBackEdits } from '../kubeconfig/carry-back.ts';
import {
  createOverlay,
  kubeconfigList,
  kubeconfigListForPrograms,
  writeOverlay,
} from '../kubeconfig/overlay.ts';
import { createOverlayFolder } from '../kubeconfig/overlay-folder.ts';
import type { Entry } from '../kubeconfig/parse.ts';
import type { ResolvedCluster } from '../kubeconfig/resolve.ts';
import { type LocalProxy, startProxy } from '../proxy/proxy.ts';
import type { TraceConfiguration } from '../trace/configured-trace.ts';
import type { DecodingTrace } from '../trace/decoding-trace.ts';
import { createDeferredObserver, type DeferredObserver } from '../trace/deferred-observer.ts';

export interface TracedRun extends TraceConfiguration {
  signals: SignalWatch;
  /** Called as soon as kubectl has ended. */
  onEnded: (end: ClientEnd) => void;
}

export interface TracedEnd {
  /** How kubectl ended. */
  end: ClientEnd;
  /** What there is to say after the trace: lines. */
  notes: string[];
}

const NOTHING_SENT =
  'the program sent no request through the trace: either it sent none, or it does not honour proxy-url in the kubeconfig';

/** How long requests that are open when kubectl has ended may take to end. */
const OPEN_GRACE_MS = 200;

/**
 * Runs kubectl through the proxy. What kubectl needs comes first; what only the trace needs is loaded while
 * kubectl starts. Everything that was made is gone when this ends, whichever way. Undefined where the server
 * cannot be reached and kubectl has to say so itself: it has not run then.
 */
export async function runTraced(run: TracedRun): Promise<TracedEnd | undefined> {
  const { resolved, options, signals, environment } = run;
  const observer = createDeferredObserver();
  // A fault of ours in the midst of a run costs the trace at most.
  const tellFault = (error: unknown) => observer.problem(`a fault of ours: ${messageOf(error)}`);
  process.on('uncaughtException', tellFault);
  const { upstream, others } = resolved;
  const upstreams = [upstream, ...others.map((other) => other.upstream)] as const;
  const { captureLimit, payloads } = options;
  const proxy = await startProxy({ upstreams, observer, captureLimit, payloads });
  try {
    // Over plain http kubectl takes what a proxy answers for the server's answer, a failure to dial included.
    if (upstream.server.protocol === 'http:' && !(await proxy.prepare())) return undefined;
    const folder = createOverlayFolder();
    try {
      const overlay = createOverlay({ resolved, proxyUrls: proxy.urls, caPem: proxy.caPem });
      const overlayPath = writeOverlay(folder.path, overlay);
      const { program, args: words, scanned } = run.kubectl;
      const createList =
        program === undefined && !isPlugin(scanned) ? kubeconfigList : kubeconfigListForPrograms;
      const list = createList(overlayPath, resolved.sources);
      const args = program === undefined ? withoutFlags(words) : words;
      const client = runClient(run.kubectlPath, args, { ...environment, KUBECONFIG: list });
      signals.onSignal = (signal, passOn) => {
        if (passOn) client.signal(signal);
        // The terminal has written ^C where its cursor was.
        else if (isatty(2)) run.startLine();
      };
      const attached = attachTrace(run, observer, proxy).catch((error) => {
        observer.detach();
        return tellLost(error);
      });
      const [end, trace] = await Promise.all([client.ended, attached]);
      run.onEnded(end);
      await openExchangesEnd(proxy, signals.hurry());
      proxy.endOpen();
      const notes = await carryBackEdits({
        overlayPath,
        overlay,
        sources: resolved.sources,
        own: ownEntries([resolved, ...others]),
      });
      if (program !== undefined && proxy.count === 0) notes.push(NOTHING_SENT);
      return { end, notes: [...(await trace.finish()), ...notes] };
    } finally {
      folder.remove();
    }
  } finally {
    await proxy.close();
    process.off('uncaughtException', tellFault);
  }
}

function ownEntries(clusters: readonly ResolvedCluster[]): Map<string, Entry> {
  return new Map(
    clusters.flatMap(({ clusterName, cluster }) =>
      cluster === undefined ? [] : [[clusterName, cluster] as const],
    ),
  );
}

type Finishing = Pick<DecodingTrace, 'finish'>;

/** Loads what shows the exchanges, while kubectl starts. */
async function attachTrace(
  run: TracedRun,
  observer: DeferredObserver,
  proxy: LocalProxy,
): Promise<Finishing> {
  // Not awaited: a server that does not answer must not keep us when kubectl has given up.
  proxy.prepare().catch((error) => observer.problem(messageOf(error)));
  const { createConfiguredTrace } = await import('../trace/configured-trace.ts');
  const trace = await createConfiguredTrace(run);
  observer.attach(trace);
  return trace;
}

function tellLost(error: unknown): Finishing {
  return { finish: async () => [`a fault of ours has cost the trace: ${messageOf(error)}`] };
}

async function openExchangesEnd(proxy: LocalProxy, hurry: AbortSignal): Promise<void> {
  const deadline = performance.now() + OPEN_GRACE_MS;
  while (proxy.openCount > 0 && performance.now() < deadline && !hurry.aborted) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
