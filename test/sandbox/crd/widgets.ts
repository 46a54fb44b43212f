import { loadCatalog } from '../../../src/sandbox/catalog/catalog.ts';
import { decodeBody } from '../../../src/sandbox/codec/decode-body.ts';
import {
  type CustomResource,
  customResourcesOf,
  definitionStrategy,
  setDefinitionDefaults,
  settleDefinitions,
} from '../../../src/sandbox/crd/index.ts';
import type { ApiObject } from '../../../src/sandbox/model/object.ts';
import type { Validator, WriteContext } from '../../../src/sandbox/model/rules.ts';
import type { Transaction } from '../../../src/sandbox/model/state.ts';

export const catalog = loadCatalog();

/** What the rules of definitions and custom objects ask of a context is nothing. */
export const CONTEXT = {} as WriteContext;

export const NO_METADATA_RULES: Validator = { validateCreate: () => [], validateUpdate: () => [] };

export const NOW = '2026-11-22T10:00:00Z';

export const DEFINITIONS = 'apiextensions.k8s.io/customresourcedefinitions';

/** A definition as it is stored when it has been created. */
export function createDefinition(body: string): ApiObject {
  const kind = { group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' };
  const { object } = decodeBody(catalog, Buffer.from(body), 'application/json', kind, 'Strict');
  setDefinitionDefaults(object);
  definitionStrategy.prepareForCreate?.(object, CONTEXT);
  return object;
}

/** A transaction on objects in memory; what it is asked to do stands in `writes`. */
export function createTransaction(...objects: ReadonlyArray<[storage: string, object: ApiObject]>) {
  const kept = new Map<string, ApiObject>();
  const writes: string[] = [];
  const keyOf = (storage: string, { metadata }: ApiObject) =>
    `${storage}|${metadata.namespace ?? ''}|${metadata.name ?? ''}`;
  for (const [storage, object] of objects) kept.set(keyOf(storage, object), object);
  const transaction: Transaction = {
    resourceVersion: 1,
    get: (storage, namespace, name) => kept.get(`${storage}|${namespace}|${name}`),
    list: (storage) => [...kept].filter(([key]) => key.startsWith(`${storage}|`)).map(([, object]) => object),
    put(storage, object) {
      kept.set(keyOf(storage, object), object);
      writes.push(`put ${object.kind} ${object.metadata.name}`);
      return object;
    },
    remove(storage, object) {
      kept.delete(keyOf(storage, object));
      writes.push(`remove ${object.kind} ${object.metadata.name}`);
      return object;
    },
  };
  return { transaction, writes };
}

/** The resource of a definition that has been established. */
export function serve(definition: ApiObject): CustomResource {
  const { transaction } = createTransaction([DEFINITIONS, definition]);
  settleDefinitions(catalog, transaction, NOW);
  const [established] = transaction.list(DEFINITIONS);
  const [resource] =
    established === undefined ? [] : customResourcesOf(catalog, established, NO_METADATA_RULES);
  if (resource === undefined) throw new Error('the definition is not served');
  return resource;
}

export const WIDGETS = JSON.stringify({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.codec.example.com' },
  spec: {
    group: 'codec.example.com',
    names: { kind: 'Widget', plural: 'widgets', shortNames: ['wd'] },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: {
          status: {},
          scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
        },
        additionalPrinterColumns: [
          { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
          { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
        ],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                required: ['size'],
                properties: {
                  size: { type: 'integer', minimum: 1, maximum: 10 },
                  color: { type: 'string', enum: ['red', 'green'], default: 'red' },
                  name: { type: 'string', pattern: '^[a-z]+$', minLength: 2, maxLength: 5 },
                  replicas: { type: 'integer' },
                  port: { 'x-kubernetes-int-or-string': true },
                  tags: {
                    type: 'array',
                    maxItems: 2,
                    items: { type: 'string' },
                    'x-kubernetes-list-type': 'set',
                  },
                  things: {
                    type: 'array',
                    items: {
                      type: 'object',
                      required: ['name'],
                      properties: { name: { type: 'string' }, v: { type: 'number' } },
                    },
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['name'],
                  },
                  any: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                  labels: { type: 'object', additionalProperties: { type: 'string' }, maxProperties: 2 },
                  when: { type: 'string', format: 'date-time' },
                  maybe: { type: 'string', nullable: true },
                  choice: {
                    type: 'object',
                    properties: { a: { type: 'string' }, b: { type: 'string' } },
                    oneOf: [{ required: ['a'] }, { required: ['b'] }],
                  },
                },
              },
              status: {
                type: 'object',
                properties: { replicas: { type: 'integer' }, phase: { type: 'string' } },
              },
            },
          },
        },
      },
    ],
  },
});
