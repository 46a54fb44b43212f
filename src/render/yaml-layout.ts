import type { LayoutOptions } from './json-layout.ts';
import type { JsonNode } from './json-read.ts';
import type { Sheet } from './sheet.ts';
import { toYamlLines } from './yaml-lines.ts';

/** Less than this is not worth being left out: the note that says so would be as long. */
const SLACK = 80;

/** Writes JSON as YAML. Returns how many characters of the text were left out. */
export function layoutYaml(
  sheet: Sheet,
  text: string,
  nodes: readonly JsonNode[],
  { indent, limit, notes }: LayoutOptions,
): number {
  let shown = 0;
  let offset = 0;
  for (const line of toYamlLines(text, nodes, notes ?? new Map())) {
    if (shown > limit + SLACK) return Math.max(1, text.length - offset);
    const column = indent + line.text.length - line.text.trimStart().length;
    sheet.write(' '.repeat(indent)).flow(line.text, column + 2);
    if (line.note !== undefined) sheet.note(line.note);
    sheet.end();
    shown += line.text.trimStart().length;
    offset = line.offset;
  }
  return 0;
}
