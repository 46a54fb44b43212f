import { describe, expect, it } from 'vitest';
import type { RenderSettings } from '../../src/render/renderer.ts';
import { createRenderer } from '../../src/render/text.ts';
import { exchange } from './factory.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The lines of the two bodies, without the indentation of both. */
function show(
  { send, receive }: { send?: object | string; receive?: object | string },
  settings: Partial<RenderSettings> = {},
): { request: string; response: string } {
  const view = createRenderer({
    verbosity: undefined,
    discovery: 'fold',
    color: false,
    width: 100,
    ...settings,
  });
  const text = view.exchange(
    exchange({
      id: 1,
      method: 'PUT',
      path: '/api/v1/namespaces/default/configmaps/c',
      ...(send === undefined ? {} : { send }),
      ...(receive === undefined ? {} : { receive }),
    }),
  );
  const part = (label: string) =>
    (new RegExp(`^${label} Body:.*\\n((?: {4}.*\\n)*)`, 'm').exec(text)?.[1] ?? '').replaceAll(/^ {4}/gm, '');
  return { request: part('Request'), response: part('Response') };
}

function annotated(copy: string): object {
  return { kind: 'ConfigMap', metadata: { annotations: { [LAST_APPLIED]: copy } } };
}

describe('the last-applied annotation', () => {
  const copy = '{"kind":"ConfigMap","data":{"a":"b"}}\n';

  it('is shown as the object that it is, and marked', () => {
    const { request } = show({ send: annotated(copy) }, { width: Infinity });
    expect(request).toContain(`"${LAST_APPLIED}": {   (your file: JSON in a string)`);
    expect(request).toContain('"data": {"a": "b"}');
  });

  it('is not shown again where the request had the same', () => {
    const { response } = show({ send: annotated(copy), receive: annotated(copy) });
    expect(response).toMatch(/"\{…\}"\}\}\} +\(as in the request\)/);
  });

  it('is shown in a response of its own', () => {
    const { response } = show({ receive: annotated(copy) });
    expect(response).toContain('(the last applied file: JSON in a string)');
    expect(response).toContain('"data": {"a": "b"}');
  });

  it('stays folded in a response where it is long', () => {
    const long = JSON.stringify({ data: 'x'.repeat(6000) });
    expect(show({ receive: annotated(long) }).response).toContain('(5.9 KiB, the last applied file: -v 10)');
    expect(show({ send: annotated(long) }).request).toContain('xxx');
  });

  it('stays a string where it is no JSON', () => {
    const broken = `{"kind":"ConfigMap","data":{"a":"${'b'.repeat(50)}`;
    const { request } = show({ send: annotated(broken) }, { width: Infinity });
    expect(request).toContain(JSON.stringify(broken));
  });
});

describe('managedFields', () => {
  const fields = [1, 2, 3].map((number) => ({
    manager: `m${number}`,
    fieldsV1: { 'f:data': { 'f:a': {} } },
  }));
  const object = { kind: 'ConfigMap', metadata: { managedFields: fields } };

  it('are folded', () => {
    expect(show({ send: object }).request).toMatch(
      /"managedFields": \[…\]\}\} +\(3 entries, 151 B: --managed-fields\)/,
    );
  });

  it('are shown on demand', () => {
    expect(show({ send: object }, { managedFields: true }).request).toContain('"manager": "m3"');
  });
});

describe('--body', () => {
  const object = {
    kind: 'ConfigMap',
    metadata: { annotations: { [LAST_APPLIED]: '{"data":{"a":"b"}}' } },
    data: { a: 'b\nc' },
  };

  it('yaml', () => {
    expect(show({ send: object }, { body: 'yaml' }).request).toBe(`kind: ConfigMap
metadata:
  annotations:
    ${LAST_APPLIED}:   (your file: JSON in a string)
      data:
        a: b
data:
  a: |-
    b
    c
`);
  });

  it('yaml of a response ends where JSON would', () => {
    const items = Array.from({ length: 500 }, (_, index) => ({ name: `item-${index}` }));
    const { response } = show({ receive: { items } }, { body: 'yaml' });
    expect(response.length).toBeLessThan(1800);
    expect(response).toMatch(/\[… \d+ more characters: -v 10\]\n$/);
  });

  it('raw is the text as it came, but for control characters', () => {
    const text = '{"a":1,  "b":"\u001b[31m"}';
    expect(show({ send: text }, { body: 'raw' }).request).toBe('{"a":1,  "b":"\\u001b[31m"}\n');
  });

  it('raw takes a Table for any text', () => {
    const table = { kind: 'Table', columnDefinitions: [{ name: 'Name' }], rows: [{ cells: ['x'] }] };
    expect(show({ receive: table }, { body: 'raw', width: 400 }).response).toBe(`${JSON.stringify(table)}\n`);
  });

  it('yaml on the ladder', () => {
    const view = createRenderer({ verbosity: 8, discovery: 'show', color: false, width: 80, body: 'yaml' });
    const text = view.exchange(exchange({ id: 1, path: '/api/v1/pods', receive: { a: { b: [1] } } }));
    expect(text).toContain('Response Body:\na:\n  b:\n  - 1\n');
  });

  it('what is no JSON is shown as it is', () => {
    expect(show({ send: 'kind: Pod\n' }, { body: 'yaml' }).request).toBe('kind: Pod\n');
  });
});
