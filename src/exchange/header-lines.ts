import { type Edit, maskEdit } from './edit.ts';

const HEADER_LINE =
  /^((?:proxy-)?authorization|(?:set-)?cookie|[\w-]*-(?:token|secret|password|api-?key))[ \t]*:[ \t]*((?:bearer|basic|negotiate)[ \t]+)?(\S.*)$/gim;

/** `curl -H "Authorization: Bearer …"` as it is typed, and what else speaks of a token that has no shape. */
const CREDENTIALS =
  /(?:authorization["']?[ \t]*[:=][ \t]*["']?(?:(?:bearer|basic|negotiate)[ \t]+)?|\bbearer[ \t]+(?=[^\s"',]{16}))([^\s"']+)/gi;

/** Finds what heads of HTTP say, as they pass through a forwarded port, are typed into a shell, and stand in logs. */
export function findInHeaderLines(text: string): Edit[] {
  if (!/authorization|cookie|bearer|token|secret|password|key/i.test(text)) return [];
  const lines = [...text.matchAll(HEADER_LINE)].map((match) => {
    const end = match.index + match[0].length;
    return maskEdit(end - (match[3] ?? '').length, end);
  });
  const credentials = [...text.matchAll(CREDENTIALS)].map((match) => {
    const end = match.index + match[0].length;
    return maskEdit(end - (match[1] ?? '').length, end);
  });
  return [...lines, ...credentials];
}
