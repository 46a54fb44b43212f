import type { Buffer } from 'node:buffer';
import { UserError } from '../errors.ts';

/** The error for a file of which nothing can be read: says what it seems to be. */
export function nothingReadable(path: string, beginning: Buffer): UserError {
  const name = path === '-' ? 'stdin' : path;
  const { what, hint = TRACES } = kindOf(beginning);
  return new UserError(`${name} is no trace: ${what}`, { hint });
}

const TRACES = 'a trace is JSON lines or an HTTP Archive: kubectl trace -w run.jsonl …, or -w run.har';

function kindOf(beginning: Buffer): { what: string; hint?: string | undefined } {
  if (beginning.length === 0) return { what: 'it is empty' };
  for (const [magic, what, hint] of MAGICS)
    if (beginning.subarray(0, magic.length).toString('latin1') === magic) return { what, hint };
  const text = beginning
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (text === '') return { what: 'it is empty' };
  for (const [form, what, hint] of FORMS) if (form.test(text)) return { what, hint };
  return { what: beginning.includes(0) ? 'it holds no text' : 'it is some other text' };
}

type Kind = readonly [what: string, hint?: string];

const MAGICS: readonly (readonly [magic: string, ...Kind])[] = [
  ['\u001f\u008b', 'it is compressed by gzip', 'unpack it: gunzip -c FILE | kubectl trace show -'],
  ['(\u00b5/\u00fd', 'it is compressed by zstd', 'unpack it: zstd -dc FILE | kubectl trace show -'],
  ['PK\u0003\u0004', 'it is a zip archive', 'unpack it first'],
  ['\u00ff\u00fe', 'it is text in UTF-16', 'write it as UTF-8'],
  ['\u00fe\u00ff', 'it is text in UTF-16', 'write it as UTF-8'],
  ['\n\r\r\n', 'it is a packet capture'],
  ['\u00d4\u00c3\u00b2\u00a1', 'it is a packet capture'],
];

const FORMS: readonly (readonly [form: RegExp, ...Kind])[] = [
  [/^<(?:!doctype html|html|head|body)/i, 'it is HTML'],
  [/^<\?xml/i, 'it is XML'],
  [/^#!.*sh\b/, 'it is a shell script', 'traces of -o curl and -o kubectl cannot be read back'],
  [/^\{\s*"(?:log|version)"/, 'it is damaged from its beginning on'],
  [/^[{[]/, 'it is JSON, but neither a record of a trace nor an HTTP Archive'],
  [/^(?:apiVersion|---)/, 'it is YAML'],
  [
    /^\d+:\d*:?\d*/,
    'it may be a flow file of mitmproxy',
    'write it as HAR: mitmdump -nr FILE --set hardump=FILE.har',
  ],
];
