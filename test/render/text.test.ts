import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../src/exchange/exchange.ts';
import { createRenderer } from '../../src/render/text.ts';
import { displayWidth } from '../../src/render/width.ts';
import { exchange, RUN, renderRun } from './factory.ts';
import * as stories from './stories.ts';

describe.each(Object.entries(stories).filter(([name]) => !/^pod[A-Z]/.test(name)))(
  'the story %s',
  (name, story) => {
    const exchanges = (story as () => Exchange[])();

    test('reads well at 80 columns', async () => {
      const text = renderRun(createRenderer, exchanges);
      expect(text.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
      await expect(text).toMatchFileSnapshot(`snapshots/${name}.80.txt`);
    });

    test('has its URLs unbroken in a pipe', async () => {
      const text = renderRun(createRenderer, exchanges, { width: Infinity });
      for (const { request } of exchanges) {
        if (!request.info.isDiscovery) expect(text).toContain(`${request.method} ${request.url}\n`);
      }
      await expect(text).toMatchFileSnapshot(`snapshots/${name}.pipe.txt`);
    });
  },
);

describe('words of the story', () => {
  const at = '/api/v1/namespaces/default/configmaps/a';
  const apply = { command: 'kubectl apply' };
  const get = (id: number, path = at): Exchange =>
    exchange({ id, path, ...apply, receive: { kind: 'ConfigMap' } });
  const unchanged = 'unchanged: apply found nothing to send';

  const render = (exchanges: Exchange[], args = ['apply', '-f', 'a.yaml'], filtered = false): string =>
    renderRun(
      createRenderer,
      exchanges,
      { filtered },
      { kubectl: 'kubectl', kubectlVersion: undefined, context: undefined, server: 's', args },
    );

  test('an apply that sends nothing is said as soon as the next object is fetched', () => {
    const text = render([get(1), get(2, at.replace(/a$/, 'b'))]);
    const blocks = text.split('\n\n');
    expect(blocks[2]).toBe(`#1  configmaps default/a — ${unchanged}`);
    expect(blocks[4]).toBe(`#2  configmaps default/b — ${unchanged}`);
  });

  test.each<[string, string]>([
    ['PATCH', at],
    ['PUT', at],
    ['DELETE', at],
  ])('a %s that follows decides otherwise', (method, path) => {
    expect(render([get(1), exchange({ id: 2, method, path, ...apply, send: {} })])).not.toContain(
      'unchanged',
    );
  });

  test.each<[string, Exchange[], string[] | undefined, boolean]>([
    ['another command', [exchange({ id: 1, path: at, command: 'kubectl get' })], undefined, false],
    [
      'view-last-applied',
      [exchange({ id: 1, path: at, command: 'kubectl apply view-last-applied' })],
      undefined,
      false,
    ],
    ['a list', [get(1, at.replace(/\/a$/, ''))], undefined, false],
    ['a filter', [get(1)], undefined, true],
    ['a client-side dry run', [get(1)], ['apply', '--dry-run=client'], false],
    ['an exchange still open', [{ ...get(1), open: true }], undefined, false],
  ])('nothing is concluded from %s', (_name, exchanges, args, filtered) => {
    expect(render(exchanges, args, filtered)).not.toContain('unchanged');
  });

  test('without the arguments of kubectl, a dry run is not ruled out', () => {
    const run = { kubectl: 'kubectl', kubectlVersion: undefined, context: undefined, server: 's' };
    expect(renderRun(createRenderer, [get(1)], {}, run)).toContain(
      'nothing sent: unchanged, or a client-side dry run',
    );
  });

  const status = (
    code: number,
    reason: string,
    message = '',
    more = {},
  ): Partial<Parameters<typeof exchange>[0]> => ({
    status: code,
    receive: { kind: 'Status', status: 'Failure', message, reason, code, ...more },
  });

  test.each<[string, Exchange]>([
    [
      'not there yet: apply will create it',
      exchange({ id: 1, path: at, ...apply, ...status(404, 'NotFound') }),
    ],
    ["not modified: kubectl's cache is current", exchange({ id: 1, path: at, status: 304 })],
    [
      'conflict: it exists already',
      exchange({ id: 1, path: at, method: 'POST', ...status(409, 'AlreadyExists') }),
    ],
    [
      'conflict: it was changed in the meantime',
      exchange({ id: 1, path: at, method: 'PUT', ...status(409, 'Conflict') }),
    ],
    [
      'conflict: another manager owns these fields',
      exchange({
        id: 1,
        path: at,
        method: 'PATCH',
        ...status(409, 'Conflict', '', { details: { causes: [{ reason: 'FieldManagerConflict' }] } }),
      }),
    ],
    [
      'no role allows: patch deployments.apps/scale in prod',
      exchange({
        id: 1,
        path: at,
        ...status(
          403,
          'Forbidden',
          'x: User "j" cannot patch resource "deployments/scale" in API group "apps" in the namespace "prod"',
        ),
      }),
    ],
    [
      'no role allows: get /metrics',
      exchange({
        id: 1,
        path: '/metrics',
        ...status(403, 'Forbidden', 'forbidden: User "j" cannot get path "/metrics"'),
      }),
    ],
    ['— forbidden\n', exchange({ id: 1, path: at, ...status(403, 'Forbidden', 'exceeded quota') })],
    [
      'dry run: nothing is stored',
      exchange({ id: 1, path: `${at}?dryRun=All`, method: 'PATCH', send: {}, receive: {} }),
    ],
    ['still open when kubectl ended', exchange({ id: 1, path: at, open: true })],
    [
      'watch: 2 events',
      exchange({ id: 1, path: '/api/v1/pods?watch=1', receive: '{"type":"ADDED"}\n{"type":"ADDED"}\n' }),
    ],
  ])('%s', (words, it) => {
    expect(renderRun(createRenderer, [it])).toContain(words);
  });

  test('a deletion that was waited for is complete when the object is gone', () => {
    const gone = [
      exchange({ id: 1, path: at, method: 'DELETE' }),
      exchange({ id: 2, path: at, status: 404 }),
    ];
    expect(renderRun(createRenderer, gone)).toContain('gone: the deletion is complete');
  });
});

describe('the URL of a block', () => {
  const host = 'https://0123456789abcdef0123456789abcdef.gr7.eu-west-1.eks.example.com';
  const path = '/apis/apps/v1/namespaces/default/deployments/web';
  const heading = (url: string, width: number, server = host): string => {
    const it = exchange({ id: 1, path: url });
    const text = renderRun(createRenderer, [it], { width, summary: false }, { ...RUN, server });
    return text.split('\n\n')[1]?.split('Request Headers')[0] ?? '';
  };

  test.each<[string, string, number, string | undefined, string]>([
    [
      'goes without the origin of the first line before its path is broken',
      host + path,
      80,
      host,
      `${path}\n`,
    ],
    ['the base path of the server stays', `${host}/k8s${path}`, 80, `${host}/k8s`, `/k8s${path}\n`],
    ['the query may go below', `${host}${path}?a=1`, 80, host, `${path}?a=1\n`],
    ['is whole where its path fits', `${host}${path}`, 140, host, `${host}${path}\n`],
    ['is whole in a pipe', `${host}${path}?a=1`, Infinity, host, `${host}${path}?a=1\n`],
  ])('%s', (_name, url, width, server, shown) => {
    expect(heading(url, width, server)).toBe(`#1  GET ${shown}`);
  });

  test('another server is always named', () => {
    expect(heading(`https://other.example.com${path}${'/x'.repeat(20)}`, 80)).toContain(
      'https://other.example.com/',
    );
  });
});

test('headers that stand in several earlier blocks', () => {
  const headers = (...names: string[]): [string, string][] => names.map((name) => [name, 'x']);
  const text = renderRun(createRenderer, [
    exchange({ id: 1, path: '/a', requestHeaders: headers('A', 'B') }),
    exchange({ id: 2, path: '/b', requestHeaders: headers('C') }),
    exchange({ id: 3, path: '/c', requestHeaders: headers('A', 'B', 'C', 'Host') }),
    exchange({ id: 4, path: '/d', requestHeaders: headers('C') }),
  ]);
  expect(text).toContain('(+3 headers as in #1 and #2, +1 routine: -v 8)');
  expect(text).toContain('(+1 header as in #2)');
});

describe('a run without requests to show', () => {
  const settings = { verbosity: undefined, discovery: 'fold', color: false, width: 80 } as const;

  test('is one line where nothing was sent', () => {
    for (const summary of [true, false]) {
      const view = createRenderer({ ...settings, filtered: true, summary });
      expect(view.summary([])).toBe('kubectl trace: no API requests\n');
    }
  });

  test('says nothing of its own where filters left nothing', () => {
    const view = createRenderer({ ...settings, filtered: true });
    view.head(RUN);
    expect(view.summary([])).toBe('');
  });
});

describe('what is left out says so', () => {
  const body = (text: string, more = {}): Exchange =>
    exchange({ id: 1, path: '/x', receive: text, responseBody: { mediaType: 'text/plain', ...more } });

  test('a long response ends at a line, with the rest in characters', () => {
    const text = renderRun(createRenderer, [body('0123456789 abcdef\n'.repeat(200))]);
    // 56 whole lines are within 1024 characters, but for the newline of the last.
    expect(text.split('\n').filter((line) => line === '    0123456789 abcdef')).toHaveLength(56);
    expect(text).toContain('    [… 2593 more characters: -v 10]\n');
  });

  test('a long list is cut where a line ends, and what is shown and left out adds up', () => {
    const items = Array.from({ length: 200 }, (_, index) => ({ name: `item-${index}`, value: index }));
    const json = JSON.stringify({ kind: 'List', items });
    const text = renderRun(createRenderer, [body(json)]);
    const shown = text.slice(text.indexOf('    {"kind"'), text.indexOf('    […')).replace(/\s/g, '');
    const left = Number(/\[… (\d+) more characters/.exec(text)?.[1]);
    expect(shown.length).toBeGreaterThan(900);
    expect(shown.length).toBeLessThan(1150);
    expect(shown.length + left).toBeGreaterThanOrEqual(json.length);
    expect(shown.length + left).toBeLessThan(json.length + 4);
    // The cut is where a line ended anyway: no bracket is closed that the text does not close there.
    expect(text).toMatch(/,\n {4}\[… \d+ more characters: -v 10\]\n/);
  });

  test('a long string is broken without a loss, after its newlines first', () => {
    const script = `#!/bin/sh\necho "a \\ b"\n${'long '.repeat(40)}\u0001end`;
    const send = { data: { 'run.sh': script } };
    const text = renderRun(createRenderer, [exchange({ id: 1, path: '/x', method: 'POST', send })]);
    const lines = text
      .slice(text.indexOf('Request Body:'), text.indexOf('Response Status'))
      .split('\n')
      .slice(1);
    expect(JSON.parse(lines.map((line) => line.replace(/^ +/, '')).join(''))).toEqual(send);
    expect(lines[0]).toMatch(/#!\/bin\/sh\\n$/);
  });

  test('numbers and escapes are shown as they were sent', () => {
    const text = renderRun(createRenderer, [
      body('{"a":1e400,"b":1.50,"c":12345678901234567890,"d":"\\u00e9\\/"}'),
    ]);
    expect(text).toContain('{"a": 1e400, "b": 1.50, "c": 12345678901234567890, "d": "\\u00e9\\/"}');
  });

  test.each([
    ['[withheld: compressed (br), 5.0 KiB]', { withheld: 'compressed (br)', size: 5120 }],
    [
      '[binary (application/vnd.kubernetes.protobuf), 77 KiB]',
      { withheld: 'binary (application/vnd.kubernetes.protobuf)', size: 78_848 },
    ],
  ])('%s', (words, more) => {
    const { text: _, ...without } = body('x').response?.body ?? {};
    const it = body('x');
    if (it.response) it.response.body = { ...without, masked: 0, mediaType: '', ...more };
    expect(renderRun(createRenderer, [it])).toContain(words);
    expect(renderRun(createRenderer, [it], { verbosity: 8 })).toContain(words);
  });

  test('a body that was not recorded to its end', () => {
    const text = renderRun(createRenderer, [body('{"a":[{"b":[1,', { size: 1 << 20, recorded: 14 })]);
    expect(text).toContain('1, …\n    [recorded: the first 14 B of 1.0 MiB]\n');
  });

  test('rows of a Table', () => {
    const text = renderRun(createRenderer, [body(JSON.stringify(stories.podTable(100)))]);
    expect(text).toContain('(a Table, 100 rows; 4 more columns, objects: -v 10)');
    const shown = text.match(/^ {4}web-/gm)?.length ?? 0;
    expect(text).toContain(`[… ${100 - shown} more rows, `);
  });

  test('hidden discovery', () => {
    const hidden = renderRun(createRenderer, stories.coldDiscovery(), { discovery: 'hide' });
    expect(hidden).not.toContain('/apis');
    expect(hidden).toContain('(7 discovery requests hidden: --discovery fold)');
    const short = renderRun(createRenderer, stories.coldDiscovery(), { discovery: 'hide', summary: false });
    expect(short).toMatch(/\(7 discovery requests hidden: --discovery fold\)\n$/);
  });
});

test('of 8 MiB some 1024 characters are shown', () => {
  const items = `{"metadata":{"name":"pod","managedFields":[{"f":"${'x'.repeat(2000)}"}]},"spec":{"nodeName":"n"}},`;
  const list = `{"kind":"PodList","items":[${items.repeat(4000)}{}]}`;
  const long = `{"data":"${'y'.repeat(8 << 20)}"}`;
  const table = JSON.stringify(stories.podTable(30_000));
  const view = createRenderer({ verbosity: undefined, discovery: 'fold', color: false, width: 80 });
  const watch = stories.podEvent('ADDED', ['web-1']).repeat(4000);
  const lengths = [list, long, table, watch].map(
    (receive, index) => view.exchange(exchange({ id: index + 2, path: '/api/v1/pods', receive })).length,
  );
  expect(Math.max(...lengths)).toBeLessThan(3000);
});
