import type { Format } from '../faults.ts';

// The forms of names and their messages: apimachinery pkg/util/validation and pkg/api/validate/content.

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const UNDERSCORE_LABEL = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const UNDERSCORE_SUBDOMAIN = `${UNDERSCORE_LABEL}(\\.${UNDERSCORE_LABEL})*`;
const LABEL_KEY = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

const SUBDOMAIN_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const LABEL_KEY_TEXT =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/** validation.RegexError */
export function regexError(text: string, pattern: string, ...examples: string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${text} (${shown === '' ? '' : `e.g. ${shown}`}regex used for validation is '${pattern}')`;
}

const maxLengthError = (length: number) => `must be no more than ${length} characters`;

/** The length in bytes of UTF-8, which is what Go's len counts. */
export const byteLength = (text: string) => Buffer.byteLength(text);

/** A format of a pattern, the message that tells it, and the greatest length. */
function patternFormat(
  text: string,
  pattern: string,
  examples: string[],
  max = Number.POSITIVE_INFINITY,
): Format {
  const regex = fullMatch(pattern);
  return (value) => [
    ...(byteLength(value) > max ? [maxLengthError(max)] : []),
    ...(regex.test(value) ? [] : [regexError(text, pattern, ...examples)]),
  ];
}

export const fullMatch = (pattern: string) => new RegExp(`^(?:${pattern})$`);

export const isDnsSubdomain = patternFormat(SUBDOMAIN_TEXT, SUBDOMAIN, ['example.com'], 253);

/** The same for names in which capital letters are taken still; the pattern in the message is that of small ones. */
export const isDnsSubdomainOfAnyCase: Format = (value) =>
  isDnsSubdomain(value.toLowerCase()).map((message) =>
    message
      .replace('a lowercase RFC 1123', 'an RFC 1123')
      .replace('lower case alphanumeric', 'alphanumeric')
      .replace("'example.com'", "'Example.com'"),
  );

export const isDnsSubdomainWithUnderscore = patternFormat(
  SUBDOMAIN_TEXT.replace("'-' or '.'", "'_', '-' or '.'"),
  UNDERSCORE_SUBDOMAIN,
  ['example.com'],
  253,
);

const dnsLabelPattern = patternFormat(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  LABEL,
  ['my-name', '123-abc'],
);

export const isDnsLabel: Format = (value) => {
  const long = byteLength(value) > 63 ? [maxLengthError(63)] : [];
  const wrong = dnsLabelPattern(value);
  if (wrong.length > 0 && fullMatch(SUBDOMAIN).test(value)) return [...long, 'must not contain dots'];
  return [...long, ...wrong];
};

export const isDns1035Label = patternFormat(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  '[a-z]([-a-z0-9]*[a-z0-9])?',
  ['my-name', 'abc-123'],
  63,
);

export const isWildcardDnsSubdomain = patternFormat(
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  `\\*\\.${SUBDOMAIN}`,
  ['*.example.com'],
  253,
);

/** IsLabelKey, also called IsQualifiedName. Its lengths are told in bytes. */
export const isQualifiedName: Format = (value) => {
  const parts = value.split('/');
  const formText = regexError(LABEL_KEY_TEXT, LABEL_KEY, 'MyName', 'my.name', '123-abc');
  if (parts.length > 2) {
    return [
      `a valid label key ${formText} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const name = parts.at(-1) ?? '';
  const messages: string[] = [];
  if (parts.length === 2) {
    const prefix = parts[0] ?? '';
    const wrong = prefix === '' ? ['must be non-empty'] : inBytes(isDnsSubdomain)(prefix);
    messages.push(...wrong.map((message) => `prefix part ${message}`));
  }
  if (name === '') messages.push('name part must be non-empty');
  else if (byteLength(name) > 63) messages.push('name part must be no more than 63 bytes');
  if (!fullMatch(LABEL_KEY).test(name)) messages.push(`name part ${formText}`);
  return messages;
};

/** The same form as the checks of a newer kind tell it: they count lengths in bytes. */
export const inBytes =
  (format: Format): Format =>
  (text) =>
    format(text).map((message) => message.replace(/^(must be no more than \d+) characters$/, '$1 bytes'));

const labelValuePattern = patternFormat(
  `a valid label must be an empty string or consist of ${LABEL_KEY_TEXT.slice('must consist of '.length)}`,
  `(${LABEL_KEY})?`,
  ['MyValue', 'my_value', '12345'],
  63,
);

export const isLabelValue = inBytes(labelValuePattern);

/** The key of a ConfigMap or Secret. */
export const isConfigMapKey: Format = (value) => [
  ...configMapKeyPattern(value),
  ...(value === '.' || value === '..' ? [`must not be '${value}'`] : []),
  ...(value !== '..' && value.startsWith('..') ? ["must not start with '..'"] : []),
];

const configMapKeyPattern = patternFormat(
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  '[-._a-zA-Z0-9]+',
  ['key.name', 'KEY_NAME', 'key-name'],
  253,
);

/** IsRelaxedEnvVarName: the gate RelaxedEnvironmentVariableValidation is on. */
export const isEnvVarName: Format = (value) => {
  if (value === '') return ['environment variable name must be non-empty'];
  if (/^[ -<>-~]*$/.test(value)) return [];
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
};

export const isPortName: Format = (value) => [
  ...(byteLength(value) > 15 ? [maxLengthError(15)] : []),
  ...(/^[-a-z0-9]+$/.test(value)
    ? []
    : ['must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']),
  ...(/[a-z]/.test(value) ? [] : ['must contain at least one letter (a-z)']),
  ...(value.includes('--') ? ['must not contain consecutive hyphens'] : []),
  ...(value.startsWith('-') || value.endsWith('-') ? ['must not begin or end with a hyphen'] : []),
];

export const isPercent = patternFormat(
  "a valid percent string must be a numeric string followed by an ending '%'",
  '[0-9]+%',
  ['1%', '93%'],
);

export const isHttpHeaderName = patternFormat(
  "a valid HTTP header must consist of alphanumeric characters or '-'",
  '[-A-Za-z0-9]+',
  ['X-Header-Name'],
);

export const isCIdentifier = patternFormat(
  "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
  '[A-Za-z_][A-Za-z0-9_]*',
  ['my_name', 'MY_NAME', 'MyName'],
);

/** Names that only have to fit into a path: those of RBAC. */
export const isPathSegmentName: Format = (value) =>
  value === '.' || value === '..' ? [`may not be '${value}'`] : isPathSegmentPrefix(value);

const isPathSegmentPrefix: Format = (value) =>
  ['/', '%'].filter((part) => value.includes(part)).map((part) => `may not contain '${part}'`);
