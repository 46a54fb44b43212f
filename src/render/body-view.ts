import type { Body } from '../exchange/exchange.ts';
import { count } from './amounts.ts';
import { escapeLines } from './escape.ts';
import { foldRequest, foldResponse } from './json-folds.ts';
import { layoutJson } from './json-layout.ts';
import { type FoldRule, type JsonNode, NotJson, readJson } from './json-read.ts';
import { readKubeTable } from './kube-table.ts';
import { writeKubeTable } from './kube-table-view.ts';
import { moreCharacters, unrecordedRest, withheldBody } from './omissions.ts';
import type { Sheet } from './sheet.ts';
import { readWatchEvents } from './watch-events.ts';
import { writeWatchEvents } from './watch-view.ts';

/** How many characters of a response are shown, as in kubectl's `-v=8`. */
const RESPONSE_LIMIT = 1024;
const INDENT = 4;

/** The request body is the message: it is shown whole. */
export function writeRequestBody(sheet: Sheet, body: Body): void {
  writeBody(sheet, 'Request Body:', body, { limit: Infinity, dense: false, fold: foldRequest });
}

export function writeResponseBody(sheet: Sheet, body: Body): void {
  const label = 'Response Body:';
  const table = body.text === undefined ? undefined : readKubeTable(body.text, RESPONSE_LIMIT);
  const events = body.text === undefined ? undefined : readWatchEvents(body.text, RESPONSE_LIMIT);
  if (table !== undefined) {
    writeLabel(sheet, label, body);
    writeKubeTable(sheet, table, RESPONSE_LIMIT, INDENT);
    writeRecorded(sheet, body);
  } else if (events !== undefined) {
    writeLabel(sheet, label, body);
    writeWatchEvents(sheet, events, INDENT);
    writeRecorded(sheet, body);
  } else writeBody(sheet, label, body, { limit: RESPONSE_LIMIT, dense: true, fold: foldResponse });
}

interface View {
  limit: number;
  dense: boolean;
  fold: FoldRule;
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
  const nodes = readAsJson(text, view);
  if (nodes === undefined) return writeLines(sheet, text, view.limit);
  return layoutJson(sheet, text, nodes, { indent: INDENT, dense: view.dense, limit: view.limit });
}

/** What the media type says does not count: kubectl sends JSON as `application/apply-patch+yaml`. */
function readAsJson(text: string, { limit, fold }: View): JsonNode[] | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return readJson(text, limit + 1024, fold);
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
}

/** Returns how many characters were left out. */
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
