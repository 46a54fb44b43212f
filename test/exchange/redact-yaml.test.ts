import { dump, loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { readYaml } from '../../src/decode/read-yaml.ts';
import { createRedactor } from '../../src/exchange/redact.ts';
import { recorded } from './factory.ts';
import { jwt } from './plants.ts';
import { random, randomJson } from './random.ts';

const SECRET = '/api/v1/namespaces/default/secrets/s?fieldManager=me';

function redact(body: string, url = SECRET, contentType = 'application/apply-patch+yaml') {
  const redactor = createRedactor({ showSecrets: false, decoders: { yaml: readYaml } });
  return redactor(recorded({ method: 'PATCH', url, headers: [['Content-Type', contentType]], body })).request
    .body;
}

describe('a Secret in YAML', () => {
  test('keeps its shape', () => {
    const body = redact(`# made by hand, the password was hunter1
apiVersion: v1
kind: Secret
metadata: {name: s, labels: {"a": 'b'}}   # no secret
type: Opaque
stringData:
  plain: hunter2
  quoted: "hunter\\u0033"   # was hunter4
  single: 'it''s'
  block: |
    several
    lines

  folded: >-
    as
    one
  flow: {deep: [x, "y"]}
  number: 12
  gone: null
  again: hunter2
data:
  plain: aHVudGVyMg==
`);
    expect(body.text).toBe(`# <masked:1>
apiVersion: v1
kind: Secret
metadata: {name: s, labels: {"a": 'b'}}   # <masked:2>
type: Opaque
stringData:
  plain: <masked:3>
  quoted: "<masked:4>"   # <masked:5>
  single: '<masked:6>'
  block: |
    <masked:7>

  folded: >-
    <masked:8>
  flow: {deep: [<masked:9>, "<masked:10>"]}
  number: <masked:11>
  gone: null
  again: <masked:3>
data:
  plain: <masked:3>
`);
    expect(body.masked).toBe(13);
  });

  test('on another path, and one of several documents', () => {
    const body = redact(
      'kind: ConfigMap\ndata: {a: b}\n---\nkind: Secret\ndata: {a: b}\n',
      '/x',
      'application/yaml',
    );
    expect(body.text).toBe('kind: ConfigMap\ndata: {a: b}\n---\nkind: Secret\ndata: {a: <masked:1>}\n');
  });

  test('with a token in the midst of a text', () => {
    const token = jwt('secret');
    const body = redact(`metadata:\n  annotations:\n    a: x ${token} y\n    b: "\\x41 ${token}"\n`);
    expect(body.text).toBe('metadata:\n  annotations:\n    a: x <masked:1> y\n    b: "<masked:2>"\n');
  });

  test.each([
    ['an alias', 'a: &a {x: hunter2}\ndata: *a\n'],
    ['what is no YAML', 'data: {a: hunter2\n  - b'],
    ['a key that is no string', 'data:\n  ? [a]\n  : hunter2\n'],
  ])('is withheld where there is %s', (_, text) => {
    expect(redact(text)).toMatchObject({ withheld: 'YAML that may hold secrets', masked: 0 });
  });

  test('is withheld without a reader, and where it is cut', () => {
    const sent = {
      method: 'PATCH',
      url: SECRET,
      headers: [['Content-Type', 'application/yaml']] as [string, string][],
    };
    const without = createRedactor({ showSecrets: false });
    expect(without(recorded({ ...sent, body: 'data: {a: b}' })).request.body.text).toBeUndefined();
    const redactor = createRedactor({ showSecrets: false, decoders: { yaml: readYaml } });
    const cut = redactor(recorded({ ...sent, body: 'data:\n  a: hunter2\n', recordedBytes: 14 }));
    expect(cut.request.body.text).toBeUndefined();
  });

  test('says the same with all values masked, whatever it is and however it is written', () => {
    const next = random(31);
    for (let round = 0; round < 400; round += 1) {
      const data: unknown = JSON.parse(randomJson(next));
      const object = {
        kind: 'Secret',
        metadata: { name: 's' },
        data: { planted: `Planted${round}x`, more: data },
      };
      const text = dump(object, {
        noRefs: true,
        flowLevel: next() < 0.3 ? 1 : -1,
      });
      const shown = redact(text);
      expect(shown.text ?? '').not.toContain('Planted');
      if (shown.text === undefined) continue;
      const [masked] = loadAll(shown.text);
      expect(unified(masked), text).toEqual(unified({ ...object, data: maskLeaves(object.data) }));
    }
  });
});

test('YAML without secrets comes out as it went', () => {
  const text = '# a comment\nkind: ConfigMap\ndata:\n  a: b   # and another\n';
  expect(redact(text, '/api/v1/namespaces/d/configmaps/c')).toMatchObject({ text, masked: 0 });
});

function maskLeaves(value: unknown): unknown {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map(maskLeaves);
  if (typeof value !== 'object') return '<masked>';
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskLeaves(item)]));
}

/** Without numbers, and without the line ends of blocks. */
function unified(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(/<masked(?::\d+)?>(?:\\n)*/g, '<masked>'));
}
