import { expect, it } from 'vitest';
import { redactArguments } from '../../src/exchange/redact-arguments.ts';

it.each([
  [
    ['get', 'ns', '--as=x', '--as-user-extra=k=v'],
    ['get', 'ns', '--as=x', '--as-user-extra=k=<masked>'],
  ],
  [
    ['get', 'ns', '--as-user-extra', 'k=v'],
    ['get', 'ns', '--as-user-extra', 'k=<masked>'],
  ],
  [
    ['get', 'ns', '--token=t'],
    ['get', 'ns', '--token=<masked>'],
  ],
  [
    ['set', 'env', 'deployment/x', 'DB_PASSWORD=a', 'B=c', '--client-secret', 'd'],
    ['set', 'env', 'deployment/x', 'DB_PASSWORD=<masked>', 'B=c', '--client-secret', '<masked>'],
  ],
  [
    ['patch', 'deployment', 'x', '-p', '{"env":[{"name":"API_KEY","value":"a"},{"name":"B","value":"c"}]}'],
    [
      'patch',
      'deployment',
      'x',
      '-p',
      '{"env":[{"name":"API_KEY","value":"<masked>"},{"name":"B","value":"c"}]}',
    ],
  ],
  [
    ['curl', '-H', 'Authorization: Bearer a'],
    ['curl', '-H', 'Authorization: Bearer <masked>'],
  ],
  [
    ['oc', 'login', '-u', 'me', '-p', 'hunter2'],
    ['oc', 'login', '-u', 'me', '-p', '<masked>'],
  ],
])('%j', (args, masked) => {
  expect(redactArguments(args)).toEqual(masked);
});
