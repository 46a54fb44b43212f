import type { RawHeader } from '../exchange/exchange.ts';
import { headerValues } from '../exchange/headers.ts';

interface Named {
  name: string;
  value: string;
}

/** The query's parameters, decoded, in their order. */
export function queryOf(url: string): Named[] {
  const [, query = ''] = /\?([^#]*)/.exec(url) ?? [];
  return [...new URLSearchParams(query)].map(([name, value]) => ({ name, value }));
}

/** What `Cookie` holds; where the redaction has masked it whole, that is one cookie without a name. */
export function cookiesOf(headers: readonly RawHeader[]): Named[] {
  return headerValues(headers, 'cookie').flatMap((line) => line.split(';').map(toPair));
}

/** What `Set-Cookie` holds, without the attributes. */
export function responseCookiesOf(headers: readonly RawHeader[]): Named[] {
  return headerValues(headers, 'set-cookie').map((line) => toPair(line.split(';', 1)[0] ?? ''));
}

function toPair(text: string): Named {
  const at = text.indexOf('=');
  return at === -1
    ? { name: '', value: text.trim() }
    : { name: text.slice(0, at).trim(), value: text.slice(at + 1).trim() };
}
