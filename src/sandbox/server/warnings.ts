import type { ServerResponse } from 'node:http';

/** All warnings of an answer together; what is more is cut or left out (apiserver pkg/endpoints/filters/warning.go). */
const MAX_TOTAL_LENGTH = 4 * 1024;
const MAX_LENGTH_WHEN_CUT = 256;

/** Adds `Warning` headers to an answer. The same text is told once. */
export function createWarnings(response: ServerResponse): (text: string) => void {
  const texts: string[] = [];
  return (text) => {
    if (text === '' || texts.includes(text) || response.headersSent) return;
    texts.push(text);
    response.removeHeader('Warning');
    const total = texts.reduce((sum, item) => sum + item.length, 0);
    const limit = total > MAX_TOTAL_LENGTH ? MAX_LENGTH_WHEN_CUT : MAX_TOTAL_LENGTH;
    let written = 0;
    for (const item of texts) {
      const cut = item.slice(0, limit);
      if (written + cut.length > MAX_TOTAL_LENGTH) break;
      written += cut.length;
      response.appendHeader('Warning', formatWarning(cut));
    }
  };
}

/** RFC 7234, 5.5: `299 - "text"`. */
function formatWarning(text: string): string {
  const printable = text.replaceAll(/[\p{Cc}]/gu, ' ');
  return `299 - "${Buffer.from(printable.replaceAll(/["\\]/g, '\\$&')).toString('latin1')}"`;
}
