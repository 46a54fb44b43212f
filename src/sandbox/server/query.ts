/** The parameters of a URL, as Go's url.Values: each name with all its values, in order. */
export type Query = ReadonlyMap<string, readonly string[]>;

/**
 * Reads a query as net/url's URL.Query does: pairs that cannot be decoded, or that hold a semicolon, are left out
 * without a word.
 */
export function parseQuery(text: string): Query {
  const query = new Map<string, string[]>();
  for (const pair of text.split('&')) {
    if (pair === '' || pair.includes(';')) continue;
    const equals = pair.indexOf('=');
    const name = unescapeQuery(equals < 0 ? pair : pair.slice(0, equals));
    const value = unescapeQuery(equals < 0 ? '' : pair.slice(equals + 1));
    if (name === undefined || value === undefined) continue;
    const values = query.get(name);
    if (values === undefined) query.set(name, [value]);
    else values.push(value);
  }
  return query;
}

/** The first value; '' where there is none. */
export function queryValue(query: Query, name: string): string {
  return query.get(name)?.[0] ?? '';
}

function unescapeQuery(text: string): string | undefined {
  return percentDecode(text.replaceAll('+', ' '));
}

/** undefined where a `%` is not followed by two hex digits. Bytes that are no UTF-8 become U+FFFD, as in Go's JSON. */
export function percentDecode(text: string): string | undefined {
  if (!text.includes('%')) return text;
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  const bytes = text.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (escaped) =>
    Buffer.from(escaped.replaceAll('%', ''), 'hex').toString('utf8'),
  );
  return bytes;
}
