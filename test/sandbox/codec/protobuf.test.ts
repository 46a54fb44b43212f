import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../../../src/sandbox/catalog/catalog.ts';
import { canonicalize } from '../../../src/sandbox/codec/canonical.ts';
import { decodeBody } from '../../../src/sandbox/codec/decode-body.ts';
import { encodeProtobuf, encodeWatchFrame } from '../../../src/sandbox/codec/protobuf/encode.ts';
import { isObject } from '../../../src/sandbox/model/json.ts';

const catalog = loadCatalog();

test('a Namespace is written byte for byte as a kube-apiserver does', () => {
  // Both of one object: what a kube-apiserver 1.37.2 answered as JSON and as protobuf.
  const json =
    '{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"default","uid":"d4c6bb7f-627a-4007-8094-cd9d2dd89d45","resourceVersion":"24","creationTimestamp":"2026-11-22T22:50:04Z","labels":{"kubernetes.io/metadata.name":"default"},"managedFields":[{"manager":"kube-apiserver","operation":"Update","apiVersion":"v1","time":"2026-11-22T22:50:04Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:labels":{".":{},"f:kubernetes.io/metadata.name":{}}}}}]},"spec":{"finalizers":["kubernetes"]},"status":{"phase":"Active"}}';
  const protobuf =
    '6b3873000a0f0a02763112094e616d6573706163651288020aed010a0764656661756c7412001a0022002a2464346336626237662d363237612d343030372d383039342d6364396432646438396434353202323438004208089ce38dd80610005a260a1b6b756265726e657465732e696f2f6d657461646174612e6e616d65120764656661756c748a017d0a0e6b7562652d61706973657276657212065570646174651a0276312208089ce38dd806100032084669656c647356313a490a477b22663a6d65746164617461223a7b22663a6c6162656c73223a7b222e223a7b7d2c22663a6b756265726e657465732e696f2f6d657461646174612e6e616d65223a7b7d7d7d7d4200120c0a0a6b756265726e657465731a080a064163746976651a002200';
  expect(encodeProtobuf(catalog, JSON.parse(json))?.toString('hex')).toBe(protobuf);
});

describe('what the seed holds', () => {
  test.each(catalog.seed().map((object) => [object.kind, object.metadata.name ?? '', object] as const))(
    '%s %s comes back as it went',
    (kind, _name, object) => {
      const [group, version] = object.apiVersion.includes('/')
        ? object.apiVersion.split('/')
        : ['', object.apiVersion];
      const expected = { group: group ?? '', version: version ?? '', kind };
      const struct = catalog.goTypeOf(expected.group, expected.version, kind);
      const bytes = encodeProtobuf(catalog, object);
      if (struct === undefined || bytes === undefined) throw new Error('no type');
      const back = decodeBody(catalog, bytes, 'application/vnd.kubernetes.protobuf', expected).object;
      expect(JSON.stringify(back)).toBe(
        JSON.stringify({
          kind,
          apiVersion: object.apiVersion,
          ...withoutType(canonicalize(struct, object, { empty: 'stored' }).object),
        }),
      );
    },
  );
});

test('an event of a watch is a frame with its length before it', () => {
  const frame = encodeWatchFrame('ADDED', Buffer.from('x'));
  expect(frame.toString('hex')).toBe('0000000c' + '0a054144444544' + '1203' + '0a0178');
});

test('custom objects have no protobuf', () => {
  expect(encodeProtobuf(catalog, { apiVersion: 'example.com/v1', kind: 'Widget' })).toBeUndefined();
});

function withoutType(object: unknown) {
  if (!isObject(object)) throw new Error('no object');
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = object;
  return rest;
}
