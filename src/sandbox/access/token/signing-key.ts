import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { stringAt } from '../../model/json.ts';
import type { ObjectState, View } from '../../model/state.ts';

/** The key that signs the tokens of service accounts. */
export interface SigningKey {
  id: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** No resource: nobody can ask the server for it. */
const STORAGE = 'signingkeys';
const NAME = 'service-accounts';

/** The key of this state, which is made when it is first wanted. */
export async function requireSigningKey(state: ObjectState): Promise<SigningKey> {
  const known = findSigningKey(state.read());
  if (known !== undefined) return known;
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return state.commit((transaction) => {
    const other = findSigningKey(transaction);
    if (other !== undefined) return other;
    transaction.put(STORAGE, { apiVersion: 'v1', kind: 'SigningKey', metadata: { name: NAME }, pem });
    return toSigningKey(pem);
  });
}

/** Undefined where no token was ever issued. */
export function findSigningKey(view: View): SigningKey | undefined {
  const pem = stringAt(view.get(STORAGE, '', NAME), 'pem');
  return pem === '' ? undefined : toSigningKey(pem);
}

/** The last one that was read: parsing takes longer than verifying. */
let parsed: { pem: string; key: SigningKey } | undefined;

function toSigningKey(pem: string): SigningKey {
  if (parsed?.pem === pem) return parsed.key;
  const privateKey = createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey);
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const key = { id: createHash('sha256').update(der).digest('base64url'), privateKey, publicKey };
  parsed = { pem, key };
  return key;
}
