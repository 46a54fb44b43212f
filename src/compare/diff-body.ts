import { diffArrays } from 'diff';
import type { Body } from '../exchange/exchange.ts';
import { diffJson, type FieldChange, type LeaveOut } from './diff-json.ts';
import { canonicalJson, isObject, type JsonValue } from './json-value.ts';
import { unifyPlaceholders } from './masked.ts';
import { type ReadBody, readBody } from './read-body.ts';

/** The differences of two bodies: by field where both are JSON or YAML, else as whole texts. */
export function diffBody(a: Body, b: Body, leaveOut: LeaveOut): FieldChange[] {
  if (a.text === b.text && a.size === b.size) return [];
  const [left, right] = [readBody(a), readBody(b)];
  if (left.kind === 'json' && right.kind === 'json') return diffValues(left.values, right.values, leaveOut);
  const [whole, other] = [wholeOf(left), wholeOf(right)];
  if (
    typeof whole === 'string' &&
    typeof other === 'string' &&
    unifyPlaceholders(whole) === unifyPlaceholders(other)
  )
    return [];
  return whole === undefined && other === undefined ? [] : [{ path: '', a: whole, b: other }];
}

/** A body as one value; undefined where there is none. */
function wholeOf(body: ReadBody): JsonValue | undefined {
  switch (body.kind) {
    case 'none':
      return undefined;
    case 'json':
      return body.values.length === 1 ? body.values[0] : body.values;
    case 'text':
      return body.text;
    case 'withheld':
      return `[${body.words}]`;
  }
}

function diffValues(a: JsonValue[], b: JsonValue[], leaveOut: LeaveOut): FieldChange[] {
  const [first, second] = [a[0], b[0]];
  if (a.length !== 1 || b.length !== 1 || first === undefined || second === undefined)
    return diffEvents(a, b, leaveOut);
  const kinds = [first, second].map((value) => (isObject(value) ? value.kind : undefined));
  // Of a Deployment and a Status that there is none, no field is the same.
  if (typeof kinds[0] === 'string' && typeof kinds[1] === 'string' && kinds[0] !== kinds[1])
    return [{ path: '', a: first, b: second }];
  return diffJson(first, second, leaveOut);
}

/** Events are paired by type and object, in order: one more in between must not shift the rest. */
function diffEvents(a: JsonValue[], b: JsonValue[], leaveOut: LeaveOut): FieldChange[] {
  const parts = diffArrays(a.map(nameEvent), b.map(nameEvent), { maxEditLength: 500 }) ?? [];
  const changes: FieldChange[] = [];
  let [atA, atB] = [0, 0];
  for (const { removed, added, count } of parts) {
    for (let index = 0; index < count; index += 1) {
      const left = added ? undefined : a[atA++];
      const right = removed ? undefined : b[atB++];
      const name = `events[${added ? atB - 1 : atA - 1}]`;
      if (left === undefined || right === undefined) changes.push({ path: name, a: left, b: right });
      else
        for (const change of diffJson(left, right, leaveOut))
          changes.push({
            ...change,
            path: `${name}${change.path === '' || change.path.startsWith('[') ? '' : '.'}${change.path}`,
          });
    }
  }
  if (parts.length === 0 && a.length + b.length > 0)
    changes.push({ path: 'events', a: a.length, b: b.length });
  return changes;
}

function nameEvent(event: JsonValue): string {
  if (!isObject(event)) return '';
  const { type, object } = event;
  const metadata = isObject(object) && isObject(object.metadata) ? object.metadata : {};
  const kind = isObject(object) ? object.kind : undefined;
  return canonicalJson([type, kind, metadata.namespace, metadata.name].map((it) => it ?? null));
}
