import type { Result } from './measure.ts';

/** A table in Markdown: medians, and the range in which the middle half of the ratios lies. */
export function formatReport(command: readonly string[], results: readonly Result[], rounds: number): string {
  const rows = results.map(({ name, milliseconds, ratios }) => {
    const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(2));
    return `| ${name} | ${quantile(milliseconds, 0.5).toFixed(0)} | ${middle} | ${low} – ${high} |`;
  });
  return [
    `\`kubectl ${command.join(' ')}\`, ${rounds} rounds:`,
    '',
    `| | median ms | ratio to ${results[0]?.name} | middle half |`,
    '| --- | ---: | ---: | ---: |',
    ...rows,
    '',
  ].join('\n');
}

/** The value below which `share` of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
