/** What src/exchange puts in place of a secret; with a number that tells the secrets of one run apart. */
const PLACEHOLDER = /<masked(?::\d+)?>/g;

/** The text with every placeholder the same: what is behind them is not known, and its number means nothing in another run. */
export function unifyPlaceholders(text: string): string {
  return text.includes('<masked') ? text.replaceAll(PLACEHOLDER, '<masked>') : text;
}
