import { loadAll, YAML11_SCHEMA } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { readJson } from '../../src/render/json-read.ts';
import { toYamlLines } from '../../src/render/yaml-lines.ts';
import { random, randomJson } from '../exchange/random.ts';

function toYaml(json: string, notes = new Map<number, string>()): string {
  const lines = [
    ...toYamlLines(
      json,
      readJson(json, Infinity, () => undefined),
      notes,
    ),
  ];
  return lines.map(({ text, note }) => `${text}${note === undefined ? '' : ` # ${note}`}\n`).join('');
}

describe('JSON as YAML', () => {
  it('has the shape that kubectl prints', () => {
    const object = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web-1', labels: { 'app.kubernetes.io/name': 'web' }, annotations: {} },
      spec: {
        containers: [{ name: 'c', args: ['sh', '-c', 'a\nb'], image: 'nginx:1.27', ports: [] }],
        nested: [[1, 2], [{ a: null }]],
      },
      script: '#!/bin/sh\nset -e\n\nexec web\n',
      yes: 'no',
      number: '1.0',
    };
    expect(toYaml(JSON.stringify(object))).toBe(`apiVersion: v1
kind: Pod
metadata:
  name: web-1
  labels:
    app.kubernetes.io/name: web
  annotations: {}
spec:
  containers:
  - name: c
    args:
    - sh
    - "-c"
    - |-
      a
      b
    image: nginx:1.27
    ports: []
  nested:
  - - 1
    - 2
  - - a: null
script: |
  #!/bin/sh
  set -e

  exec web
"yes": "no"
number: "1.0"
`);
  });

  it('keeps numbers as they were written', () => {
    expect(toYaml('{"a":1.50,"b":12345678901234567890,"c":1e3}')).toBe(
      'a: 1.50\nb: 12345678901234567890\nc: 1e3\n',
    );
  });

  it('says of a value what is known of it', () => {
    expect(toYaml('{"a":{"b":1}}', new Map([[5, 'a copy']]))).toBe('a: # a copy\n  b: 1\n');
  });

  it('tells where the text ends too early, once', () => {
    expect(toYaml('{"a":{"b":[1,')).toBe('a:\n  b:\n  - 1\n  …\n');
  });

  it('reads as the same JSON again, whatever it is', () => {
    const next = random(21);
    for (let round = 0; round < 1500; round += 1) {
      const json = randomJson(next);
      // Numbers that no double holds, and what no document holds: lone surrogates.
      if (/\\ud[89a-f]|[eE]/.test(json)) continue;
      expect(loadAll(toYaml(json)), json).toEqual([JSON.parse(json)]);
    }
  });

  it.each([
    '',
    ' ',
    'a ',
    ' a',
    'a: b',
    'a:',
    'a #b',
    '- a',
    '? a',
    '---',
    '...',
    '~',
    'null',
    'True',
    'NO',
    'y',
    '0x1f',
    '0o7',
    '1_0',
    '1:30',
    '2024-11-22',
    '.5',
    '.inf',
    '<<',
    '=',
    '!a',
    '&a',
    '*a',
    '@a',
    '%a',
    '|',
    '>',
    'a\n',
    'a\n\n',
    '\na',
    'a\nb',
    'a \nb',
    'a\tb',
    '\u0085',
    '\u2028',
    '\ufeff',
    'ü 猫',
    'a\\b',
    "it's",
    '"q"',
    '[a]',
    '{a}',
    'a, b',
    '<masked:1>',
    '/bin/sh',
    '_a',
    '+1',
    '-1e3',
  ])('%j stays a string in YAML 1.1 and 1.2', (text) => {
    const yaml = toYaml(JSON.stringify({ key: text, [text]: 1 }));
    expect(loadAll(yaml)).toEqual([JSON.parse(JSON.stringify({ key: text, [text]: 1 }))]);
    expect(Object(loadAll(yaml, { schema: YAML11_SCHEMA })[0]).key).toBe(text);
  });
});
