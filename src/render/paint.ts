/** What a piece of text is, not how it looks: the colours stand in one place. */
export type Style =
  | 'plain'
  | 'strong'
  | 'faint'
  | 'key'
  | 'note'
  | 'word'
  | 'good'
  | 'unchanged'
  | 'refused'
  | 'failed'
  | 'warning';

/** Dresses a text in a style. Without colour it returns the text itself, so that both modes say the same. */
export type Paint = (style: Style, text: string) => string;

/** The 16 colours that every terminal theme keeps readable; no backgrounds, no blue (unreadable on black). */
const CODES: Record<Style, string> = {
  plain: '',
  strong: '1',
  faint: '2',
  key: '36',
  note: '2',
  word: '35',
  good: '32',
  unchanged: '36',
  refused: '33',
  failed: '31',
  warning: '1;33',
};

export function createPaint(color: boolean): Paint {
  if (!color) return (_style, text) => text;
  return (style, text) => {
    const code = CODES[style];
    return code === '' || text === '' ? text : `\u001b[${code}m${text}\u001b[0m`;
  };
}

/** The style of an HTTP status: what went well, what changed nothing, what was refused, what broke. */
export function statusStyle(status: number): Style {
  if (status >= 500) return 'failed';
  if (status >= 400) return 'refused';
  if (status === 304) return 'unchanged';
  return 'good';
}
