import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createRenderer } from '../../src/render/table.ts';
import { exchange, renderRun } from './factory.ts';
import { coldDiscovery, newApply } from './stories.ts';

describe('the summary table', () => {
  test('says so where there is nothing', () => {
    expect(renderRun(createRenderer, [])).toBe('no API requests\n');
  });

  test('names verbs and resources as RBAC does, and adds up', () => {
    expect(renderRun(createRenderer, newApply())).toMatchInlineSnapshot(`
      "#  VERB    RESOURCE                      STATUS             MS   SENT  RECEIVED
      1  get     /openapi/v3                   304 Not Modified    4    0 B       0 B
      2  get     deployments.apps default/web  404 Not Found       3    0 B     207 B
      3  create  deployments.apps default/web  201 Created        28  683 B   1.5 KiB
                 3 requests, first to last                       108  683 B   1.7 KiB
      "
    `);
  });

  test('folds, shows and hides discovery', () => {
    expect(renderRun(createRenderer, coldDiscovery())).toMatchInlineSnapshot(`
      "  #  VERB  RESOURCE                   STATUS    MS  SENT  RECEIVED
      1-7  get   (7 discovery)              200 503  243   0 B   6.5 KiB
        8  list  nodes                      200 OK     3   0 B      48 B
                 8 requests, first to last           283   0 B   6.5 KiB
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
