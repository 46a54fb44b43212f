import { type Edit, maskEdit } from './edit.ts';
import type { KnownSecrets } from './known-secrets.ts';

/**
 * What the server quotes of a Secret when it refuses it. Parts of values come without any mark, so it is
 * not enough to look for those that are known.
 */
export function findQuotedSecrets(message: string, known: KnownSecrets): Edit[] {
  // A server's message is a sentence or a few; what is longer would cost more than it tells.
  if (known.unread || message.length > MAX_MESSAGE)
    return message === '' ? [] : [maskEdit(0, message.length)];
  return [...known.find(message), ...QUOTES.flatMap((quote) => findQuote(message, quote))];
}

/** Characters. */
const MAX_MESSAGE = 64 * 1024;

/** Each with the quoted part as its last group, standing at the end. */
const QUOTES: readonly RegExp[] = [
  // json-iterator, in servers before 1.23: `error found in #10 byte of ...|"data":{"a":"…|..., bigger context …`
  /error found in #\d+ byte of ([\s\S]+)/g,
  // encoding/json: `cannot unmarshal number 1234 into Go struct field Secret.data`
  /cannot unmarshal (?:number|string|bool|object|array) ((?!into )\S+)/g,
  // field errors (apimachinery util/validation/field): `data[key]: Invalid value: "…": …`
  /(?:data|stringData)(?:\[[^\][]{0,253}\])?: (?:Invalid|Unsupported|Duplicate) value: ("(?:[^"\\]|\\.)*"|<masked(?::\d+)?>|[^\s:]+)/g,
];

function findQuote(message: string, quote: RegExp): Edit[] {
  return [...message.matchAll(quote)].map((match) => {
    const end = match.index + match[0].length;
    return maskEdit(end - (match[1] ?? '').length, end);
  });
}
