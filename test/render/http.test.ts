import { describe, expect, it } from 'vitest';
import type { RawHeader } from '../../src/exchange/exchange.ts';
import { createRenderer } from '../../src/render/http.ts';
import { exchange, RUN, renderRun } from './factory.ts';
import { parseHttpFile } from './http-file.ts';

const PATH = '/api/v1/namespaces/default/configmaps';
type Sketch = Parameters<typeof exchange>[0];
const file = (...sketches: Sketch[]) => renderRun(createRenderer, sketches.map(exchange));

describe('an .http file', () => {
  it('holds the requests, their server and token as variables', () => {
    const text = file(
      { id: 1, path: '/api?timeout=32s' },
      { id: 2, path: `${PATH}/a`, status: 404 },
      { id: 3, method: 'POST', path: `${PATH}?fieldManager=x`, send: { kind: 'ConfigMap' }, status: 201 },
    );
    expect(text).toContain('\n@server = https://10.0.0.5:6443\n@token = TOKEN\n');
    expect(text).toContain('\n# 1 discovery request left out: --discovery show\n');
    expect(parseHttpFile(text)).toEqual([
      {
        title: `#2 get configmaps default/a: answered 404 Not Found`,
        method: 'GET',
        url: `https://10.0.0.5:6443${PATH}/a`,
        headers: [
          ['Accept', 'application/json'],
          ['Authorization', 'Bearer TOKEN'],
        ],
        body: '',
      },
      {
        title: `#3 create configmaps in default: answered 201 Created`,
        method: 'POST',
        url: `https://10.0.0.5:6443${PATH}?fieldManager=x`,
        headers: [
          ['Accept', 'application/json'],
          ['Content-Type', 'application/json'],
          ['Authorization', 'Bearer TOKEN'],
        ],
        body: '{"kind":"ConfigMap"}',
      },
    ]);
  });

  it('does not let a body be read as a variable', () => {
    const sent = { data: { template: '{{server}} {{{x}}} {{ range }}' } };
    const [request] = parseHttpFile(file({ id: 1, method: 'POST', path: PATH, send: sent }));
    expect(JSON.parse(request?.body ?? '')).toEqual(sent);
  });

  it.each<[string, Partial<Sketch>, string]>([
    ['a separator', { send: 'a: |\n###\n' }, 'its body reads as instructions'],
    ['a comment', { send: 'a: |\n  # x\n' }, 'its body reads as instructions'],
    ['a file', { send: '< /etc/passwd' }, 'its body reads as instructions'],
    ['a script', { send: 'x\n> {% client %}' }, 'its body reads as instructions'],
    ['a variable in YAML', { send: 'a: "{{token}}"' }, 'its body reads as instructions'],
    ['a variable in a header', { requestHeaders: [['Accept', '{{token}}']] }, 'a header reads as a variable'],
    ['masked', { send: {}, requestBody: { masked: 2 } }, '2 values of its body masked'],
    ['binary', { requestBody: { size: 3, withheld: 'binary (x)' } }, 'its body is not here: binary (x), 3 B'],
  ])('%s: told in a comment, and not there to be sent', (_name, more, why) => {
    const text = file({ id: 1, method: 'POST', path: PATH, ...more });
    expect(text).toContain(`\n# Not to be sent: ${why}.\n# POST {{server}}${PATH} HTTP/1.1\n`);
    expect(parseHttpFile(text)).toEqual([]);
  });

  it('asks for a token only where kubectl presented one, and leaves a password out of the server', () => {
    const requestHeaders: RawHeader[] = [['Accept', 'application/json']];
    const shown = exchange({ id: 1, path: 'https://me:masked@host/base/api/v1/pods', requestHeaders });
    const text = renderRun(createRenderer, [shown], {}, { ...RUN, server: 'https://me:masked@host/base' });
    expect(text).toContain('@server = https://host/base\n');
    expect(parseHttpFile(text)).toMatchObject([
      { url: 'https://host/base/api/v1/pods', headers: [['Accept', 'application/json']] },
    ]);
  });
});
