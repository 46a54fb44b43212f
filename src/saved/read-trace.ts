import type { Exchange } from '../exchange/exchange.ts';
import { redactArguments } from '../exchange/redact-arguments.ts';
import { redactLine } from '../exchange/redact-head.ts';
import { createSavedRedactor, type SavedExchange } from '../exchange/redact-saved.ts';
import type { RunInfo } from '../render/renderer.ts';
import { type DamageReport, reportDamage } from './damage.ts';
import { type Fields, isObject } from './fields.ts';
import { nothingReadable } from './file-kind.ts';
import { openTraceSource } from './open-trace.ts';
import { readHarEntry, readHarHead } from './read-har-entry.ts';
import { readRecord, readRun } from './read-record.ts';
import { JsonSplitter, type Place } from './split-json.ts';

export interface ReadSettings {
  /** Also what the file shows is masked again, unless this is given. */
  showSecrets: boolean;
}

/** Is given what a file holds as it is read. */
export interface TraceTaker {
  /** Once, before the first exchange: what is known of the run; of a file of another tool that is little. */
  run(run: RunInfo): void;
  /** In the order of the file, which is that in which they ended. */
  exchange(exchange: Exchange): void;
  /** Awaited now and then: what has been taken may have to be written first, or nobody may want more. */
  caughtUp?(): Promise<'go on' | 'enough'>;
}

/** A trace that was read whole. */
export interface SavedTrace extends DamageReport {
  run: RunInfo;
  exchanges: Exchange[];
}

/**
 * Reads JSON lines of ours, or an HTTP Archive of anybody's: what it is, is told by what is in it. Each exchange is given
 * on as soon as it is read, so that a large file takes no more memory than the largest exchange in it.
 *
 * @param path of a file; `-` is stdin
 * @returns what could not be read, if anything
 * @throws UserError where nothing in it can be read
 */
export async function readTrace(
  path: string,
  { showSecrets }: ReadSettings,
  taker: TraceTaker,
): Promise<DamageReport> {
  // Bodies of Secrets in YAML are masked by it, also those that are masked already.
  const { readYaml } = await import('../decode/read-yaml.ts');
  const redact = createSavedRedactor({ showSecrets, decoders: { yaml: readYaml } });
  let run: RunInfo | undefined;
  let isRunTold = false;
  let count = 0;
  const lost: Place[] = [];
  let endsEarly = false;
  const tellRun = (first: SavedExchange | undefined) => {
    if (isRunTold) return;
    isRunTold = true;
    const known = withServer(run ?? UNKNOWN_RUN, first);
    taker.run(showSecrets ? known : redactRun(known));
  };
  const take = (saved: SavedExchange | undefined, place: Place) => {
    if (saved === undefined) {
      lost.push(place);
      return;
    }
    tellRun(saved);
    count += 1;
    taker.exchange(redact(saved));
  };
  const splitter = new JsonSplitter({
    piece({ kind, bytes, place }) {
      const value = parse(kind === 'head' ? `${bytes}[]}}` : `${bytes}`);
      if (kind === 'head') run = readHarHead(value) ?? run;
      else if (value === undefined) lost.push(place);
      else if (isObject(value.log)) run = readHarHead(value) ?? run;
      else if ('startedDateTime' in value) take(readHarEntry(value, count + 1), place);
      else {
        run = isRunTold ? run : (readRun(value.run) ?? run);
        if ('request' in value || !('version' in value)) take(readRecord(value, count + 1), place);
      }
    },
    damage(place, at) {
      lost.push(place);
      endsEarly ||= at === 'end';
    },
  });
  const source = await openTraceSource(path);
  for await (const chunk of source.chunks) {
    splitter.push(chunk);
    if ((await taker.caughtUp?.()) === 'enough') return { damage: undefined };
  }
  splitter.end();
  if (count === 0 && run === undefined) throw nothingReadable(path, source.beginning());
  tellRun(undefined);
  return reportDamage({ path, lost, endsEarly, isWithinPiece: splitter.isWithinPiece, count });
}

/** The same, whole in memory. */
export async function loadTrace(path: string, settings: ReadSettings): Promise<SavedTrace> {
  let run: RunInfo = UNKNOWN_RUN;
  const exchanges: Exchange[] = [];
  const report = await readTrace(path, settings, {
    run(given) {
      run = given;
    },
    exchange: (exchange) => exchanges.push(exchange),
  });
  return { ...report, run, exchanges };
}

function parse(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const UNKNOWN_RUN: RunInfo = { kubectl: '', kubectlVersion: undefined, context: undefined, server: '' };

/** Of a file that does not say it, the server is that of its first request. */
function withServer(run: RunInfo, first: SavedExchange | undefined): RunInfo {
  if (run.server !== '') return run;
  const [server = ''] = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(first?.request.url ?? '') ?? [];
  return { ...run, server };
}

/** The first line is for everybody's eyes, and whoever has written the file may have masked nothing. */
function redactRun({ kubectlVersion, context, user, args, ...run }: RunInfo): RunInfo {
  return {
    kubectl: redactLine(run.kubectl),
    kubectlVersion: kubectlVersion && redactLine(kubectlVersion),
    context: context && redactLine(context),
    server: redactLine(run.server),
    ...(user === undefined
      ? {}
      : {
          user: {
            ...user,
            username: redactLine(user.username),
            groups: user.groups.map((group) => redactLine(group)),
          },
        }),
    ...(args === undefined ? {} : { args: redactArguments(args) }),
  };
}
