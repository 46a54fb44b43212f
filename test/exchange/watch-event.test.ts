import { Buffer } from 'node:buffer';
import { expect, it } from 'vitest';
import { createRedactor } from '../../src/exchange/redact.ts';
import { redactWatchEvent } from '../../src/exchange/watch-event.ts';
import { recorded } from './factory.ts';

it('a column of secrets is masked in each event, though the first alone names it', () => {
  const redact = createRedactor({ showSecrets: false });
  const watch = recorded({ url: '/apis/example.com/v1/logins?watch=true', responseBody: '' });
  const event = (columnDefinitions: object[] | null) => {
    const object = { kind: 'Table', columnDefinitions, rows: [{ cells: ['a', 'hunter2'] }] };
    const bytes = Buffer.from(JSON.stringify({ type: 'ADDED', object }));
    return redactWatchEvent(redact, watch, bytes).text;
  };
  expect(event([{ name: 'Name' }, { name: 'Password' }])).toContain('["a","<masked:1>"]');
  expect(event(null)).toContain('["a","<masked:1>"]');
  // Another watch has columns of its own.
  expect(redact(recorded({ responseBody: { rows: [{ cells: ['a', 'b'] }] } })).response?.body.masked).toBe(0);
});
