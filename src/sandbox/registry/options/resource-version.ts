import { goQuote } from '../../model/field-error.ts';
import { badRequest, failure, type StatusError } from '../../model/status.ts';

/**
 * A resourceVersion of a request; undefined where it gives none.
 * @throws StatusError 400 for what is no number, 504 for one that is not reached yet
 */
export function resourceVersionOf(text: string, current: number): number | undefined {
  if (text === '') return undefined;
  const fault = versionFault(text);
  if (fault !== undefined) throw badRequest(`invalid resource version: ${fault}`);
  const value = BigInt(text);
  if (value > BigInt(current)) throw tooLarge(text, current);
  return Number(value);
}

/** Of a watch, which may wait for versions to come; 0 where it gives none. @throws StatusError 500, as nobody catches it */
export function watchedVersionOf(text: string): number {
  const fault = text === '' ? undefined : versionFault(text);
  if (fault !== undefined) throw failure(500, '', fault);
  return Math.min(Number(text), Number.MAX_SAFE_INTEGER);
}

function versionFault(text: string): string | undefined {
  const isNumber = /^\d+$/.test(text);
  if (isNumber && BigInt(text) < 1n << 64n) return undefined;
  const why = isNumber ? 'value out of range' : 'invalid syntax';
  return `resourceVersion: Invalid value: ${goQuote(text)}: strconv.ParseUint: parsing ${goQuote(text)}: ${why}`;
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
