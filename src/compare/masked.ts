import { PLACEHOLDER } from '../exchange/placeholders.ts';

const PLACEHOLDERS = new RegExp(PLACEHOLDER, 'g');

/** The text with every placeholder the same: what is behind them is not known, and its number means nothing in another run. */
export function unifyPlaceholders(text: string): string {
  return text.includes('<masked') ? text.replaceAll(PLACEHOLDERS, '<masked>') : text;
}
