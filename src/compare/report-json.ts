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
  return `${escapeLines(JSON.stringify(document, undefined, 2))}\n`;
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
