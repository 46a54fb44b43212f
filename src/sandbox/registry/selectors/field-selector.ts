/** One term of a field selector: `spec.nodeName=a`, or `!=`. */
export interface FieldTerm {
  field: string;
  value: string;
  isEqual: boolean;
}

/**
 * Parses a fieldSelector (apimachinery pkg/fields/selector.go).
 * @throws Error with the server's words.
 */
export function parseFieldSelector(text: string): FieldTerm[] {
  return splitTerms(text)
    .sort()
    .filter((part) => part !== '')
    .map((part) => {
      const found = /!=|==|=/.exec(part);
      if (found === null) throw new Error(`invalid selector: '${text}'; can't understand '${part}'`);
      return {
        field: part.slice(0, found.index),
        value: unescapeValue(part.slice(found.index + found[0].length)),
        isEqual: found[0] !== '!=',
      };
    });
}

/** The value that the selector asks exactly for. */
export function exactMatch(terms: readonly FieldTerm[], field: string): string | undefined {
  return terms.find((term) => term.isEqual && term.field === field)?.value;
}

/** Commas after a backslash are part of the term. */
function splitTerms(text: string): string[] {
  const terms = [''];
  let isEscaped = false;
  for (const char of text) {
    const last = terms.length - 1;
    if (char === ',' && !isEscaped) terms.push('');
    else terms[last] += char;
    isEscaped = char === '\\' && !isEscaped;
  }
  return terms;
}

function unescapeValue(text: string): string {
  let value = '';
  const chars = [...text];
  for (let index = 0; index < chars.length; index++) {
    const char = chars[index] ?? '';
    if (char === '\\') {
      const next = chars[++index] ?? '';
      if (next !== '\\' && next !== ',' && next !== '=') {
        throw new Error(`invalid field selector: invalid escape sequence: \\${next}`);
      }
      value += next;
    } else if (char === ',' || char === '=') {
      throw new Error(`invalid field selector: unescaped character in value: ${char.codePointAt(0)}`);
    } else value += char;
  }
  return value;
}
