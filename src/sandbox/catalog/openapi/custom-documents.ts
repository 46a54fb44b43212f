import { goJson } from '../../codec/encode-json.ts';
import { ProtobufWriter, readFields } from '../../codec/protobuf/wire.ts';
import { readData } from '../../data/read-data.ts';
import { type JsonObject, objectAt } from '../../model/json.ts';
import type { CustomResource, CustomVersion } from '../custom-versions.ts';
import { type CustomResourcesData, customPaths } from './custom-paths.ts';
import { customListSchema, customSchema, modelName } from './custom-schema.ts';
import { createDocument, type OpenApiDocument } from './document.ts';
import { encodeMessage, encodeOpenApi } from './encode.ts';
import { OPEN_API_V2 } from './messages.ts';

/** The documents of OpenAPI v3 of what CustomResourceDefinitions serve, by path: `apis/example.com/v1`. */
export function customDocuments(versions: readonly CustomVersion[]): Map<string, OpenApiDocument> {
  if (versions.length === 0) return new Map();
  const data = readCustomResources();
  return new Map(
    versions.map(({ group, version, resources }) => {
      const document = customDocument(data, resources);
      return [
        `apis/${group}/${version}`,
        createDocument({
          json: () => Buffer.from(goJson(document)),
          protobuf: () => encodeOpenApi(document, 'v3'),
        }),
      ];
    }),
  );
}

function customDocument(data: CustomResourcesData, resources: readonly CustomResource[]): JsonObject {
  const needsScale = resources.some(({ hasScale }) => hasScale);
  const shared = Object.entries(data.schemas).filter(
    ([name]) => needsScale || !name.startsWith('io.k8s.api.autoscaling.'),
  );
  const { paths, definitions } = contentsOf(data, resources, 'v3');
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes CRD Swagger', version: 'v0.1.0' },
    paths,
    components: { schemas: sorted({ ...Object.fromEntries(shared), ...definitions }) },
  };
}

/** OpenAPI v2 with the paths and definitions of what CustomResourceDefinitions serve among the others. */
export function withCustomContents(
  builtIn: OpenApiDocument,
  versions: readonly CustomVersion[],
): OpenApiDocument {
  const resources = versions.flatMap((version) => version.resources);
  const { paths, definitions } = contentsOf(readCustomResources(), resources, 'v2');
  return createDocument({
    json() {
      const document = JSON.parse(builtIn.read('json').toString()) as JsonObject;
      document.paths = sorted({ ...objectAt(document, 'paths'), ...paths });
      document.definitions = sorted({ ...objectAt(document, 'definitions'), ...definitions });
      return Buffer.from(JSON.stringify(document));
    },
    protobuf: () =>
      withEntries(
        builtIn.read('protobuf'),
        new Map([
          [8, encodeMessage(paths, 'Paths', OPEN_API_V2)],
          [9, encodeMessage(definitions, 'Definitions', OPEN_API_V2)],
        ]),
      ),
  });
}

function contentsOf(
  data: CustomResourcesData,
  resources: readonly CustomResource[],
  version: 'v2' | 'v3',
): { paths: JsonObject; definitions: JsonObject } {
  const paths = resources.map((resource) => customPaths(data, resource, version));
  const definitions = resources.map((resource) => ({
    [modelName(resource, resource.kind)]: customSchema(resource, version),
    [modelName(resource, resource.listKind)]: customListSchema(resource, version),
  }));
  return {
    paths: sorted(Object.assign({}, ...paths)),
    definitions: sorted(Object.assign({}, ...definitions)),
  };
}

/** A message whose fields of these numbers, which are messages themselves, have more entries: each with a name first. */
function withEntries(message: Buffer, added: ReadonlyMap<number, Buffer>): Buffer {
  const writer = new ProtobufWriter();
  for (const field of readFields(message)) {
    if (field.type !== 'bytes') continue;
    const more = added.get(field.number);
    writer.bytes(field.number, more === undefined ? field.value : mergeEntries(field.value, more));
  }
  return writer.finish();
}

function mergeEntries(some: Buffer, others: Buffer): Buffer {
  const entries = [...readFields(some), ...readFields(others)].flatMap((field) => {
    if (field.type !== 'bytes') return [];
    const [name] = readFields(field.value);
    return [{ ...field, name: name?.type === 'bytes' ? name.value.toString() : '' }];
  });
  const writer = new ProtobufWriter();
  entries.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  for (const { number, value } of entries) writer.bytes(number, value);
  return writer.finish();
}

function sorted(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readCustomResources(): CustomResourcesData {
  return JSON.parse(readData('custom-resources.json').toString()) as CustomResourcesData;
}
