import { describe, expect, it } from 'vitest';
import { goYaml } from '../../../src/sandbox/codec/go-yaml.ts';
import type { Json } from '../../../src/sandbox/model/json.ts';

// Expected values: the texts in the server's own documents, and yaml.v3's rules for a node without style.
describe('as yaml.v3 writes a node', () => {
  const cases: [Json, string][] = [
    ['plain', 'plain\n'],
    [true, 'true\n'],
    ['true', '"true"\n'],
    ['1.5', '"1.5"\n'],
    ['', '""\n'],
    [[{ group: 'apps', kind: 'Scale', version: 'v1' }], '- group: apps\n  kind: Scale\n  version: v1\n'],
    [[{ fields: { a: 'A' } }], '- fields:\n    a: A\n'],
    [{ list: ['a', 'b'] }, 'list:\n    - a\n    - b\n'],
    ['self.a == "b: c"', '\'self.a == "b: c"\'\n'],
    [[], '[]\n'],
    [{}, '{}\n'],
  ];
  it.each(cases)('%j', (value, yaml) => {
    expect(goYaml(value, 'v3')).toBe(yaml);
  });
});

// Expected values: what a kube-apiserver answers as application/yaml.
describe("as sigs.k8s.io/yaml's", () => {
  const cases: [string, Json, string][] = [
    ['a list at its key', { list: ['a', { b: 1 }] }, 'list:\n- a\n- b: 1\n'],
    ['maps in steps of two', { a: { b: { c: null } } }, 'a:\n  b:\n    c: null\n'],
    [
      'what would be no text',
      { a: 'true', b: '', c: '2026-11-22T23:30:58Z' },
      'a: "true"\nb: ""\nc: "2026-11-22T23:30:58Z"\n',
    ],
    ['lines', { a: 'x\ny\n', b: 'x\ny' }, 'a: |\n  x\n  y\nb: |-\n  x\n  y\n'],
    [
      'a long text',
      {
        status: {
          conditions: [
            {
              message:
                'This FlowSchema references the PriorityLevelConfiguration object named "catch-all" and it exists',
            },
          ],
        },
      },
      'status:\n  conditions:\n  - message: This FlowSchema references the PriorityLevelConfiguration object named\n      "catch-all" and it exists\n',
    ],
  ];
  it.each(cases)('%s', (_, value, yaml) => {
    expect(goYaml(value, 'sigs')).toBe(yaml);
  });
});
