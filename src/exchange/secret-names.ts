import { isPlaceholder } from './placeholders.ts';

/**
 * What the end of a name says whose value is secret, in any spelling: `DB_PASSWORD`, `dbPassword`, `db.password`. Not
 * `passwordSecretRef`, `token_type`, `PASSWORD_FILE`: those end otherwise. Nor a plain `secret`, which in the API mostly
 * names a Secret.
 */
const WORDS = [
  'passw(?:or)?d|passphrase|[-_.](?:pass|pwd)',
  '(?<!(?:page|next|continue|continuation|cursor|resume|sync)[-_]?)token',
  '(?:api|access|secret|private|account|auth|master|encryption|signing|jwt|hmac)[-_]?key(?:_base)?|client-?key-?data',
  '(?:client|shared|app|consumer|cookie)[-_]?secret|device_code',
  'authorization|(?<![a-z\\d])auth',
].join('|');

/** `DB_PASSWORD_2` is another of them, `DB_PASSWORD_B64` the same. */
const NUMBER = '[-_]?(?:\\d{0,3}|b64|base64)';
const FIELD = new RegExp(`(?:${WORDS})${NUMBER}$`, 'i');
/** A variable that is written as one holds the secret itself. */
const LOUD = new RegExp(`(?:^|_)SECRET${NUMBER}$`);
const VARIABLE = new RegExp(`(?:secret|cookie|credentials?|(?<![a-z\\d])pass)${NUMBER}$`, 'i');

/** Whether the name of a field says that its value is secret, in JSON and YAML. */
export function isSecretField(name: string): boolean {
  return FIELD.test(name) || LOUD.test(name);
}

/** The same of an environment variable, a flag, a parameter, a header: there also a plain `secret` means itself. */
export function isSecretVariable(name: string): boolean {
  return FIELD.test(name) || VARIABLE.test(name);
}

/**
 * Where such a name may stand before a value, at whatever level of quoting; not before an object or a switch, nor where every
 * Pod has its token. In ascending order. What is quick to find is looked for first: a list may have many megabytes.
 */
export function findNameHints(text: string): number[] {
  const hints: number[] = [];
  for (const { index, 0: found } of text.matchAll(NAME_END)) {
    const isPath = text.startsWith('"path":"', index - 8);
    if (!isPath && isSecretVariable(text.slice(Math.max(0, index - 20), index + found.length)))
      hints.push(index);
  }
  return hints;
}

const NAME_END =
  /(?:passw(?:or)?d|passphrase|token|secret|key|data|authorization|auth|cookie|credentials?|device_code|key_base|pass|pwd)[-_]?(?:\d{0,3}|b64|base64)(?![\w.-])(?!\\*["']?\s*:\s*(?:[[{]|true|false|null))/gi;

/**
 * Whether the value can be read, though its name says that it is secret: nothing, a switch, what another variable or a
 * template says, and what others have put in the place of a secret.
 */
export function isHarmlessValue(name: string, value: string): boolean {
  // A long one is none of these; and what is masked is passed over, where it would be read again for each name in it.
  if (value.length > LONG) return false;
  const plain = value.trim();
  if (isPlaceholder(plain) || HARMLESS.test(plain)) return true;
  // `GOOGLE_APPLICATION_CREDENTIALS=/var/run/…`: where they are.
  if (/credentials?$/i.test(name) && plain.startsWith('/')) return true;
  // In the logins of a registry; elsewhere it is a way to log in: `auth: basic`.
  return /(?:^|[^a-z\d])auth$/i.test(name) && !isLogin(plain);
}

const LONG = 512;

const HARMLESS =
  /^(?:|true|false|yes|no|on|off|null|nil|none|~|\*+|\$\([\w.-]+\)|\$\{[\w.-]+\}|\$[A-Z_][A-Z\d_]*|\{\{[^{}]*\}\}|<[\w -]{1,40}>|(?:DATA\+OMITTED|\[?REDACTED\]?))$/i;

/** `user:password` in base64. */
function isLogin(value: string): boolean {
  return /^[A-Za-z\d+/]{6,}={0,2}$/.test(value) && Buffer.from(value, 'base64').includes(':');
}
