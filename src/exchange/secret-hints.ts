import { findNameHints } from './secret-names.ts';

/**
 * Where a text has anything that the rules must look at more closely, in ascending order. One cheap pass
 * that may be wrong in one direction only: no secret of a known shape lies outside of all hints. For most bodies it finds
 * nothing, and then nothing is parsed.
 *
 * Go escapes `<`, `>` and `&` in all JSON that it writes: these escapes (003c, 003e, 0026) mean nothing.
 */
export function findSecretHints(text: string): number[] {
  const hints: number[] = [];
  HINT.lastIndex = 0;
  for (let match = HINT.exec(text); match !== null; match = HINT.exec(text)) {
    if (isHint(match[0], text, HINT.lastIndex)) hints.push(match.index);
  }
  const named = findNameHints(text);
  return named.length === 0 ? hints : [...hints, ...named].sort((a, b) => a - b);
}

// `"kind":"…"` in JSON at any level of quoting, and `kind: …` in YAML.
const KIND = 'kind[\\\\"\' ]*:(?:[\\\\"\'\\s]|\\\\[nrt])*';
const SECRET_KIND = new RegExp(
  `${KIND}(?:Secret(?:List)?|TokenRe(?:quest|view)|ExecCredential)(?![A-Za-z])`,
  'i',
);
const KUBECONFIG_KIND = new RegExp(`${KIND}(?:Config|EncryptionConfiguration)(?![A-Za-z])`);

/** Whether the text speaks of an object whose kind carries secrets. */
export function hasSecretKind(text: string): boolean {
  return SECRET_KIND.test(text);
}

/** Whether the text speaks of a kubeconfig, which may come without its kind, or of the keys of an EncryptionConfiguration. */
export function hasKubeconfigKind(text: string): boolean {
  return KUBECONFIG_KIND.test(text) || (/\busers\b/.test(text) && /\buser\\*["']?\s*:/.test(text));
}

const HINT = new RegExp(
  [
    'ey(?:J|Ai)[\\w-]*',
    'ZXlK',
    '"H4sI',
    'PRIVATE.{1,3}KEY',
    'UFJJVkFURSBLRV|BSSVZBVEUgS0VZ|QUklWQVRFIEtFW',
    ':/{2}[^\\s/?#"<>\\\\]*',
    'sha256~|gh[oprsu]_|github_pat_|glpat-|xox[abeprs]-|hvs\\.|dckr_pat_|npm_|AIza|ya29\\.',
    '@(?:tcp|udp|unix)\\(',
    '[bB]earer ',
    'users\\\\*"',
    'auth\\\\*":',
    '\\\\(?:u(?!003[cCeE]|0026)|/)',
    'last-applied-c',
    'objectset\\.rio',
    SECRET_KIND.source,
    KUBECONFIG_KIND.source,
  ].join('|'),
  'g',
);

/** Takes back the two hints that are common in harmless text: continue tokens, and URLs without a password. */
function isHint(found: string, text: string, end: number): boolean {
  if (found.startsWith(':')) return found.includes('@') || end === text.length;
  if (found.startsWith('ey')) return text.charAt(end) === '.' || end === text.length;
  return true;
}
