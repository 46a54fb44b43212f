import type { Body } from '../exchange/exchange.ts';
import { count, formatBytes } from './amounts.ts';
import { unfoldLastApplied } from './embedded-json.ts';
import { escapeLines } from './escape.ts';
import { createFolds } from './json-folds.ts';
import { layoutJson } from './json-layout.ts';
import { type FoldRule, type JsonNode, NotJson, readJson } from './json-read.ts';
import { readKubeTable } from './kube-table.ts';
import { writeKubeTable } from './kube-table-view.ts';
import { moreCharacters, unrecordedRest, withheldBody } from './omissions.ts';
import type { RenderSettings } from './renderer.ts';
import type { Sheet } from './sheet.ts';
import { readWatchEvents } from './watch-events.ts';
import { writeWatchEvents } from './watch-view.ts';
import { layoutYaml } from './yaml-layout.ts';

/** How many characters of a response are shown, as in kubectl's `-v=8`. */
const RESPONSE_LIMIT = 1024;
/** A copy of the applied file that is longer stays folded in a response. */
const LONGEST_COPY = 4096;
const INDENT = 4;

type BodySettings = Pick<RenderSettings, 'body' | 'managedFields'>;

/** The request body is the message: it is shown whole. */
export function writeRequestBody(sheet: Sheet, body: Body, settings: BodySettings): void {
  writeBody(sheet, 'Request Body:', body, {
    form: settings.body ?? 'json',
    limit: Infinity,
    dense: false,
    longestCopy: Infinity,
    copyMeaning: 'your file: JSON in a string',
    isKnownCopy: () => false,
    managedFields: settings.managedFields === true,
  });
}

/** @param request the body that it answers: what stands there is not shown again. */
export function writeResponseBody(sheet: Sheet, body: Body, settings: BodySettings, request?: Body): void {
  const label = 'Response Body:';
  const form = settings.body ?? 'json';
  const readable = form === 'raw' ? undefined : body.text;
  const table = readable === undefined ? undefined : readKubeTable(readable, RESPONSE_LIMIT);
  const events = readable === undefined ? undefined : readWatchEvents(readable, RESPONSE_LIMIT);
  if (table !== undefined) {
    writeLabel(sheet, label, body);
    writeKubeTable(sheet, table, RESPONSE_LIMIT, INDENT);
    writeRecorded(sheet, body);
  } else if (events !== undefined) {
    writeLabel(sheet, label, body);
    writeWatchEvents(sheet, events, INDENT);
    writeRecorded(sheet, body);
  } else {
    writeBody(sheet, label, body, {
      form,
      limit: RESPONSE_LIMIT,
      dense: true,
      longestCopy: LONGEST_COPY,
      copyMeaning: 'the last applied file: JSON in a string',
      isKnownCopy: (literal) => request?.text?.includes(literal) === true,
      managedFields: settings.managedFields === true,
    });
  }
}

interface View {
  form: 'json' | 'yaml' | 'raw';
  /** In characters. */
  limit: number;
  dense: boolean;
  /** Characters of a last-applied annotation that is shown as the object that it is. */
  longestCopy: number;
  copyMeaning: string;
  /** Whether a copy has been shown in the request. */
  isKnownCopy(literal: string): boolean;
  managedFields: boolean;
}

function writeBody(sheet: Sheet, label: string, body: Body, view: View): void {
  if (body.size === 0 && !body.text) return;
  writeLabel(sheet, label, body);
  sheet.end();
  if (body.text === undefined) writeOmission(sheet, withheldBody(body));
  else {
    const left = writeText(sheet, body.text, view);
    if (left > 0) writeOmission(sheet, moreCharacters(left));
  }
  writeRecorded(sheet, body);
}

/** Returns how many characters were left out. */
function writeText(sheet: Sheet, text: string, view: View): number {
  // What the media type says does not count: kubectl sends JSON as `application/apply-patch+yaml`.
  if (view.form === 'raw' || !/^\s*[{[]/.test(text)) return writeLines(sheet, text, view.limit);
  const unfolded = unfoldLastApplied(text, {
    within: view.limit + LONGEST_COPY,
    longest: view.longestCopy,
    isWanted: (literal) => !view.isKnownCopy(literal),
  });
  const limit = view.limit + unfolded.length;
  const fold = createFolds({
    managedFields: view.managedFields,
    copyNote: (literal) => (view.isKnownCopy(literal) ? 'as in the request' : longCopy(literal, view)),
  });
  const nodes = readAsJson(unfolded.text, limit, fold);
  if (nodes === undefined) return writeLines(sheet, text, view.limit);
  const notes = new Map(unfolded.starts.map((start) => [start, view.copyMeaning]));
  const layout = { indent: INDENT, dense: view.dense, limit, notes };
  return view.form === 'yaml'
    ? layoutYaml(sheet, unfolded.text, nodes, layout)
    : layoutJson(sheet, unfolded.text, nodes, layout);
}

/** What is no JSON inside stays the string that it is. */
function longCopy(literal: string, { longestCopy }: View): string | undefined {
  return literal.length > longestCopy
    ? `${formatBytes(literal.length)}, the last applied file: -v 10`
    : undefined;
}

function readAsJson(text: string, limit: number, fold: FoldRule): JsonNode[] | undefined {
  try {
    return readJson(text, limit + 1024, fold);
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
}

/** Writes a text line by line. Returns how many characters were left out. */
export function writeLines(sheet: Sheet, text: string, limit: number, indent = INDENT): number {
  // The end of a line within the limit, if there is one in reach.
  const whole = text.length <= limit + 80;
  const lineEnd = whole ? -1 : text.lastIndexOf('\n', limit);
  const shown = whole ? text : text.slice(0, lineEnd > limit / 2 ? lineEnd : limit);
  for (const line of escapeLines(shown.replace(/\r?\n$/, '')).split('\n')) {
    sheet.write(' '.repeat(indent)).flow(expandTabs(line), indent).end();
  }
  return text.length - shown.length;
}

function expandTabs(line: string): string {
  if (!line.includes('\t')) return line;
  return line
    .split('\t')
    .reduce((before, part) => `${before.padEnd((Math.floor(before.length / 8) + 1) * 8)}${part}`);
}

function writeLabel(sheet: Sheet, label: string, body: Body): void {
  sheet.write(label);
  const words = [
    body.decodedFrom === undefined ? undefined : `decoded from ${body.decodedFrom}`,
    body.masked === 0 ? undefined : `${count(body.masked, 'value')} masked: --show-secrets`,
  ].filter((word) => word !== undefined);
  if (words.length > 0) sheet.note(words.join('; '));
}

function writeRecorded(sheet: Sheet, body: Body): void {
  const words = unrecordedRest(body);
  if (words !== undefined) writeOmission(sheet, words);
}

function writeOmission(sheet: Sheet, words: string): void {
  sheet.write(' '.repeat(INDENT)).flow(words, INDENT, 'note').end();
}
