import { expect, it } from 'vitest';
import { createRenderer } from '../../src/render/httpie.ts';
import { exchange, renderRun } from './factory.ts';

// What the script does, scripts.test.ts shows with the real program.
it.each([
  ['Impersonate-User', '@file'],
  ['Impersonate-User', '=json'],
  ['Impersonate-User', 'a\\b'],
  ['Impersonate-User', ''],
])('does not send what HTTPie would read as something else: %s: %j', (name, value) => {
  const text = renderRun(createRenderer, [exchange({ id: 1, path: '/x', requestHeaders: [[name, value]] })]);
  expect(text).toContain(`# Not run: HTTPie would read the value of ${name} as something else.\n# send`);
});
