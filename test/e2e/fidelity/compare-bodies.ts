import { decodeBinary } from '../../../src/decode/decode-binary.ts';
import type { Body } from '../../../src/exchange/exchange.ts';
import { hexDumpLength, isHexDump, readHexDump } from './hex-dump.ts';
import type { RuleUse } from './rules.ts';

/** A body of the trace that the log should have, too. */
export interface ExpectedBody {
  /** The exchange, for a person. */
  name: string;
  body: Body;
}

interface BodyComparison {
  /** `request body`, for a person. */
  kind: string;
  expected: readonly ExpectedBody[];
  logged: readonly string[];
  /** Whether requests were not under way at once, so that the log has them in the order of the trace. */
  ordered: boolean;
  /** Whether kubectl has printed this line apart from its log. */
  isOwnWord(line: string): boolean;
  use: RuleUse;
}

/**
 * Finds for each body of the trace the logged one.
 *
 * @returns what does not fit.
 */
export function compareBodies(comparison: BodyComparison): string[] {
  const { kind, expected, ordered } = comparison;
  const left = [...comparison.logged];
  const differences: string[] = [];
  for (const { name, body } of expected) {
    const index = left.findIndex((text, at) => (at === 0 || !ordered) && isSameBody(body, text, comparison));
    if (index >= 0) left.splice(index, 1);
    else
      differences.push(`${name}: the log has no such ${kind}: ${abridge(body.text ?? body.withheld ?? '')}`);
  }
  return [...differences, ...left.map((text) => `a ${kind} in the log only: ${abridge(text)}`)];
}

const CUT = / \[truncated (\d+) chars\](?:\n|$)/;
/** Characters of a body that `-v=9` shows. */
const SHOWN = 10240;

function isSameBody(body: Body, logged: string, comparison: BodyComparison): boolean {
  const cut = CUT.exec(logged);
  if (cut !== null) {
    const same = isSameBeginning(body, logged.slice(0, cut.index), SHOWN + Number(cut[1]), comparison.use);
    if (same) comparison.use.use('body cut in the log');
    return same && areOwnWords(logged.slice(cut.index + cut[0].length), comparison);
  }
  if (body.text === undefined || body.decodedFrom !== undefined) {
    const dump = dumpPart(logged);
    return (
      isSameDump(body, dump, dump.length, comparison.use) &&
      areOwnWords(logged.slice(dump.length), comparison)
    );
  }
  const whole = body.text.trimEnd();
  return logged.startsWith(whole) && areOwnWords(logged.slice(whole.length), comparison);
}

function isSameBeginning(body: Body, shown: string, length: number, use: RuleUse): boolean {
  if (body.text === undefined || body.decodedFrom !== undefined) return isSameDump(body, shown, length, use);
  const [text, beginning] = [Buffer.from(body.text), Buffer.from(shown)];
  return length === text.length && beginning.length === SHOWN && text.indexOf(beginning) === 0;
}

function isSameDump(body: Body, dump: string, length: number, use: RuleUse): boolean {
  if (!isHexDump(dump)) return false;
  if (body.encoding !== undefined) {
    use.use('packed binary body');
    return true;
  }
  const same = length === hexDumpLength(body.size) && isSameObject(body, dump, dump.length < length);
  if (same) use.use('decoded body');
  return same;
}

/** Whether the bytes of the log are what the trace says they are. */
function isSameObject({ text, decodedFrom }: Body, dump: string, isCut: boolean): boolean {
  if (text === undefined || decodedFrom === undefined) return false;
  const decoded = decodeBinary(readHexDump(dump), { format: decodedFrom, isStream: false, isCut });
  if (!('text' in decoded)) return false;
  return isCut ? isBeginningOf(JSON.parse(decoded.text), JSON.parse(text)) : decoded.text === text;
}

/**
 * Whether all that came before the cut stands there, too. Behind the first value that differs there is nothing: what
 * came after the cut is empty or absent.
 */
function isBeginningOf(part: unknown, whole: unknown): boolean {
  const [shown, expected] = [leavesOf(part), new Map(leavesOf(whole))];
  const end = shown.findIndex(([path, value]) => expected.get(path) !== value);
  return end < 0 || shown.slice(end).every(([, value]) => isEmpty(value));
}

/** Every value with its path, in order. */
function leavesOf(value: unknown, path = ''): [path: string, value: unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, `${path}/${key}`));
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || value === 0 || value === false;
}

function areOwnWords(rest: string, { isOwnWord, use }: BodyComparison): boolean {
  const lines = rest.split('\n').filter((line) => line.trim() !== '');
  if (lines.length > 0 && lines.every(isOwnWord)) use.use('own words after a body');
  return lines.every(isOwnWord);
}

/** Without what kubectl printed after it. */
function dumpPart(logged: string): string {
  const lines = logged.split('\n').filter((line) => /^[0-9a-f]{8} {2}/.test(line));
  return lines.map((line) => `${line}\n`).join('');
}

function abridge(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}… (${text.length})` : text;
}
