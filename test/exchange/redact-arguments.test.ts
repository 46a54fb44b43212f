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
])('%j', (args, masked) => {
  expect(redactArguments(args)).toEqual(masked);
});
