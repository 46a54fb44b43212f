import { MASK } from './placeholders.ts';
import { redactLine } from './redact-head.ts';
import { hasSecretKind } from './secret-hints.ts';
import { isSecretVariable } from './secret-names.ts';

/**
 * Masks what is secret in the arguments of a command: credentials by the names of their flags and keys, what is put into
 * a Secret, and what is a secret by its shape.
 */
export function redactArguments(args: readonly string[]): string[] {
  const isLogin = args.includes('login');
  const isOfSecret = args.some((arg) => /^secrets?(?:$|[./,])/i.test(arg));
  let flag = '';
  return args.map((arg) => {
    const before = flag;
    flag = arg.startsWith('-') ? arg : '';
    // `oc login -u me -p …`
    if (before === '-p' && isLogin) return MASK;
    if (before !== '' && !arg.startsWith('-')) return redactValue(before, arg, isOfSecret);
    const [, name, value] = /^(--?[\w-]+)=(.*)$/s.exec(arg) ?? [];
    return name === undefined ? redactWord(arg) : `${name}=${redactValue(name, value ?? '', isOfSecret)}`;
  });
}

function redactValue(flag: string, value: string, isOfSecret: boolean): string {
  if (value === '') return value;
  if (isSecretVariable(flag)) return MASK;
  // What a user is said to be beside name and groups may be anything, as in its header (redact-head.ts).
  if (flag === '--from-literal' || flag === '--as-user-extra') return value.replace(/=.*$/s, `=${MASK}`);
  if (OBJECT_FLAG.test(flag) && (isOfSecret || hasSecretKind(value))) return MASK;
  return redactWord(value);
}

/** They take an object, or a part of one. */
const OBJECT_FLAG = /^(?:-p|--patch|--overrides)$/;
/** `PASSWORD=…` of `set env`, `db.password=…` of `helm --set`. */
const SECRET_PAIR =
  /((?:^|[,;\s])[\w.[\]-]{0,100}(?:token|password|passwd|secret|api[-_]?key)[\w.[\]-]{0,100}=)([^,;\s]+)/gi;

function redactWord(word: string): string {
  return redactLine(word).replaceAll(SECRET_PAIR, `$1${MASK}`);
}
