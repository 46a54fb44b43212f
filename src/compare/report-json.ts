import type { Exchange } from '../exchange/exchange.ts';
import { escapeLines } from '../render/escape.ts';
import { type Comparison, hasDifferences, isChanged, type Step } from './comparison.ts';
import type { Side } from './report-text.ts';

/** Raised when a field changes its meaning or goes; new fields do not raise it. */
const VERSION = 1;

/** `-o json`: one document; docs/compare.md describes it. */
export function formatJsonReport(comparison: Comparison, a: Side, b: Side): string {
  const { steps, shared, discovery, leftOut } = comparison;
  const document = {
    version: VERSION,
    different: hasDifferences(comparison),
    a: { file: a.name, requests: a.count },
    b: { file: b.name, requests: b.count },
    discovery,
    shared,
    requests: steps.map(toRecord),
    leftOut: Object.fromEntries(leftOut),
  };
  return `${escapeLines(writeJson(document, '\n'))}\n`;
}

/** As JSON.stringify with two blanks, and integers of any size in their digits. */
function writeJson(value: unknown, newline: string): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const inner = `${newline}  `;
  const items = Array.isArray(value)
    ? value.map((item) => writeJson(item, inner))
    : Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => `${JSON.stringify(key)}: ${writeJson(member, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return items.length === 0
    ? `${open}${close}`
    : `${open}${inner}${items.join(`,${inner}`)}${newline}${close}`;
}

function toRecord(step: Step): object {
  if (step.kind === 'removed') return { kind: 'removed', a: toRequest(step.a) };
  if (step.kind === 'added') return { kind: 'added', b: toRequest(step.b) };
  const { a, b, moved, changes } = step;
  const kind = isChanged(step) ? 'changed' : 'same';
  return { kind, a: toRequest(a), b: toRequest(b), moved, changes };
}

function toRequest({ id, request, response }: Exchange): object {
  const { verb, apiGroup, resource, subresource, namespace, name } = request.info;
  const { method, url } = request;
  return {
    id,
    method,
    url,
    verb,
    apiGroup,
    resource,
    subresource,
    namespace,
    name,
    status: response?.status,
  };
}
