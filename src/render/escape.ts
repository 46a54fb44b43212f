/**
 * What may not reach a terminal as it is: C0, DEL and C1 (escape sequences), the marks that turn the direction of
 * writing (text that reads otherwise than it runs), line and paragraph separators, and lone surrogates.
 */
const DANGEROUS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The short forms that JSON has too: in a JSON text an escaped character keeps its meaning. */
const SHORT: Record<string, string> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\b': '\\b', '\f': '\\f' };

/** Makes text from the wire harmless and visible: each dangerous character becomes its JSON escape. */
export function escapeControls(text: string): string {
  return text.replace(DANGEROUS, escapeCharacter);
}

/** As `escapeControls`, for texts of several lines: newlines and tabs stay, `\r\n` counts as a newline. */
export function escapeLines(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(DANGEROUS, (character) =>
      character === '\n' || character === '\t' ? character : escapeCharacter(character),
    );
}

function escapeCharacter(character: string): string {
  return SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
