import { expect, it } from 'vitest';
import { userOfToken } from '../../src/exchange/known-user.ts';

const token = (claims: unknown) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.y`;

it.each([
  [
    'a service account',
    `Bearer ${token({ sub: 'system:serviceaccount:ns:robot', iss: 'https://kubernetes' })}`,
    {
      username: 'system:serviceaccount:ns:robot',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:ns', 'system:authenticated'],
    },
  ],
  [
    'OpenID Connect',
    `bearer ${token({ sub: 'jane', iss: 'https://i' })}`,
    { username: 'https://i#jane', groups: [] },
  ],
  ['no subject', `Bearer ${token({ iss: 'https://i' })}`, undefined],
  ['no object', `Bearer ${token(null)}`, undefined],
  ['no JSON', 'Bearer a.b.c', undefined],
  ['another scheme', `Basic ${token({ sub: 'jane' })}`, undefined],
  ['an opaque token', 'Bearer abc', undefined],
])('whom a token is for: %s', (_name, value, user) => {
  expect(userOfToken([['authorization', value]])).toEqual(user);
});
