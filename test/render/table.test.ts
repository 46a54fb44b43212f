import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { CLIENT_LEFT } from '../../src/exchange/exchange.ts';
import { createRenderer } from '../../src/render/table.ts';
import { exchange, renderRun } from './factory.ts';
import { coldDiscovery, newApply } from './stories.ts';

describe('the summary table', () => {
  test('says so where there is nothing', () => {
    expect(renderRun(createRenderer, [])).toBe('kubectl trace: no API requests\n');
  });

  test('says nothing where filters left nothing', () => {
    expect(renderRun(createRenderer, [], { filtered: true })).toBe('');
  });

  test('says so in spite of filters where no first line was written, as nothing was sent', () => {
    const settings = {
      verbosity: undefined,
      discovery: 'fold',
      color: false,
      width: 80,
      filtered: true,
    } as const;
    expect(createRenderer(settings).summary([])).toBe('kubectl trace: no API requests\n');
  });

  test('shortens reason phrases before names, and leaves no total in pieces', () => {
    const failing = [
      exchange({ id: 1, path: '/apis/apps/v1/namespaces/production/deployments/web-frontend', status: 500 }),
      exchange({ id: 2, path: '/apis/apps/v1/namespaces/production/deployments/web-frontend' }),
    ];
    expect(renderRun(createRenderer, failing)).toMatchInlineSnapshot(`
      "#  VERB  RESOURCE                                  STATUS     MS  SENT  RECEIVED
      1  get   deployments.apps production/web-frontend  500         3   0 B       0 B
      2  get   deployments.apps production/web-frontend  200 OK      3   0 B       0 B
               2 requests in 43 milliseconds                             0 B       0 B
      "
    `);
    expect(renderRun(createRenderer, failing, { width: 60 })).toMatchInlineSnapshot(`
      "#  VERB  RESOURCE                 STATUS  MS  SENT  RECEIVED
      1  get   deployments…eb-frontend  500      3   0 B       0 B
      2  get   deployments…eb-frontend  200 OK   3   0 B       0 B
               2 requests in 43 milliseconds         0 B       0 B
      "
    `);
    expect(renderRun(createRenderer, failing, { width: 40 })).toMatchInlineSnapshot(`
      "#  VERB  RESOURCE             STATUS  MS
      1  get   deploymen…-frontend  500      3
      2  get   deploymen…-frontend  200 OK   3
               2 requests in 43 milliseconds
      (sizes need a wider terminal)
      "
    `);
  });

  test('discovery that went alike is told as any other row', () => {
    const alike = [1, 2].map((id) => exchange({ id, path: '/api', status: 304 }));
    expect(renderRun(createRenderer, alike)).toContain('(2 discovery)  304 Not Modified  ');
  });

  test('keeps its headings whole at 40 columns', () => {
    const table = renderRun(createRenderer, newApply(), { width: 40 });
    expect(table.split('\n')[0]).toMatch(/^# +VERB +RESOURCE +STATUS +MS$/);
  });

  test.each<[string, Parameters<typeof exchange>[0]]>([
    ['200 OK, dry run', { id: 1, method: 'PATCH', path: '/api/v1/namespaces/a/pods/b?dryRun=All' }],
    [
      '200 OK, dry run',
      {
        id: 1,
        method: 'DELETE',
        path: '/api/v1/namespaces/a/pods/b',
        send: { kind: 'DeleteOptions', dryRun: ['All'] },
      },
    ],
    ['200 OK, ended', { id: 1, path: '/api/v1/pods?watch=1', error: CLIENT_LEFT }],
    ['200 OK, ended', { id: 1, path: '/api/v1/namespaces/a/pods/b/log?follow=true', error: CLIENT_LEFT }],
    [
      '200 OK, broken off',
      { id: 1, path: '/api/v1/pods?watch=1', error: 'the server closed the connection' },
    ],
    ['200 OK, broken off', { id: 1, path: '/api/v1/pods', error: CLIENT_LEFT }],
  ])('%s', (words, sketch) => {
    const it = exchange(sketch);
    const renderer = createRenderer({ verbosity: undefined, discovery: 'fold', color: true, width: 80 });
    renderer.exchange(it);
    // The summary gets exchanges without the texts of their bodies.
    const { text: _, ...body } = it.request.body;
    const table = renderer.summary([{ ...it, request: { ...it.request, body } }]);
    expect(stripVTControlCharacters(table)).toContain(`  ${words}  `);
    expect(table.includes('\u001b[31m')).toBe(words.endsWith('broken off'));
  });

  test('names verbs and resources as RBAC does, and adds up', () => {
    expect(renderRun(createRenderer, newApply())).toMatchInlineSnapshot(`
      "#  VERB    RESOURCE                      STATUS            MS   SENT  RECEIVED
      1  get     /openapi/v3                   304 Not Modified   4    0 B       0 B
      2  get     deployments.apps default/web  404 Not Found      3    0 B     207 B
      3  create  deployments.apps default/web  201 Created       28  683 B   1.5 KiB
                 3 requests in 108 milliseconds                      683 B   1.7 KiB
      "
    `);
  });

  test('folds, shows and hides discovery', () => {
    expect(renderRun(createRenderer, coldDiscovery())).toMatchInlineSnapshot(`
      "  #  VERB  RESOURCE         STATUS     MS  SENT  RECEIVED
      1-7  get   (7 discovery)    200, 503  243   0 B   6.5 KiB
        8  list  nodes            200 OK      3   0 B      48 B
                 8 requests in 283 milliseconds   0 B   6.5 KiB
      "
    `);
    expect(renderRun(createRenderer, coldDiscovery(), { discovery: 'show' }).split('\n')).toHaveLength(11);
    expect(renderRun(createRenderer, coldDiscovery(), { discovery: 'hide' })).toMatchInlineSnapshot(`
      "#  VERB  RESOURCE  STATUS  MS  SENT  RECEIVED
      8  list  nodes     200 OK   3   0 B      48 B
      (7 discovery requests hidden: --discovery fold)
      "
    `);
  });

  test('has one line for each exchange by id, whatever order they ended in', () => {
    const rows = renderRun(createRenderer, newApply().reverse()).split('\n');
    expect(rows.slice(1, 4).map((row) => row[0])).toEqual(['1', '2', '3']);
  });

  test.each([40, 60, 80, 200])('fits %i columns, names shortened in their middle', (width) => {
    const name = `web-${'very-'.repeat(20)}long`;
    const long = exchange({ id: 1, path: `/apis/apps/v1/namespaces/default/deployments/${name}/scale` });
    const table = renderRun(createRenderer, [long], { width });
    for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    if (width < 200) expect(table).toContain('…');
    if (width === 200) expect(table).toContain(`deployments.apps/scale default/${name}  200 OK`);
  });

  test('keeps its columns where characters are wide', () => {
    const wide = [exchange({ id: 1, path: '/漢字/パス' }), exchange({ id: 2, path: '/healthz' })];
    const [, first = '', second = ''] = renderRun(createRenderer, wide).split('\n');
    // Five characters of two columns each stand before the status.
    expect(first.indexOf('200')).toBe(second.indexOf('200') - 4);
  });

  test('has the same text in colour', () => {
    const colored = renderRun(createRenderer, newApply(), { color: true });
    expect(colored).toContain('\u001b[32m201 Created');
    expect(stripVTControlCharacters(colored)).toBe(renderRun(createRenderer, newApply()));
  });

  test('marks what is open or broken off', () => {
    const cut = exchange({ id: 1, path: '/x', error: 'reset' });
    const open = exchange({ id: 2, path: '/x', open: true });
    const none = exchange({ id: 3, path: '/x', status: undefined });
    const table = renderRun(createRenderer, [cut, open, none]);
    for (const words of ['200 OK, broken off', '200 OK, open', 'no response']) expect(table).toContain(words);
  });
});
