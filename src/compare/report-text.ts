import { count } from '../render/amounts.ts';
import { escapeControls } from '../render/escape.ts';
import { shortenMiddle } from '../render/width.ts';
import { ALWAYS_DIFFERENT } from './always-different.ts';
import { type Comparison, type DiscoveryComparison, isChanged, type Step } from './comparison.ts';
import { formatChange, paintSign, type ReportSettings, type Sign } from './report-change.ts';
import { formatSteps } from './report-steps.ts';
import { wrapValue } from './report-value.ts';

/** A run as the report speaks of it. */
export interface Side {
  /** The file's name. */
  name: string;
  /** How many requests of it are compared. */
  count: number;
}

/** What `kubectl trace compare` prints: whole lines, safe for a terminal. */
export function formatReport(comparison: Comparison, a: Side, b: Side, settings: ReportSettings): string {
  const { paint } = settings;
  const lines = [formatSide('-', 'A', a, settings), formatSide('+', 'B', b, settings)];
  if (comparison.shared.length > 0) lines.push('', ...formatShared(comparison, settings));
  if (comparison.discovery !== undefined) lines.push(...formatDiscovery(comparison.discovery));
  const steps = formatSteps(comparison.steps, settings);
  if (steps.length > 0) lines.push('', ...steps);
  lines.push('', ...wrapValue(summarise(comparison), settings.width, true));
  if (comparison.leftOut.size > 0)
    lines.push(...describeLeftOut(comparison.leftOut, settings.width).map((line) => paint('faint', line)));
  return `${lines.join('\n')}\n`;
}

function formatSide(
  sign: Sign,
  letter: string,
  { name, count: requests }: Side,
  { paint, width }: ReportSettings,
): string {
  const text = `${sign.repeat(3)} ${letter}  `;
  const tail = `  ${count(requests, 'request')}`;
  const room = Math.max(10, width - text.length - tail.length);
  return paintSign(paint, sign, text + shortenMiddle(escapeControls(name), room)) + tail;
}

function formatShared({ shared }: Comparison, settings: ReportSettings): string[] {
  return [...shared]
    .sort((x, y) => y.count - x.count)
    .flatMap((change, index, all) => {
      const { part, count: times, of } = change;
      const before = all[index - 1];
      const title = `${times === of ? `in all ${of}` : `in ${times} of ${of}`} requests of both: ${part}s`;
      const isSame = before?.count === times && before.part === part;
      return [...(isSame ? [] : [title]), ...formatChange(change, '  ', settings)];
    });
}

function formatDiscovery({ onlyA, onlyB, both, changed }: DiscoveryComparison): string[] {
  const parts = [
    ...(onlyA > 0 ? [`${onlyA} only in A`] : []),
    ...(onlyB > 0 ? [`${onlyB} only in B`] : []),
    ...(both > 0 ? [`${both} in both${changed > 0 ? `, ${changed} of them changed` : ''}`] : []),
  ];
  if (parts.length === 0) return [];
  const hint = onlyA + onlyB + changed > 0 ? '   (--discovery show)' : '';
  return ['', `discovery: ${parts.join(', ')}${hint}`];
}

function summarise({ steps, shared, discovery }: Comparison): string {
  const number = (belongs: (step: Step) => boolean) => steps.filter(belongs).length;
  const changed = number((step) => step.kind === 'both' && step.changes.length > 0);
  const moved = number((step) => step.kind === 'both' && step.moved);
  const same = number((step) => step.kind === 'both' && !isChanged(step));
  const parts = [
    [number(({ kind }) => kind === 'removed'), 'only in A'],
    [number(({ kind }) => kind === 'added'), 'only in B'],
    [changed, 'changed'],
    [moved, 'moved'],
    [same, 'the same'],
  ].filter(([times]) => times !== 0);
  const isEqual =
    steps.length === same &&
    shared.length === 0 &&
    (discovery === undefined || discovery.onlyA + discovery.onlyB + discovery.changed === 0);
  if (isEqual) return 'no difference';
  return parts.length === 0
    ? 'no other requests'
    : `${parts.map(([times, what], index) => (index === 0 ? `${count(Number(times), 'request')} ${what}` : `${times} ${what}`)).join(', ')}`;
}

function describeLeftOut(leftOut: ReadonlyMap<string, number>, width: number): string[] {
  const names = ALWAYS_DIFFERENT.map(({ name }) => name).filter((name) => leftOut.has(name));
  return wrapValue(`left out, as it differs between any two runs: ${names.join(', ')} (--all)`, width, true);
}
