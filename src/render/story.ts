import type { Exchange } from '../exchange/exchange.ts';
import { headerValue } from '../exchange/headers.ts';
import { isDryRun } from './dry-run.ts';
import { objectKey, targetOf } from './resource-name.ts';
import { wordsOf } from './status-words.ts';

export interface StoryContext {
  /** kubectl's arguments, where they are known. */
  args: readonly string[] | undefined;
  /** Whether some exchanges are kept from us, so that nothing follows from what did not come. */
  filtered: boolean;
}

/** Something about an earlier exchange that could not be said when it was shown. */
export interface LateWord {
  id: number;
  target: string;
  words: string;
}

/**
 * What one exchange means after those before it. `kubectl apply` fetches an object, compares, and sends a change only
 * if there is one: that it sends nothing shows in no exchange. It takes its objects one after the other, so the next
 * object that it fetches, or the end, decides.
 */
export class Story {
  readonly #context: StoryContext;
  readonly #fetched = new Map<string, Exchange>();
  readonly #deleted = new Set<string>();

  constructor(context: StoryContext) {
    this.#context = context;
  }

  /** What this exchange decides about earlier ones: to be said before it. */
  before(exchange: Exchange): LateWord[] {
    const { info } = exchange.request;
    const key = objectKey(info);
    if (!isApply(exchange) || info.isDiscovery || !info.isResourceRequest) return [];
    if (info.verb === 'get' && info.name !== '') {
      const late = this.#decide(
        (earlier) => objectKey(earlier.request.info) !== key && earlier.id < exchange.id,
      );
      const whole =
        exchange.response?.status === 200 && exchange.open !== true && exchange.error === undefined;
      if (whole) this.#fetched.set(key, exchange);
      return late;
    }
    if (WRITES.test(info.verb)) this.#fetched.delete(key);
    return [];
  }

  /** The words of this exchange. */
  of(exchange: Exchange): string | undefined {
    const { info } = exchange.request;
    const key = objectKey(info);
    const status = exchange.response?.status ?? 0;
    if (info.verb === 'delete' && status < 300 && !isDryRun(exchange)) this.#deleted.add(key);
    if (info.verb === 'get' && status === 404 && this.#deleted.has(key))
      return 'gone: the deletion is complete';
    return wordsOf(exchange);
  }

  /** What the end decides. */
  end(): LateWord[] {
    return this.#decide(() => true);
  }

  #decide(isDecided: (earlier: Exchange) => boolean): LateWord[] {
    const late: LateWord[] = [];
    for (const [key, exchange] of this.#fetched) {
      if (!isDecided(exchange)) continue;
      this.#fetched.delete(key);
      const words = unchangedWords(this.#context);
      if (words !== undefined) late.push({ id: exchange.id, target: targetOf(exchange), words });
    }
    return late;
  }
}

const WRITES = /^(create|update|patch|delete|deletecollection)$/;

/** Exactly this command: `apply view-last-applied` fetches too and never means to send. */
function isApply(exchange: Exchange): boolean {
  return headerValue(exchange.request.headers, 'kubectl-command') === 'kubectl apply';
}

/** With `--dry-run=client` apply does not even compare: it prints `configured (dry run)` either way. */
function unchangedWords({ args, filtered }: StoryContext): string | undefined {
  if (filtered) return undefined;
  if (args === undefined) return 'nothing sent: unchanged, or a client-side dry run';
  const dryRun = args.some((arg) => /^--dry[-_]run(=(client|true|1|t|T|TRUE|True))?$/.test(arg));
  return dryRun ? 'nothing sent: a client-side dry run' : 'unchanged: apply found nothing to send';
}
