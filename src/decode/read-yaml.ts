import {
  EVENT_DOCUMENT,
  EVENT_MAPPING,
  EVENT_POP,
  EVENT_SCALAR,
  EVENT_SEQUENCE,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE_PLAIN,
  type ScalarEvent,
} from 'js-yaml';
import type { Edit } from '../exchange/edit.ts';
import { MASK } from '../exchange/placeholders.ts';
import type { ReadYaml } from '../exchange/yaml-source.ts';

/** Reads YAML with the places of its values, so that what is masked in it leaves the rest as it was written. */
export const readYaml: ReadYaml = (text) => {
  try {
    const { json, scalars } = toJson(text, parseEvents(text, {}));
    return { json, lift: (edits) => liftEdits(text, json, scalars, edits) };
  } catch {
    return undefined;
  }
};

/** A value or a key, by its place in both. */
interface Scalar {
  value: string;
  /** Its literal in the JSON. */
  json: readonly [start: number, end: number];
  /** What stands for it in the YAML: without quotes, and of a block the lines below its header. */
  yaml: readonly [start: number, end: number];
}

interface Open {
  type: 'document' | 'object' | 'array';
  count: number;
}

/** @throws Error for aliases, which JSON has not: what they name is to be masked where they stand as well. */
function toJson(text: string, events: readonly Event[]): { json: string; scalars: Scalar[] } {
  const scalars: Scalar[] = [];
  const open: Open[] = [];
  let json = '';
  const separate = (isScalar: boolean) => {
    const parent = open.at(-1);
    if (parent === undefined) return;
    const isValue = parent.type === 'object' && parent.count % 2 === 1;
    if (parent.type === 'object' && !isValue && !isScalar) throw new Error('a key that is no string');
    if (isValue) json += ':';
    else if (parent.count > 0 && parent.type !== 'document') json += ',';
    parent.count += 1;
  };
  for (const event of events) {
    if (event.type === EVENT_DOCUMENT) open.push({ type: 'document', count: 0 });
    else if (event.type === EVENT_MAPPING || event.type === EVENT_SEQUENCE) {
      separate(false);
      const isObject = event.type === EVENT_MAPPING;
      json += isObject ? '{' : '[';
      open.push({ type: isObject ? 'object' : 'array', count: 0 });
    } else if (event.type === EVENT_POP) {
      const { type } = open.pop() ?? { type: 'document' };
      json += type === 'document' ? '\n' : type === 'object' ? '}' : ']';
    } else if (event.type === EVENT_SCALAR) {
      const isKey = open.at(-1)?.type === 'object' && (open.at(-1)?.count ?? 0) % 2 === 0;
      separate(true);
      const value = getScalarValue(text, event);
      const literal = !isKey && isNull(event, value) ? 'null' : JSON.stringify(value);
      const start = json.length;
      json += literal;
      scalars.push({ value, json: [start, json.length], yaml: [event.valueStart, event.valueEnd] });
    } else throw new Error('an alias');
  }
  return { json, scalars };
}

function isNull({ style }: ScalarEvent, value: string): boolean {
  return style === SCALAR_STYLE_PLAIN && /^(?:|~|null|Null|NULL)$/.test(value);
}

function liftEdits(
  text: string,
  json: string,
  scalars: readonly Scalar[],
  edits: readonly Edit[],
): Edit[] | undefined {
  const lifted: Edit[] = [];
  let next = 0;
  for (const edit of edits) {
    let scalar = scalars[next];
    while (scalar !== undefined && scalar.json[1] <= edit.start) scalar = scalars[++next];
    if (scalar === undefined || edit.start < scalar.json[0] || edit.end > scalar.json[1]) return undefined;
    lifted.push(liftEdit(text, json, scalar, edit));
  }
  return [...lifted, ...findComments(text, scalars)].sort((a, b) => a.start - b.start);
}

function liftEdit(text: string, json: string, { value, json: literal, yaml }: Scalar, edit: Edit): Edit {
  const written = text.slice(...yaml);
  if (edit.start > literal[0] && edit.end < literal[1]) {
    const lengthOf = (end: number) => String(JSON.parse(`"${json.slice(literal[0] + 1, end)}"`)).length;
    const [from, to] = [lengthOf(edit.start), lengthOf(edit.end)];
    if (written === value) return { start: yaml[0] + from, end: yaml[0] + to, by: MASK };
  }
  // Of a block the indentation and the line end stay.
  const start = yaml[0] + written.length - written.trimStart().length;
  return { start, end: Math.max(start, yaml[0] + written.trimEnd().length), by: MASK };
}

/** What somebody has written beside a secret may be one that it was. */
function findComments(text: string, scalars: readonly Scalar[]): Edit[] {
  const comments: Edit[] = [];
  let from = 0;
  for (const [start, end] of [...scalars.map(({ yaml }) => yaml), [text.length, text.length] as const]) {
    if (start < from) continue;
    for (const match of text.slice(from, start).matchAll(/(?<![^\s])#[ \t]*(\S[^\n]*)/g)) {
      const at = from + match.index + match[0].length;
      comments.push({ start: at - (match[1] ?? '').length, end: at, by: MASK });
    }
    from = end;
  }
  return comments;
}
