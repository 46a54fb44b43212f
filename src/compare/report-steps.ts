import type { Exchange } from '../exchange/exchange.ts';
import { count } from '../render/amounts.ts';
import { escapeControls } from '../render/escape.ts';
import { targetOf } from '../render/resource-name.ts';
import { displayWidth, pad, shortenMiddle } from '../render/width.ts';
import { type Change, isChanged, PARTS, type Step } from './comparison.ts';
import { formatChange, paintSign, type ReportSettings } from './report-change.ts';

/** A line for each request, with its changes below. */
export function formatSteps(steps: readonly Step[], settings: ReportSettings): string[] {
  const layout = layOut(steps);
  const lines =
    steps.length === 0
      ? []
      : [settings.paint('faint', `  ${pad('A', layout.a, 'right')}  ${pad('B', layout.b, 'right')}`)];
  let same: string[] = [];
  const flush = () => {
    const more = same.length - MAX_SAME;
    lines.push(
      ...(more > 1
        ? [
            ...same.slice(0, MAX_SAME),
            settings.paint('faint', `${' '.repeat(layout.indent)}… ${more} more the same`),
          ]
        : same),
    );
    same = [];
  };
  for (const step of steps) {
    const line = formatStep(step, layout, settings);
    if (step.kind === 'both' && !isChanged(step)) {
      same.push(line);
      continue;
    }
    flush();
    lines.push(line);
    if (step.kind === 'both') lines.push(...formatChanges(step.changes, ' '.repeat(layout.indent), settings));
  }
  flush();
  return lines;
}

/** How many requests without a difference have a line each, where they stand together. */
const MAX_SAME = 2;

interface Layout {
  /** Columns of the numbers. */
  a: number;
  b: number;
  /** Where the verb stands. */
  indent: number;
}

function layOut(steps: readonly Step[]): Layout {
  const widest = (numbers: number[]) => numbers.reduce((most, id) => Math.max(most, String(id).length), 1);
  const a = widest(steps.flatMap((step) => (step.kind === 'added' ? [] : [step.a.id])));
  const b = widest(steps.flatMap((step) => (step.kind === 'removed' ? [] : [step.b.id])));
  return { a, b, indent: a + b + 6 };
}

function formatStep(step: Step, layout: Layout, { paint, width }: ReportSettings): string {
  const a = step.kind === 'added' ? undefined : step.a;
  const b = step.kind === 'removed' ? undefined : step.b;
  const ids = `${pad(String(a?.id ?? ''), layout.a, 'right')}  ${pad(String(b?.id ?? ''), layout.b, 'right')}`;
  const marks =
    step.kind === 'both' ? (step.moved ? '  (moved)' : '') : patchOf(step.kind === 'added' ? step.b : step.a);
  const status = joinSides(a && statusOf(a), b && statusOf(b));
  const verb = joinSides(a && verbOf(a), b && verbOf(b));
  const shownVerb = shortenMiddle(verb, 24);
  // At least ten columns are left for what the request is about.
  const space = width - layout.indent - displayWidth(shownVerb) - 2;
  const tail = `  ${shortenMiddle(status, space - 12 - marks.length)}${marks}`;
  const target = shortenMiddle(
    joinSides(a && escapeControls(targetOf(a)), b && escapeControls(targetOf(b))),
    space - displayWidth(tail),
  );
  const text = `${ids}  ${shownVerb}  ${target}${tail}`;
  if (step.kind === 'both')
    return isChanged(step)
      ? `${paintSign(paint, '~', '~')} ${paint('strong', text)}`
      : paint('faint', `  ${text}`);
  const sign = step.kind === 'added' ? '+' : '-';
  return paintSign(paint, sign, `${sign} ${text}`);
}

/** Of a patch that only one run has, its kind: four mean four things. */
function patchOf({ request: { method, body } }: Exchange): string {
  const [, kind] = /^application\/(apply|json|merge|strategic-merge)-patch\+/.exec(body.mediaType) ?? [];
  return method === 'PATCH' && kind !== undefined ? `  (${kind} patch)` : '';
}

function joinSides(a: string | undefined, b: string | undefined): string {
  if (a === undefined || b === undefined || a === b) return a ?? b ?? '';
  return `${a} → ${b}`;
}

function verbOf({ request }: Exchange): string {
  return escapeControls((request.info.verb || request.method.toLowerCase()).slice(0, 40));
}

function statusOf({ response }: Exchange): string {
  return response === undefined
    ? 'no response'
    : escapeControls(`${response.status} ${response.statusText.slice(0, 40)}`.trim());
}

/** Changes of one part that are told. */
const MAX_CHANGES = 30;

function formatChanges(changes: readonly Change[], indent: string, settings: ReportSettings): string[] {
  return PARTS.flatMap((part) => {
    // The line of the request says these.
    const own = changes.filter((one) => one.part === part && one.path !== 'status' && one.path !== 'method');
    if (own.length === 0) return [];
    const shown = settings.all ? own : own.slice(0, MAX_CHANGES);
    const more = own.length - shown.length;
    return [
      `${indent}${part}${part.endsWith('header') && own.length > 1 ? 's' : ''}`,
      ...shown.flatMap((change) => formatChange(change, `${indent}  `, settings)),
      ...(more > 0 ? [settings.paint('faint', `${indent}  … ${count(more, 'more difference')}: --all`)] : []),
    ];
  });
}
