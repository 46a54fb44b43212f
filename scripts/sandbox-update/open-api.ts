import type { RawClient } from './raw-client.ts';

export interface OpenApiDocuments {
  v2: { json: Buffer; protobuf: Buffer };
  index: Buffer;
  /** By the path behind `/openapi/v3/`: `apis/apps/v1`. */
  v3: { json: Map<string, Buffer>; protobuf: Map<string, Buffer> };
}

const protobuf = (version: string): string =>
  `application/com.github.proto-openapi.spec.${version}.v1.0+protobuf`;

export async function takeOpenApi(client: RawClient): Promise<OpenApiDocuments> {
  const take = async (path: string, accept?: string) => (await client.get(path, accept)).body;
  const index = await take('/openapi/v3');
  const { paths } = JSON.parse(index.toString()) as { paths: Record<string, { serverRelativeURL: string }> };
  const v3: OpenApiDocuments['v3'] = { json: new Map(), protobuf: new Map() };
  for (const [path, { serverRelativeURL }] of Object.entries(paths)) {
    v3.json.set(path, await take(serverRelativeURL));
    v3.protobuf.set(path, await take(serverRelativeURL, protobuf('v3')));
  }
  return {
    index,
    v2: { json: await take('/openapi/v2'), protobuf: await take('/openapi/v2', protobuf('v2')) },
    v3,
  };
}

/**
 * One file for all: they have most of their definitions in common, which makes it a fourth of what they are one by one.
 * A line of JSON has the length of each, and what follows is the documents.
 */
export function packDocuments(documents: ReadonlyMap<string, Buffer>): Buffer {
  const lengths = Object.fromEntries([...documents].map(([path, { length }]) => [path, length]));
  return Buffer.concat([Buffer.from(`${JSON.stringify(lengths)}\n`), ...documents.values()]);
}
