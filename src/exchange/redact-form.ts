import { type Edit, maskEdit } from './edit.ts';
import { decodePercent } from './escapes.ts';
import { isHarmlessValue, isSecretVariable } from './secret-names.ts';

/** Finds the secrets of `application/x-www-form-urlencoded`, such as requests for a token, by the names of their fields. */
export function findInForm(text: string): Edit[] {
  return [...text.matchAll(FIELD)].flatMap(({ 0: field, 1: name = '', 2: value = '', index }) => {
    const plain = decodePercent(name).text;
    const isSecret = isSecretVariable(plain) || GRANTS.has(plain.toLowerCase());
    const end = index + field.length;
    return isSecret && !isHarmlessValue(plain, value) ? [maskEdit(end - value.length, end)] : [];
  });
}

const FIELD = /(?<![^&\s])([^=&\s]{1,200})=([^&]*)/g;

/** What a token is given for. Sources: RFC 6749, 7521, 7636; SAML's binding to HTTP POST. */
const GRANTS: ReadonlySet<string> = new Set([
  'code',
  'code_verifier',
  'assertion',
  'client_assertion',
  'samlresponse',
]);
