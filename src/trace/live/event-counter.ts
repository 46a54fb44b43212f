import type { EventCounts } from '../../exchange/exchange.ts';
import { EVENT_TYPES } from '../../exchange/watch-event.ts';
import type { Line } from './lines.ts';

/** Counts the events of a watch, which come one a line, by as little reading as that takes. */
export class EventCounter {
  readonly #types = new Map<string, number>();
  #initial: number | undefined;
  /** The last event that names a resource version, read only when somebody asks. */
  #last: Buffer | undefined;

  /** Returns the event's type; undefined for an empty line. */
  add(line: Line): string | undefined {
    if (isBlank(line)) return undefined;
    const type = typeOf(line);
    this.count(type, () => isEndOfInitialEvents(line));
    if (type !== 'ERROR' && line.bytes !== undefined) this.#last = line.bytes;
    return type;
  }

  /** @param isEndOfInitial whether a bookmark is the one that ends the initial events. */
  count(type: string, isEndOfInitial: () => boolean): void {
    this.#types.set(type, (this.#types.get(type) ?? 0) + 1);
    if (type === 'BOOKMARK' && this.#initial === undefined && isEndOfInitial())
      this.#initial = sum([...this.#types].filter(([name]) => name !== 'BOOKMARK'));
  }

  counts(): EventCounts {
    const resourceVersion = this.#last === undefined ? undefined : resourceVersionIn(parse(this.#last));
    return {
      types: Object.fromEntries(this.#types),
      ...(this.#initial === undefined ? {} : { initial: this.#initial }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    };
  }
}

/** Go writes `type` first; whoever does not is read whole. */
const TYPE = /^\s*\{\s*"type"\s*:\s*"([A-Z]{1,20})"/;

function typeOf({ head, bytes }: Line): string {
  const first = TYPE.exec(head.toString('latin1'))?.[1];
  const type = first ?? (bytes === undefined ? undefined : fields(parse(bytes)).type);
  return typeof type === 'string' && EVENT_TYPES.has(type) ? type : 'other';
}

function isBlank({ head, size }: Line): boolean {
  return size === 0 || (size <= head.length && head.toString('latin1').trim() === '');
}

/** The annotation of that bookmark (k8s.io/api/meta/v1, InitialEventsAnnotationKey). A bookmark says little else. */
export const END_OF_INITIAL_EVENTS = 'k8s.io/initial-events-end';

function isEndOfInitialEvents({ bytes }: Line): boolean {
  if (bytes?.includes(END_OF_INITIAL_EVENTS) !== true) return false;
  const { metadata } = fields(fields(parse(bytes)).object);
  return fields(fields(metadata).annotations)[END_OF_INITIAL_EVENTS] === 'true';
}

/** Of an object, or of the last row of a Table. Anything but a number might be something else that must not be shown. */
function resourceVersionIn(event: unknown): string | undefined {
  const object = fields(fields(event).object);
  const rows: unknown[] = Array.isArray(object.rows) ? object.rows : [];
  const inRow = fields(fields(fields(rows.at(-1)).object).metadata).resourceVersion;
  const version = inRow ?? fields(object.metadata).resourceVersion;
  return typeof version === 'string' && /^\d{1,32}$/.test(version) ? version : undefined;
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return Object(value) as Readonly<Record<string, unknown>>;
}

function sum(counts: readonly (readonly [string, number])[]): number {
  return counts.reduce((total, [, number]) => total + number, 0);
}
