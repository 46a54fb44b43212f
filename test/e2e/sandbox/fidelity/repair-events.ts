import type { Decoded } from './decode-body.ts';
import type { RecordedCommand } from './recording.ts';

/**
 * What kube-apiserver's repair loop for addresses says in events (pkg/registry/core/service/ipallocator/controller):
 * it watches Services and IPAddresses apart, and takes a Service whose address it has not been told of yet for one
 * without. So `ClusterIPNotAllocated … repairing` depends on which of two watches is faster, on a server where
 * nothing is wrong. A sandbox has no such loop.
 */
const REPAIRER = 'ipallocator-repair-controller';
const REASONS = /\b(?:ClusterIP|IPAddress)NotAllocated\b/;

/** A recording as it would be if the loop had said nothing; the same object where it has not. */
export function withoutRepairEvents(recording: RecordedCommand): RecordedCommand {
  const names = new Set<string>();
  const exchanges = recording.exchanges.map((exchange) => {
    const response = withoutEvents(exchange.response, names);
    return response === exchange.response ? exchange : { ...exchange, response };
  });
  if (names.size === 0) return recording;
  const isAboutOne = (text: string) => [...names].some((name) => text.includes(name));
  return {
    ...recording,
    exchanges: exchanges.filter(({ uri }) => !isAboutOne(uri)),
    stdout: withoutLines(recording.stdout, (line) => REASONS.test(line) || isAboutOne(line)),
  };
}

function withoutEvents(body: Decoded, names: Set<string>): Decoded {
  if (!JSON.stringify(body).includes(REPAIRER)) return body;
  if (body.kind === 'json' && isRepairEvent(body.value, names)) return { kind: 'none' };
  return dropEvents(body, names) as Decoded;
}

/** Drops them from lists, rows of tables, events of a watch and repeated fields of protobuf. */
function dropEvents(value: unknown, names: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const kept = value.filter((item) => !isRepairEvent(item, names));
    return kept.map((item) => dropEvents(item, names));
  }
  const entries = Object.entries(value).map(([key, item]) => [key, dropEvents(item, names)] as const);
  // A repeated field without items is not on the wire.
  const isThere = ([key, item]: readonly [string, unknown]) => !(/^\d+$/.test(key) && isEmpty(item));
  return Object.fromEntries(entries.filter(isThere));
}

/** An Event by who reports it, which is a field, a cell of its row, or what a watch wraps; collects its name. */
function isRepairEvent(value: unknown, names: Set<string>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields: unknown[] = Object.values(value).flat();
  const isOne = fields.some((field) => typeof field === 'string' && field.startsWith(REPAIRER));
  if (!isOne) return isRepairEvent((value as { object?: unknown }).object, names);
  for (const field of [value, ...fields]) addName(field, names);
  return true;
}

/** Of `{metadata: {name}}`, of metadata, or of ObjectMeta in protobuf, where the name is 1. */
function addName(value: unknown, names: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  const { metadata, name = metadata?.name, 1: first } = value as NamedLike;
  for (const found of [name, ...(Array.isArray(first) ? first : [])]) {
    // Events are called as what they are about, and a number in hex.
    if (typeof found === 'string' && /\.[0-9a-f]{16}$/.test(found)) names.add(found);
  }
}

interface NamedLike {
  metadata?: { name?: unknown };
  name?: unknown;
  1?: unknown;
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** A table without lines has no header either; `describe` says of it that there is none. */
function withoutLines(text: string, isDropped: (line: string) => boolean): string {
  const lines = text.split('\n');
  const kept = lines.filter((line) => !isDropped(line));
  if (kept.length === lines.length) return text;
  const told = kept.join('\n').replace(/^Events:\n +Type +Reason .*\n +-+ .*\n(?! )/m, 'Events:  <none>\n');
  return /^(?:NAMESPACE +)?(?:LAST SEEN|NAME) .*\n$/.test(told) ? '' : told;
}
