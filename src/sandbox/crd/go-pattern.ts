import { bounded } from './bounded.ts';

const patterns = new Map<string, RegExp | undefined>();

/** Go's regular expressions are nearly a part of JavaScript's; what is not is taken to match. */
export function goPattern(pattern: string): RegExp | undefined {
  if (!patterns.has(pattern)) {
    const flags = /^\(\?([imsU]+)\)/.exec(pattern);
    const source = pattern.slice(flags?.[0].length ?? 0).replaceAll('(?P<', '(?<');
    patterns.set(pattern, compile(source, (flags?.[1] ?? '').replaceAll('U', '')));
  }
  return patterns.get(pattern);
}

/** What cannot take long: a short text, and a pattern in which nothing that repeats is repeated. */
const isQuick = (text: string, pattern: string) => text.length < 1000 && !/\)[*+{?]/.test(pattern);
const MILLISECONDS = 500;

/**
 * Whether a text has what a pattern looks for; patterns that are none are taken to match. Go needs linear time for it,
 * JavaScript may go back and forth for ever: what is not found by then is taken for not there.
 */
export function matchesPattern(text: string, pattern: string): boolean {
  const expression = goPattern(pattern);
  if (expression === undefined) return true;
  if (isQuick(text, pattern)) return expression.test(text);
  return bounded(() => expression.test(text), MILLISECONDS) ?? false;
}

function compile(source: string, flags: string): RegExp | undefined {
  for (const mode of [`${flags}u`, flags]) {
    try {
      return new RegExp(source, mode);
    } catch {
      // Without the Unicode mode more is allowed.
    }
  }
  return undefined;
}

/** What regexp.Compile of Go says for the commonest faults; JavaScript's own words for the others. */
export function patternFault(pattern: string): string | undefined {
  if (pattern === '') return undefined;
  const lookaround = /\(\?(?:=|!|<=|<!)/.exec(pattern)?.[0];
  if (lookaround !== undefined) {
    return `error parsing regexp: invalid or unsupported Perl syntax: \`${lookaround.slice(0, 3)}\``;
  }
  try {
    new RegExp(pattern.replace(/^\(\?[imsU]+\)/, '').replaceAll('(?P<', '(?<'));
    return undefined;
  } catch (error) {
    const text = error instanceof Error ? error.message : '';
    if (text.includes('Unterminated character class')) {
      return `error parsing regexp: missing closing ]: \`${pattern.slice(pattern.lastIndexOf('['))}\``;
    }
    if (text.includes('Unterminated group')) return `error parsing regexp: missing closing ): \`${pattern}\``;
    if (text.includes('Unmatched')) return `error parsing regexp: unexpected ): \`${pattern}\``;
    if (text.includes('Nothing to repeat')) {
      return `error parsing regexp: missing argument to repetition operator: \`${/[*+?]+/.exec(pattern)?.[0] ?? ''}\``;
    }
    return `error parsing regexp: ${text}`;
  }
}
