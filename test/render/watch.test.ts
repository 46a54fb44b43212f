import { describe, expect, test } from 'vitest';
import { CLIENT_LEFT } from '../../src/exchange/exchange.ts';
import { createRenderer } from '../../src/render/text.ts';
import { exchange, renderRun } from './factory.ts';
import { podEvent } from './stories.ts';

const watch = (text: string, more = {}): string =>
  renderRun(createRenderer, [exchange({ id: 1, path: '/api/v1/pods?watch=1', receive: text, ...more })], {
    summary: false,
  });

const event = (type: string, object: object): string => `${JSON.stringify({ type, object })}\n`;
const deployment = (version: string, more = {}): object => ({
  kind: 'Deployment',
  apiVersion: 'apps/v1',
  metadata: { name: 'web', namespace: 'default', resourceVersion: version },
  ...more,
});

/** What stands below the label. */
const bodyOf = (text: string): string =>
  text.slice(text.indexOf('Response Body:')).split('\n').slice(1).join('\n');

describe('a watch in the reading view', () => {
  test('objects: one line an event', () => {
    const text = watch(
      event('ADDED', deployment('1234', { data: { password: '<masked>' } })) +
        event('MODIFIED', { kind: 'Node', metadata: { name: 'a', resourceVersion: '1240' } }),
    );
    expect(text).toMatch(/Response Body: +\(objects: -v 10\)\n/);
    expect(bodyOf(text)).toBe(
      '    ADDED     Deployment default/web  rv 1234\n    MODIFIED  Node a  rv 1240\n',
    );
  });

  test('bookmarks and errors in words', () => {
    const text = watch(
      event('BOOKMARK', {
        kind: 'Pod',
        metadata: { resourceVersion: '12', annotations: { 'k8s.io/initial-events-end': 'true' } },
      }) +
        event('ERROR', {
          kind: 'Status',
          code: 410,
          reason: 'Expired',
          message: 'too old resource version: 1 (9)',
        }),
    );
    expect(bodyOf(text)).toBe(
      '    BOOKMARK  rv 12 (the end of the initial events)\n    ERROR     410 Expired: too old resource version: 1 (9)\n',
    );
  });

  test('one header for all rows, whether or not each event repeats the columns', () => {
    for (const repeats of [true, false]) {
      const rows = Array.from({ length: 5 }, () => podEvent('ADDED', ['web-1', '0/1'], repeats));
      const text = watch(podEvent('ADDED', ['web-1', '0/1']) + rows.join(''));
      expect(text.match(/EVENT {5}NAME/g)).toHaveLength(1);
      expect(text.match(/^ {4}ADDED {5}web-1 {3}0\/1/gm)).toHaveLength(6);
    }
  });

  test('what is cut is counted', () => {
    const line = event('MODIFIED', deployment('1234'));
    const text = watch(line.repeat(100));
    const shown = text.match(/^ {4}MODIFIED/gm)?.length ?? 0;
    expect(shown).toBeGreaterThan(15);
    expect(shown).toBeLessThan(35);
    const left = 100 - shown;
    expect(text).toContain(`\n    [… ${left} more events, ${left * (line.length - 1)} characters: -v 10]\n`);
    expect(text).toContain('watch: 100 events');
  });

  test.each([3, 100])('an event that the text ends within is named, after %i', (before) => {
    const line = event('ADDED', deployment('1'));
    const text = watch(line.repeat(before) + line.slice(0, 40), {
      responseBody: { size: 1 << 20, recorded: 9000 },
    });
    expect(text).toContain('\n    [an unfinished event, 40 characters: -v 10]\n    [recorded: the first ');
  });

  test('what is no event stands as it is', () => {
    expect(bodyOf(watch(`${event('ADDED', deployment('1'))}not \u001b[31mJSON\n`))).toContain(
      '\n    not \\u001b[31mJSON\n',
    );
    expect(bodyOf(watch('{"kind":"Status","type":"ADDED"}'))).toBe(
      '    {"kind": "Status", "type": "ADDED"}\n',
    );
  });

  test.each<[string, string, string]>([
    ['/api/v1/pods?watch=1', CLIENT_LEFT, '— watch ended by kubectl: 0 events\n'],
    ['/api/v1/namespaces/a/pods/b/log?follow=true', CLIENT_LEFT, '— ended by kubectl\n'],
    ['/api/v1/pods?watch=1', 'the server closed the connection', '; the server closed the connection\n'],
    ['/api/v1/pods', CLIENT_LEFT, `— ${CLIENT_LEFT}\n`],
  ])('%s, %s', (path, error, words) => {
    expect(renderRun(createRenderer, [exchange({ id: 1, path, error, receive: 'x' })])).toContain(words);
  });
});
