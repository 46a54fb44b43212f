import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRenderer } from '../../src/render/har.ts';
import { createWorkspace } from '../cli/program.ts';
import { needsKubectl, newestKubectl } from '../kubeconfig/kubectls.ts';
import { exchange, RUN, renderRun } from './factory.ts';
import { faultsOf } from './har-schema.ts';

type Sketch = Parameters<typeof exchange>[0];
const har = (...sketches: Sketch[]) => {
  const document = JSON.parse(renderRun(createRenderer, sketches.map(exchange)));
  expect(faultsOf(document)).toEqual([]);
  return document.log;
};
const entry = (sketch: Partial<Sketch>) => har({ id: 1, path: '/api/v1/pods', ...sketch }).entries[0];

describe('a HAR', () => {
  it('says who made it', () => {
    expect(har({ id: 1, path: '/x' }, { id: 2, path: '/y' })).toMatchObject({
      version: '1.2',
      creator: { name: 'kubectl trace' },
      browser: { name: 'kubectl', version: 'v1.35.2' },
      entries: [{ _kubectlTrace: { id: 1 } }, { _kubectlTrace: { id: 2 } }],
    });
  });

  it.each([true, false])('is whole without an exchange (first line: %s)', (hasHead) => {
    const renderer = createRenderer({ verbosity: undefined, discovery: 'fold', color: true, width: 80 });
    const document = JSON.parse((hasHead ? renderer.head(RUN) : '') + renderer.summary([]));
    expect(faultsOf(document)).toEqual([]);
    expect(document.log.entries).toEqual([]);
  });

  it('is found wrong by the schema where it is', () => {
    const document = JSON.parse(renderRun(createRenderer, [exchange({ id: 1, path: '/x' })]));
    delete document.log.entries[0].response.content.mimeType;
    document.log.entries[0].startedDateTime = 'today';
    expect(faultsOf(document).map((fault) => fault.split(' ')[0])).toEqual(
      expect.arrayContaining(['/log/entries/0/startedDateTime', '/log/entries/0/response/content']),
    );
  });

  it('holds the request and the answer', () => {
    const sent = { kind: 'ConfigMap' };
    const path = '/api/v1/namespaces/default/configmaps?fieldManager=a%20b&x';
    const made = entry({ method: 'POST', path, send: sent, status: 201, receive: { a: 'é' } });
    expect(made.request).toMatchObject({
      method: 'POST',
      url: `https://10.0.0.5:6443${path}`,
      httpVersion: 'HTTP/1.1',
      queryString: [
        { name: 'fieldManager', value: 'a b' },
        { name: 'x', value: '' },
      ],
      postData: { mimeType: 'application/json', text: JSON.stringify(sent) },
      bodySize: 20,
    });
    expect(made.response).toMatchObject({
      status: 201,
      statusText: 'Created',
      content: { size: 10, mimeType: 'application/json', text: '{"a":"é"}' },
    });
    expect(made.serverIPAddress).toBe('10.0.0.5');
    expect(made.startedDateTime).toBe('2023-11-14T22:13:20.040Z');
  });

  it.each([1, 2])('the phases of exchange %i add up to its time', (id) => {
    const { time, timings } = entry({ id });
    const { ssl, ...phases } = timings as Record<string, number>;
    const sum = Object.values(phases).reduce((all, phase) => all + Math.max(0, phase), 0);
    expect(time).toBeCloseTo(sum, 3);
    expect(timings).toMatchObject({ send: 0.2, wait: 2.5, receive: 0.3 });
    expect([phases.connect, ssl]).toEqual(id === 1 ? [5, 4.4] : [-1, -1]);
  });

  it('tells what was never answered, masked, cut or binary', () => {
    expect(entry({ status: undefined, error: 'refused' })).toMatchObject({
      response: { status: 0 },
      _error: 'refused',
    });
    const { request, response } = entry({
      method: 'POST',
      send: 'abc',
      requestBody: { masked: 2, size: 9, recorded: 3 },
      responseBody: { size: 7, withheld: 'binary (x)' },
    });
    expect(request.postData.comment).toBe('the first 3 of 9 bytes; 2 values masked');
    expect(response.content).toMatchObject({ size: 7, comment: 'not here: binary (x)' });
  });

  it('takes cookies apart, and the address of a redirect', () => {
    const { request, response } = entry({
      requestHeaders: [['Cookie', 'a=<masked>; b=2=3']],
      responseHeaders: [
        ['Set-Cookie', 'sid=<masked>; HttpOnly'],
        ['Location', 'https://h/x'],
      ],
    });
    expect(request.cookies).toEqual([
      { name: 'a', value: '<masked>' },
      { name: 'b', value: '2=3' },
    ]);
    expect(response.cookies).toEqual([{ name: 'sid', value: '<masked>' }]);
    expect(response.redirectURL).toBe('https://h/x');
  });
});

describe.skipIf(newestKubectl === undefined)(`-w run.har${needsKubectl}`, () => {
  it('writes a private, valid archive of a real run', async () => {
    const workspace = createWorkspace({ KUBECTL: newestKubectl?.path });
    try {
      const { code } = await workspace.run(['--sandbox', '-w', 'run.har', 'get', 'ns']);
      expect(code).toBe(0);
      const document = JSON.parse(readFileSync(workspace.path('run.har'), 'utf8'));
      expect(faultsOf(document)).toEqual([]);
      const urls = document.log.entries.map((one: { request: { url: string } }) => one.request.url);
      expect(urls).toContain('https://sandbox.internal:6443/api/v1/namespaces?limit=500');
      expect(statSync(workspace.path('run.har')).mode & 0o777).toBe(0o600);
    } finally {
      workspace.remove();
    }
  });
});

it('has bytes that may be shown in base64', () => {
  const bytes = Uint8Array.of(0, 1, 255);
  const { response } = entry({
    path: '/openapi/v2',
    responseBody: { size: 3, withheld: 'binary (x)', bytes },
  });
  expect(response.content).toMatchObject({ size: 3, text: 'AAH/', encoding: 'base64' });
});
