import { describe, expect, test } from 'vitest';
import { CLIENT_LEFT } from '../../src/exchange/exchange.ts';
import { createRenderer } from '../../src/render/text.ts';
import { exchange, renderRun } from './factory.ts';

const POST = exchange({
  id: 1,
  method: 'POST',
  path: '/api/v1/namespaces/default/configmaps?fieldManager=kubectl-create',
  requestHeaders: [
    ['Host', '10.0.0.5:6443'],
    ['Impersonate-Group', 'a'],
    ['Impersonate-Group', 'b'],
  ],
  send: { data: { text: 'x'.repeat(2000) } },
  status: 201,
  receive: { kind: 'ConfigMap' },
  milliseconds: 28.2,
});

const render = (verbosity: 6 | 7 | 8 | 9 | 10, it = POST): string =>
  renderRun(createRenderer, [it], { verbosity, summary: false }).split('\n').slice(1).join('\n');

describe("kubectl's own ladder", () => {
  test('6: on a line of its own after what get --raw prints without a newline', () => {
    const raw = exchange({ id: 1, method: 'GET', path: '/healthz', status: 200, receive: 'ok' });
    expect(render(6, raw)).toMatch(/^\nGET /);
    expect(render(6)).not.toMatch(/^\n/);
  });

  test('6: one line', () => {
    expect(render(6)).toBe(
      'POST https://10.0.0.5:6443/api/v1/namespaces/default/configmaps?fieldManager=kubectl-create 201 Created in 28 milliseconds\n',
    );
  });

  test('7: and request headers, in wire order', () => {
    expect(render(7)).toBe(
      `
#1
POST https://10.0.0.5:6443/api/v1/namespaces/default/configmaps?fieldManager=kubectl-create
Request Headers:
    Host: 10.0.0.5:6443
    Impersonate-Group: a
    Impersonate-Group: b
Response Status: 201 Created in 28 milliseconds
`,
    );
  });

  test('the number that the table says stands apart, so that a line begins with the request as with kubectl', () => {
    for (const verbosity of [7, 8, 9, 10] as const) expect(render(verbosity)).toMatch(/^\n#1\nPOST https:/);
    expect(render(6)).not.toContain('#1');
  });

  test.each<[6 | 7 | 8 | 9 | 10, string | undefined]>([
    [7, undefined],
    [8, '\n\n(bodies cut at 1024 bytes: -v 9, -v 10)\n'],
    [9, '\n\n(bodies cut at 10240 bytes: -v 10)\n'],
    [10, undefined],
  ])('-v %i says once what shows the bodies whole', (verbosity, note) => {
    const send = { a: 'y'.repeat(20_000) };
    const it = exchange({ id: 1, method: 'POST', path: '/x', send, receive: send });
    const text = render(verbosity, it);
    expect(text.split('(bodies cut')).toHaveLength(note === undefined ? 1 : 2);
    if (note !== undefined) expect(text.endsWith(note)).toBe(true);
    expect(render(verbosity, exchange({ id: 1, path: '/x', receive: 'ok' }))).not.toContain('bodies cut');
  });

  test('the table below goes by the same clock', () => {
    const it = exchange({ id: 1, path: '/x', receive: 'ok' });
    it.timing.firstByte = 9;
    it.timing.end = 14;
    const tail = (verbosity: 8 | undefined) =>
      renderRun(createRenderer, [it], { verbosity }).split('\n').at(-2);
    expect(tail(8)).toMatch(/200 OK +9 /);
    expect(tail(undefined)).toMatch(/200 OK +14 /);
  });

  test('a watch that kubectl has left is no failure', () => {
    const it = exchange({ id: 1, path: '/api/v1/pods?watch=1', error: CLIENT_LEFT });
    const text = renderRun(createRenderer, [it], { verbosity: 6, color: true, summary: false });
    expect(text).toContain('\u001b[2m(watch ended by kubectl)');
    const broken = exchange({ id: 1, path: '/api/v1/pods?watch=1', error: 'EOF' });
    expect(renderRun(createRenderer, [broken], { verbosity: 6, color: true })).toContain('\u001b[31m(EOF)');
  });

  test('hidden discovery is told as everywhere', () => {
    const it = exchange({ id: 1, path: '/api' });
    const text = renderRun(createRenderer, [it], { verbosity: 6, discovery: 'hide', summary: false });
    expect(text).toMatch(/\n\(1 discovery request hidden: --discovery fold\)\n$/);
  });

  test('8: and response headers and bodies, cut at 1024 bytes', () => {
    const text = render(8);
    expect(text).toContain(
      `\nRequest Body: {"data":{"text":"${'x'.repeat(1024 - 17)} [truncated 996 chars]\n`,
    );
    expect(text).toContain('\nResponse Body: {"kind":"ConfigMap"}\n');
    expect(text).toContain('\n    Audit-Id: 5c1d1c62');
    const labels = text.match(/^(Request|Response|HTTP) \w+/gm);
    const order = ['Request Headers', 'Request Body', 'Response Status', 'Response Headers', 'Response Body'];
    expect(labels).toEqual(order);
  });

  test('9: and the connection, bodies to 10240', () => {
    expect(render(9)).toContain(
      `HTTP Trace: Dial to tcp:10.0.0.5:6443 succeed
HTTP Statistics: DNSLookup 0 ms Dial 1 ms TLSHandshake 4 ms ServerProcessing 28 ms Duration 28 ms
Response Status`,
    );
    expect(render(9)).toContain('xx"}}\n');
    expect(render(9, exchange({ id: 2, path: '/x' }))).toContain(
      'HTTP Statistics: GetConnection 0 ms Server',
    );
  });

  test('10: bodies whole', () => {
    const it = exchange({ id: 1, path: '/x', receive: { a: 'y'.repeat(20_000) } });
    expect(render(9, it)).toContain('[truncated 9768 chars]');
    expect(render(10, it)).toContain(`${'y'.repeat(20_000)}"}\n`);
  });

  test('cuts count bytes, and never half a character', () => {
    expect(render(8, exchange({ id: 1, path: '/x', receive: '漢'.repeat(400) }))).toContain(
      `Response Body: ${'漢'.repeat(341)} [truncated 177 chars]\n`,
    );
  });

  test('a failed request has an empty status, as with kubectl, and the reason', () => {
    const it = exchange({ id: 1, path: '/x', status: undefined, error: 'EOF', milliseconds: 0 });
    expect(render(6, it)).toBe('GET https://10.0.0.5:6443/x  in 0 milliseconds (EOF)\n');
  });
});
