import { isDeepStrictEqual } from 'node:util';
import type { RuleUse } from './rules.ts';

/**
 * What of `wire` is not in `stored`. The server adds fields of its own (defaults) and writes quantities in their
 * canonical form; it takes nothing away and changes nothing, but that empty values may go.
 */
export function missingFrom(stored: unknown, wire: unknown, use: RuleUse, path = ''): string[] {
  if (isDeepStrictEqual(stored, wire)) return [];
  // An explicit null is as good as nothing: the server puts its default there.
  if (wire === null || (isEmpty(wire) && (stored === undefined || isEmpty(stored)))) {
    use.use('empty value omitted');
    return [];
  }
  if (Array.isArray(wire) && Array.isArray(stored) && wire.length === stored.length)
    return wire.flatMap((item, index) => missingFrom(stored[index], item, use, `${path}[${index}]`));
  if (isRecord(wire) && isRecord(stored))
    return Object.keys(wire).flatMap((key) => missingFrom(stored[key], wire[key], use, `${path}.${key}`));
  if (isSameQuantity(stored, wire)) {
    use.use('quantity normalised');
    return [];
  }
  return [`${path}: sent ${JSON.stringify(wire)}, audited ${JSON.stringify(stored)}`];
}

/** `0.5` and `500m`. */
function isSameQuantity(a: unknown, b: unknown): boolean {
  const [one, other] = [toThousandths(a), toThousandths(b)];
  return one !== undefined && one === other;
}

function toThousandths(value: unknown): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(m?)$/.exec(String(value));
  if (match === null) return undefined;
  return Number(match[1]) * (match[2] === 'm' ? 1 : 1000);
}

function isEmpty(value: unknown): boolean {
  if (value === '') return true;
  return typeof value === 'object' && value !== null && Object.values(value).every(isEmpty);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
