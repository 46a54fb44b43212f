import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../src/sandbox/catalog/catalog.ts';
import type { MergeType } from '../../../src/sandbox/model/catalog.ts';
import type { JsonObject } from '../../../src/sandbox/model/json.ts';

// Expected values: the extensions in the server's OpenAPI, by the rules of kube-openapi pkg/schemaconv.

const catalog = loadCatalog();

describe('types for merges', () => {
  it.each([
    ['Pod', 'spec.containers', 'associative list of struct by name'],
    ['Pod', 'spec.containers.ports', 'associative list of struct by containerPort,protocol'],
    ['Pod', 'spec.containers.args', 'atomic list of string'],
    ['Pod', 'spec.tolerations', 'atomic list of struct'],
    ['Pod', 'spec.containers.resources.limits', 'separable map of untyped'],
    ['Pod', 'spec.nodeSelector', 'atomic map of string'],
    ['Pod', 'spec.containers.env.valueFrom.secretKeyRef', 'atomic struct'],
    ['Pod', 'metadata.finalizers', 'associative list of string by '],
    ['Pod', 'metadata.ownerReferences', 'associative list of struct by uid'],
    ['Pod', 'metadata.creationTimestamp', 'untyped'],
    ['Pod', 'spec.volumes', 'associative list of struct by name'],
    ['Service', 'spec.selector', 'atomic map of string'],
    ['Service', 'spec.ports', 'associative list of struct by port,protocol'],
    ['Service', 'spec.ports.targetPort', 'any separable'],
    ['Service', 'spec.ports.port', 'number'],
    ['ConfigMap', 'data', 'separable map of string'],
    ['ConfigMap', 'immutable', 'boolean'],
    ['Secret', 'data', 'separable map of string'],
    // What a reference says goes before what the type says.
    ['Endpoints', 'subsets.addresses.targetRef', 'atomic struct'],
  ])('%s: %s is %s', (kind, path, expected) => {
    expect(describeType(typeAt(catalog.mergeTypeOf('', 'v1', kind), path))).toBe(expected);
  });

  it('have the defaults of what keys are made of', () => {
    const port = typeAt(catalog.mergeTypeOf('', 'v1', 'Pod'), 'spec.containers.ports');
    const element = port?.kind === 'list' ? port.element : undefined;
    expect(element?.kind === 'struct' && element.fields.get('protocol')?.default).toBe('TCP');
  });

  it('end where a type holds itself', () => {
    const props = 'spec.versions.schema.openAPIV3Schema';
    const type = catalog.mergeTypeOf('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition');
    expect(typeAt(type, `${props}.not.not`)).toBe(typeAt(type, props));
  });

  it('are there for every kind that is kept', () => {
    const kept = catalog.resources.filter(({ verbs }) => verbs.includes('patch'));
    expect(kept.filter(({ group, version, kind }) => !catalog.mergeTypeOf(group, version, kind))).toEqual([]);
    expect(catalog.mergeTypeOf('', 'v1', 'toString')).toBeUndefined();
  });
});

describe('types for merges of custom resources', () => {
  const schema: JsonObject = {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          set: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
          free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          open: {
            type: 'object',
            'x-kubernetes-preserve-unknown-fields': true,
            properties: { inner: { type: 'object', properties: { a: { type: 'string' } } } },
          },
          port: { 'x-kubernetes-int-or-string': true },
          embedded: { type: 'object', 'x-kubernetes-embedded-resource': true },
          atomic: { type: 'object', 'x-kubernetes-map-type': 'atomic', additionalProperties: true },
        },
      },
    },
  };

  it.each([
    ['metadata.ownerReferences', 'associative list of struct by uid'],
    ['spec.set', 'associative list of string by '],
    ['spec.free', 'separable map of any separable'],
    ['spec.open.inner', 'separable struct with any separable'],
    ['spec.port', 'any separable'],
    ['spec.embedded.metadata.finalizers', 'associative list of string by '],
    ['spec.atomic', 'atomic map of any separable'],
  ])('%s is %s', (path, expected) => {
    expect(describeType(typeAt(catalog.mergeTypeOfCustomResource(schema, false), path))).toBe(expected);
  });

  it('take anything where there is no schema', () => {
    expect(describeType(catalog.mergeTypeOfCustomResource(undefined, false))).toBe(
      'separable map of any separable',
    );
  });
});

/** Through lists to what they hold. */
function typeAt(root: MergeType | undefined, path: string): MergeType | undefined {
  let type = root;
  for (const key of path.split('.')) {
    if (type?.kind === 'list') type = type.element;
    type = type?.kind === 'struct' ? type.fields.get(key)?.type : undefined;
  }
  return type;
}

function describeType(type: MergeType | undefined): string {
  switch (type?.kind) {
    case 'scalar':
      return type.of;
    case 'any':
      return `any ${type.relationship}`;
    case 'map':
      return `${type.relationship} map of ${describeType(type.element)}`;
    case 'list': {
      const keys = type.relationship === 'associative' ? ` by ${type.keys.join()}` : '';
      const element = type.element.kind === 'struct' ? 'struct' : describeType(type.element);
      return `${type.relationship} list of ${element}${keys}`;
    }
    case 'struct':
      return `${type.relationship} struct${type.element === undefined ? '' : ` with ${describeType(type.element)}`}`;
    default:
      return 'unknown';
  }
}
