import { escapeControls, escapeLines } from './escape.ts';

/** The value of a key: text, or a number, which stands without quotes. */
export type KlogValue = string | number;

export interface KlogPlace {
  /** Milliseconds since 1970-01-01 UTC. */
  time: number;
  /** Stands where klog writes the number of the process or thread. */
  thread: number;
  /** The file and the line of kubectl's source that writes this: `round_trippers.go:527`. */
  source: string;
}

/**
 * One entry of klog's text format, with its newline: `I1123 02:27:29.523583    9364 round_trippers.go:527] "Request"
 * verb="GET" …`. Times are local ones, as klog's are; a value of several lines is indented between `<` and `>`.
 * Source: k8s.io/klog/v2 internal/buffer/buffer.go and internal/serialize/keyvalues.go.
 */
export function klogEntry(
  { time, thread, source }: KlogPlace,
  message: string,
  values: readonly (readonly [key: string, value: KlogValue])[],
): string {
  const said = values.map(
    ([key, value]) => ` ${key}=${typeof value === 'number' ? value : quoteValue(value)}`,
  );
  return `I${formatTime(time)} ${String(thread).padStart(7)} ${source}] ${goQuote(message)}${said.join('')}\n`;
}

function formatTime(milliseconds: number): string {
  const date = new Date(milliseconds);
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = `${two(date.getMonth() + 1)}${two(date.getDate())}`;
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  const microseconds = Math.floor((milliseconds - Math.floor(milliseconds / 1000) * 1000) * 1000);
  return `${day} ${clock}.${String(microseconds).padStart(6, '0')}`;
}

/** klog writes the lines of a text as they are; what is dangerous to a terminal is escaped here. */
function quoteValue(value: string): string {
  if (!value.includes('\n')) return goQuote(value);
  const lines = escapeLines(value).replace(/\n$/, '').split('\n');
  return `<\n${lines.map((line) => `\t${line}\n`).join('')} >`;
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** Go's `strconv.Quote`: what is no letter, mark, number, punctuation, symbol or blank is escaped. */
export function goQuote(text: string): string {
  const quoted = text.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
    const short = SHORT[character];
    if (short !== undefined) return short;
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
    if (code >= 0xd800 && code < 0xe000) return '\\ufffd';
    return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
  });
  // Nothing is left for this; it is the one door to a terminal all the same.
  return `"${escapeControls(quoted)}"`;
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}
