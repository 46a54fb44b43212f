import { describe, expect, test } from 'vitest';
import { invalidError, StatusError } from '../../../src/sandbox/model/status.ts';
import { CONTEXT, createDefinition, serve, WIDGETS } from './widgets.ts';

const widgets = serve(createDefinition(WIDGETS));

// Taken from a kube-apiserver 1.37.2 with the same definition: each body was posted with `fieldValidation=Strict`.
const REFUSED: ReadonlyArray<[body: string, message: string]> = [
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":"a"}}',
    'Widget.codec.example.com "w" is invalid: spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":0}}',
    'Widget.codec.example.com "w" is invalid: spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":11}}',
    'Widget.codec.example.com "w" is invalid: spec.size: Invalid value: 11: spec.size in body should be less than or equal to 10',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":1.5}}',
    'Widget.codec.example.com "w" is invalid: [spec.size: Invalid value: "number": spec.size in body must be of type integer: "number", <nil>: Invalid value: "": Checked value must be of type integer (default format) in spec.size]',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":null}}',
    'Widget.codec.example.com "w" is invalid: spec.size: Required value',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{}}',
    'Widget.codec.example.com "w" is invalid: spec.size: Required value',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":"x"}',
    'Widget.codec.example.com "w" is invalid: [spec: Invalid value: "string": spec in body must be of type object: "string", .spec.replicas: Invalid value: 0: .spec.replicas accessor error: x is of the type string, expected map[string]interface{}]',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":1,"color":"blue"}}',
    'Widget.codec.example.com "w" is invalid: spec.color: Unsupported value: "blue": supported values: "red", "green"',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":1,"name":"A"}}',
    'Widget.codec.example.com "w" is invalid: spec.name: Invalid value: "A": spec.name in body should be at least 2 chars long',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":1,"name":"abcdefg"}}',
    'Widget.codec.example.com "w" is invalid: spec.name: Too long: may not be more than 5 bytes',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":1,"port":true}}',
    'Widget.codec.example.com "w" is invalid: spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":1,"tags":["a","b","c"]}}',
    'Widget.codec.example.com "w" is invalid: spec.tags: Too many: 3: must have at most 2 items',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":1,"tags":["a","a"]}}',
    'Widget.codec.example.com "w" is invalid: spec.tags[1]: Duplicate value: "a"',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":1,"tags":"a"}}',
    'Widget.codec.example.com "w" is invalid: spec.tags: Invalid value: "string": spec.tags in body must be of type array: "string"',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":1,"tags":[1]}}',
    'Widget.codec.example.com "w" is invalid: spec.tags[0]: Invalid value: "integer": spec.tags[0] in body must be of type string: "integer"',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":1,"things":[{"name":"a"},{"name":"a","v":"x"}]}}',
    'Widget.codec.example.com "w" is invalid: [spec.things[1].v: Invalid value: "string": spec.things[1].v in body must be of type number: "string", spec.things[1]: Duplicate value: {"name":"a"}]',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":1,"things":[{"v":1.0}]}}',
    'Widget.codec.example.com "w" is invalid: spec.things[0].name: Required value',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":1,"labels":{"a":"1","b":"2","c":"3"}}}',
    'Widget.codec.example.com "w" is invalid: spec.labels: Too many: 3: must have at most 2 items',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":1,"labels":{"a":1}}}',
    'Widget.codec.example.com "w" is invalid: spec.labels.a: Invalid value: "integer": spec.labels.a in body must be of type string: "integer"',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":1,"when":"x"}}',
    'Widget.codec.example.com "w" is invalid: spec.when: Invalid value: "x": spec.when in body must be of type date-time: "x"',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":1,"choice":{}}}',
    'Widget.codec.example.com "w" is invalid: [<nil>: Invalid value: "": "spec.choice" must validate one and only one schema (oneOf). Found none valid, spec.choice.a: Required value]',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":1,"choice":{"a":"x","b":"y"}}}',
    'Widget.codec.example.com "w" is invalid: <nil>: Invalid value: "": "spec.choice" must validate one and only one schema (oneOf). Found 2 valid alternatives',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":1,"foo":1,"things":[{"name":"x","q":1}]}}',
    'Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "spec.foo", unknown field "spec.things[0].q"',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":1,"size":2}}',
    'Widget in version "v1" cannot be handled as a Widget: strict decoding error: duplicate field "spec.size"',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w","foo":1},"spec":{"size":1},"status":{"phase":1,"x":2},"extra":1}',
    'Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "metadata.foo", unknown field "extra", unknown field "status.x"',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":{"name":"w","labels":{"a":1}},"spec":{"size":1}}',
    'Widget in version "v1" cannot be handled as a Widget: json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Widget","metadata":"x","spec":{"size":1}}',
    'Widget in version "v1" cannot be handled as a Widget: json: cannot unmarshal string into Go value of type v1.ObjectMeta',
  ],
  [
    '{"apiVersion":"codec.example.com/v2","kind":"Widget","metadata":{"name":"w"},"spec":{"size":1}}',
    'Widget in version "v2" cannot be handled as a Widget: strict decoding error: unknown field "spec"',
  ],
  [
    '{"apiVersion":"codec.example.com/v1","kind":"Foo","metadata":{"name":"w"},"spec":{"size":1}}',
    'Foo.codec.example.com "w" is invalid: kind: Invalid value: "Foo": must be Widget',
  ],
  [
    '{"metadata":{"name":"w"},"spec":{"size":1}}',
    'the object provided is unrecognized (must be of type Widget): Object \'Kind\' is missing in \'{"metadata":{"name":"w"},"spec":{"size":1}}\' ({"metadata":{"name":"w"},"spec ...)',
  ],
  [
    '{"kind":"Widget","metadata":{"name":"w"},"spec":{"size":1}}',
    'the API version in the data () does not match the expected API version (codec.example.com/v1)',
  ],
  [
    '{',
    "the object provided is unrecognized (must be of type Widget): couldn't get version/kind; json parse error: unexpected end of JSON input ({)",
  ],
  [
    '[]',
    'the object provided is unrecognized (must be of type Widget): couldn\'t get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (5b5d)',
  ],
];

