import { goQuote } from '../../model/field-error.ts';
import { badRequest, failure, type StatusError } from '../../model/status.ts';

/**
 * A resourceVersion of a request; undefined where it gives none.
 * @throws StatusError 400 for what is no number, 504 for one that is not reached yet
 */
export function resourceVersionOf(text: string, current: number): number | undefined {
  if (text === '') return undefined;
  if (!/^\d+$/.test(text)) throw invalidVersion(text, 'invalid syntax');
  const value = BigInt(text);
  if (value >= 1n << 64n) throw invalidVersion(text, 'value out of range');
  if (value > BigInt(current)) throw tooLarge(text, current);
  return Number(value);
}

function invalidVersion(text: string, why: string): StatusError {
  return badRequest(
    `invalid resource version: resourceVersion: Invalid value: ${goQuote(text)}: strconv.ParseUint: parsing ${goQuote(text)}: ${why}`,
  );
}

/** apiserver pkg/storage/errors.go, NewTooLargeResourceVersionError. */
function tooLarge(asked: string, current: number): StatusError {
  return failure(
    504,
    'Timeout',
    `Timeout: Too large resource version: ${BigInt(asked)}, current: ${current}`,
    {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
    { 'Retry-After': '1' },
  );
}
