import type { Body } from '../../../src/exchange/exchange.ts';
import { hexDumpLength, isHexDump } from './hex-dump.ts';
import type { RuleUse } from './rules.ts';

/** A body of the trace that the log should have, too. */
export interface ExpectedBody {
  /** The exchange, for a person. */
  name: string;
  body: Body;
}

/**
 * Finds for each body of the trace the logged one. In order, where requests were not under way at once.
 *
 * @returns what does not fit.
 */
export function compareBodies(
  kind: string,
  expected: readonly ExpectedBody[],
  logged: readonly string[],
  ordered: boolean,
  use: RuleUse,
): string[] {
  const left = [...logged];
  const differences: string[] = [];
  for (const { name, body } of expected) {
    const index = left.findIndex((text, at) => (at === 0 || !ordered) && isSameBody(body, text, use));
    if (index >= 0) left.splice(index, 1);
    else
      differences.push(`${name}: the log has no such ${kind}: ${abridge(body.text ?? body.withheld ?? '')}`);
  }
  return [...differences, ...left.map((text) => `a ${kind} in the log only: ${abridge(text)}`)];
}

const CUT = / \[truncated (\d+) chars\](?:\n|$)/;

function isSameBody(body: Body, logged: string, use: RuleUse): boolean {
  const cut = CUT.exec(logged);
  const length = cut === null ? undefined : 10240 + Number(cut[1]);
  const found = (same: boolean) => {
    if (same && cut !== null) {
      use.use('body cut in the log');
      if (logged.slice(cut.index + cut[0].length).trim() !== '') use.use('own words after a body');
    }
    return same;
  };
  if (body.text === undefined) {
    if (!isHexDump(logged)) return false;
    // What was packed on the way has another length than what is dumped: the count of both is all there is.
    const isPacked = body.encoding !== undefined;
    const dumped = length ?? dumpPart(logged).length;
    const same = isPacked || dumped === hexDumpLength(body.size);
    if (same) use.use('binary body');
    return found(same);
  }
  const text = Buffer.from(body.text);
  if (cut !== null) {
    const head = Buffer.from(logged.slice(0, cut.index));
    return found(
      length === text.length && text.subarray(0, head.length).equals(head) && head.length === 10240,
    );
  }
  const whole = body.text.trimEnd();
  if (logged.trimEnd() === whole) return true;
  if (!logged.startsWith(`${whole}\n`)) return false;
  use.use('own words after a body');
  return true;
}

/** Without what kubectl printed after it. */
function dumpPart(logged: string): string {
  const lines = logged.split('\n').filter((line) => /^[0-9a-f]{8} {2}/.test(line));
  return lines.map((line) => `${line}\n`).join('');
}

function abridge(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}… (${text.length})` : text;
}
