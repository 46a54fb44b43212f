import { escapeControls } from './escape.ts';
import type { JsonEntry, JsonNode } from './json-read.ts';
import { displayWidth } from './width.ts';

/** The columns that a node of `text` takes on one line, if they are at most `most`: what is beyond is not measured. */
export function flatWidth(text: string, node: JsonNode, most: number): number | undefined {
  if (node.type === 'fold' || most < 1) return undefined;
  let width: number;
  if (node.type === 'scalar') {
    if (node.end - node.start > most * 2) return undefined;
    width = displayWidth(escapeControls(text.slice(node.start, node.end)));
  } else {
    if (!node.whole) return undefined;
    width = 2 + Math.max(0, node.entries.length - 1) * 2;
    for (const entry of node.entries) {
      const columns = entryWidth(text, entry, most - width);
      if (columns === undefined) return undefined;
      width += columns;
    }
  }
  return width <= most ? width : undefined;
}

/** The same of an entry, its key included. */
export function entryWidth(text: string, { key, value }: JsonEntry, most: number): number | undefined {
  const keyWidth = key === undefined ? 0 : flatWidth(text, key, most);
  if (keyWidth === undefined) return undefined;
  const colon = key === undefined ? 0 : 2;
  const valueWidth = flatWidth(text, value, most - keyWidth - colon);
  return valueWidth === undefined ? undefined : keyWidth + colon + valueWidth;
}
