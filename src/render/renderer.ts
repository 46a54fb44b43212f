import type { Exchange } from '../exchange/exchange.ts';
import type { KnownUser } from '../exchange/known-user.ts';
import type { WatchEvent } from '../exchange/watch-event.ts';

/** What is known of the run as a whole; the first line of the trace speaks of it. */
export interface RunInfo {
  /** kubectl's path, as it was found. */
  kubectl: string;
  /** kubectl's version as its first User-Agent says it (`v1.35.2`); undefined while nothing was sent. */
  kubectlVersion: string | undefined;
  /** The kubeconfig context, if there is one. */
  context: string | undefined;
  /** The server's URL. */
  server: string;
  /** Whom the server knows kubectl as, where the kubeconfig tells; only for formats that ask for it. */
  user?: KnownUser | undefined;
  /** kubectl's own arguments. With them the reading view can tell 'unchanged' from a client-side dry run. */
  args?: readonly string[];
}

export type DiscoveryMode = 'fold' | 'show' | 'hide';

export interface RenderSettings {
  /** 6 … 10 for kubectl's own ladder; undefined for the reading view. */
  verbosity: 6 | 7 | 8 | 9 | 10 | undefined;
  discovery: DiscoveryMode;
  /** Whether ANSI colours may be used. */
  color: boolean;
  /** The columns to lay out for; Infinity where lines must not be broken for a screen (a pipe, a file). */
  width: number;
  /**
   * Whether filters keep exchanges from the renderer (`--only`, `--hide`): nothing is concluded then from what did not
   * come ('apply found nothing to send').
   */
  filtered?: boolean;
  /** False for `--no-summary`: `summary()` then returns only what could not be said before the end, without a table. */
  summary?: boolean;
  /** How `text` shows bodies: laid out as JSON, as YAML, or as they came. */
  body?: 'json' | 'yaml' | 'raw' | undefined;
  /** `--managed-fields`: whether `text` shows them. */
  managedFields?: boolean;
  /** `--rbac-expand`: roles in the wider form of audit2rbac. */
  rbacExpand?: boolean;
}

/**
 * One output format. Pure: strings out, nothing written; every method returns whole lines, each with its
 * newline, or an empty string. An instance serves one run and may remember what it has shown.
 */
export interface Renderer {
  /** Before the first exchange. */
  head(run: RunInfo): string;
  /**
   * For an answer without an end of its own (a watch, `logs -f`), when its head has come: the exchange has a response
   * with an empty body. A renderer without this shows it when it has ended.
   */
  opened?(exchange: Exchange): string;
  /** For each event of a watch that was opened, as it comes. `exchange` is what `opened` was given. */
  event?(exchange: Exchange, event: WatchEvent): string;
  /** Once for each exchange, in the order in which they end. */
  exchange(exchange: Exchange): string;
  /** After the last exchange, and always called: all that were shown, by id. */
  summary(exchanges: readonly Exchange[]): string;
}

export type CreateRenderer = (settings: RenderSettings) => Renderer;