describe('what a schema refuses', () => {
  test.each(REFUSED)('%s', (body, message) => {
    expect(create(body)).toBe(message);
  });
});

describe('what a schema makes of an object', () => {
  const widget = (spec: object) =>
    JSON.stringify({ apiVersion: 'codec.example.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec });

  test.each([
    ['a default is set', { size: 1 }, { color: 'red', size: 1 }],
    ['a null gives way to a default', { size: 1, color: null }, { color: 'red', size: 1 }],
    ['a null that may not be is dropped', { size: 1, name: null }, { color: 'red', size: 1 }],
    ['a null that may be stays', { size: 1, maybe: null }, { color: 'red', maybe: null, size: 1 }],
    ['unknown fields are dropped', { size: 1, foo: 1 }, { color: 'red', size: 1 }],
    [
      'but not where the schema keeps them',
      { size: 1, any: { b: 1, a: [] } },
      { any: { a: [], b: 1 }, color: 'red', size: 1 },
    ],
  ])('%s', (_what, spec, expected) => {
    const { object } = widgets.decode(Buffer.from(widget(spec)), undefined, 'Ignore');
    expect(JSON.stringify(object.spec)).toBe(JSON.stringify(expected));
  });

  test('what was dropped is told, as a warning or an error', () => {
    const body = Buffer.from(widget({ size: 1, foo: 1, things: [{ name: 'x', q: 1 }] }));
    expect(widgets.decode(body, undefined, 'Warn').strictErrors).toEqual([
      'unknown field "spec.foo"',
      'unknown field "spec.things[0].q"',
    ]);
  });

  test('what is wrong already may stay in an update', () => {
    const old = widgets.complete(JSON.parse(widget({ size: 11, color: 'blue' }))).object;
    const object = widgets.complete(JSON.parse(widget({ size: 11, color: 'blue', name: 'ab' }))).object;
    expect(widgets.validator.validateUpdate?.(object, old, CONTEXT)).toEqual([]);
    object.spec = { size: 12, color: 'blue' };
    expect(widgets.validator.validateUpdate?.(object, old, CONTEXT).map(({ field }) => field)).toEqual([
      'spec.size',
    ]);
  });
});

test('the generation counts what changes outside of the metadata and the status', () => {
  const read = (spec: object, status: object) =>
    widgets.complete({
      apiVersion: 'codec.example.com/v1',
      kind: 'Widget',
      metadata: { name: 'w', generation: 3 },
      spec: { ...spec },
      status: { ...status },
    }).object;
  const old = read({ size: 1 }, { phase: 'a' });
  const same = read({ size: 1 }, { phase: 'b' });
  widgets.strategy.prepareForUpdate?.(same, old, CONTEXT);
  expect([same.metadata.generation, same.status]).toEqual([3, { phase: 'a' }]);
  const other = read({ size: 2 }, {});
  widgets.strategy.prepareForUpdate?.(other, old, CONTEXT);
  expect([other.metadata.generation, other.status]).toEqual([4, { phase: 'a' }]);
});

function create(body: string): string {
  try {
    const { object } = widgets.decode(Buffer.from(body), undefined, 'Strict');
    widgets.strategy.prepareForCreate?.(object, CONTEXT);
    const errors = widgets.validator.validateCreate(object, CONTEXT);
    const kind = { group: 'codec.example.com', kind: object.kind };
    if (errors.length > 0) throw invalidError(kind, object.metadata.name ?? '', errors);
    return 'created';
  } catch (error) {
    if (error instanceof StatusError) return error.message;
    throw error;
  }
}
