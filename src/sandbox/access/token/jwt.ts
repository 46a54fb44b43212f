import { sign, verify } from 'node:crypto';
import { isObject, type JsonObject } from '../../model/json.ts';
import type { SigningKey } from './signing-key.ts';

export const ISSUER = 'https://kubernetes.default.svc';

/** Signs claims as the server does: RS256, with the key's id in the head and the claims in the alphabet's order. */
export function signJwt(claims: JsonObject, { id, privateKey }: SigningKey): string {
  const head = encode({ alg: 'RS256', kid: id });
  const signed = `${head}.${encode(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

/** The claims of a token of ours; undefined where it is not meant to be one; the server's words where it is none. */
export function verifyJwt(
  token: string,
  key: SigningKey | undefined,
): { claims: JsonObject } | { error: string } | undefined {
  const [head = '', payload = '', signature = '', ...rest] = token.split('.');
  const claims = decode(payload);
  if (claims === undefined || rest.length > 0 || claims.iss !== ISSUER) return undefined;
  const { alg, kid } = decode(head) ?? {};
  if (key === undefined || (typeof kid === 'string' && kid !== key.id))
    return { error: 'invalid signature, no keys found' };
  const signed = Buffer.from(`${head}.${payload}`);
  const isSigned =
    alg === 'RS256' && verify('sha256', signed, key.publicKey, Buffer.from(signature, 'base64url'));
  return isSigned ? { claims } : { error: 'go-jose/go-jose: error in cryptographic primitive' };
}

function encode(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
