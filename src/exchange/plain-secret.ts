import { Buffer, isUtf8 } from 'node:buffer';
import { decodeJsonEscapes } from './escapes.ts';

/** A secret without what its surroundings have put around it: quotes and escapes of JSON, base64, as often as they stand. */
export function plainOf(secret: string): string {
  let plain = secret;
  for (let round = 0; round < MAX_ROUNDS && plain.length <= MAX_LENGTH; round += 1) {
    const next = fromBase64(fromJson(plain));
    if (next === plain) break;
    plain = next;
  }
  return plain;
}

const MAX_ROUNDS = 6;
/** Characters; what is longer is hardly ever there in two forms. */
const MAX_LENGTH = 256 * 1024;

function fromJson(text: string): string {
  const inside = text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
  return inside.includes('\\') ? decodeJsonEscapes(inside).text : inside;
}

const BASE64 = /^[A-Za-z0-9+/_-]{4,}={0,2}$/;

/** Only of what spells a text: by chance hardly any word does. */
function fromBase64(text: string): string {
  if (!BASE64.test(text)) return text;
  const bytes = Buffer.from(text, 'base64');
  const isExact =
    bytes.toString('base64url') === text.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_');
  if (!isExact || !isUtf8(bytes)) return text;
  const decoded = bytes.toString('utf8');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no secret that people write has any
  return /[\u0000-\u0008\u000e-\u001f\u007f]/.test(decoded) ? text : decoded;
}
