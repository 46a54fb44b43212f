import type { JsonObject } from '../../model/json.ts';
import type { View } from '../../model/state.ts';
import { findSigningKey } from './signing-key.ts';

/** The public keys of the tokens of service accounts, as `/openid/v1/jwks` has them; none before a token was issued. */
export function keySetOf(view: View): JsonObject {
  const key = findSigningKey(view);
  if (key === undefined) return { keys: [] };
  const { n = '', e = '' } = key.publicKey.export({ format: 'jwk' });
  return { keys: [{ use: 'sig', kty: 'RSA', kid: key.id, alg: 'RS256', n, e }] };
}
