import { FILTER_KEYS, KINDS } from './filter.ts';
import { HTTP_METHODS, VERBS } from './filter-values.ts';
import { RESOURCE_NAMES } from './resource-names.ts';

/** The values of which there is a list. */
const VALUES: ReadonlyMap<string, readonly string[]> = new Map([
  ['verb', VERBS],
  ['resource', RESOURCE_NAMES],
  ['status', ['2xx', '3xx', '4xx', '5xx', 'none']],
  ['method', HTTP_METHODS],
]);

const KIND_DESCRIPTIONS: Readonly<Record<(typeof KINDS)[number], string>> = {
  reads: 'get, list, watch, and reviews (auth can-i)',
  writes: 'all other requests',
  mutating: 'writes that are no dry run',
  discovery: 'what kubectl asks to learn the API',
  errors: 'status 400 and above, and what broke off',
};

/**
 * The words that the last term of an expression may become.
 * @param prefix what stands before the expression in the same word
 */
export function completeFilter(
  current: string,
  prefix: string,
): { words: (readonly [word: string, description: string])[]; goesOn?: boolean } {
  const [, before = '', term = ''] = /^(.*,)?(.*)$/s.exec(current) ?? [];
  const [, head = '', key = '', given = '', value = ''] = /^((!?[a-z]*)!?=)(.*\|)?(.*)$/s.exec(term) ?? [];
  if (head !== '') {
    const values = VALUES.get(key.replace('!', '')) ?? [];
    const words = values.filter((one) => one.startsWith(value));
    return { words: words.map((one) => [prefix + before + head + given + one, ''] as const) };
  }
  const bang = term.startsWith('!') ? '!' : '';
  const kinds = KINDS.map((kind) => [kind, KIND_DESCRIPTIONS[kind]] as const);
  const keys = Object.entries(FILTER_KEYS).map(([one, example]) =>
    one === 'duration' ? ([`${one}>`, `>${example}`] as const) : ([`${one}=`, example] as const),
  );
  const words = [...kinds, ...keys].filter(([word]) => word.startsWith(term.slice(bang.length)));
  return {
    words: words.map(([word, text]) => [prefix + before + bang + word, text] as const),
    goesOn: words.some(([word]) => /[=>]$/.test(word)),
  };
}
