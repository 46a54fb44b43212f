import type { RawHeader } from './exchange.ts';

/**
 * The first value of a header, as Go's `Header.Get` and so client-go reads it; undefined where there is none.
 * @param name in lower case, here and below
 */
export function headerValue(headers: readonly RawHeader[], name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1];
}

/** The values of all lines of a header, in their order. */
export function headerValues(headers: readonly RawHeader[], name: string): string[] {
  return headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}

/** All values of a header, joined as HTTP joins them; empty where there is none. */
export function joinedHeader(headers: readonly RawHeader[], name: string): string {
  return headerValues(headers, name).join(', ');
}
