import { readData } from '../../data/read-data.ts';
import { createDocument, type Format, type OpenApiDocument } from './document.ts';

const ENDINGS: Readonly<Record<Format, string>> = { json: 'json', protobuf: 'pb' };

/** OpenAPI v2 of the built-in resources. */
export function builtInV2(): OpenApiDocument {
  return createDocument({
    json: () => readData('openapi-v2.json'),
    protobuf: () => readData('openapi-v2.pb'),
  });
}

/** The documents of OpenAPI v3 by path, `apis/apps/v1`; each of their two files is unpacked when it is needed. */
export function builtInV3(): Map<string, OpenApiDocument> {
  const packs: Partial<Record<Format, Map<string, Buffer>>> = {};
  const read = (path: string, format: Format): Buffer => {
    packs[format] ??= unpack(readData(`openapi-v3.${ENDINGS[format]}`));
    return packs[format].get(path) ?? Buffer.alloc(0);
  };
  const { paths } = JSON.parse(readData('openapi-v3-index.json').toString()) as {
    paths: Record<string, { serverRelativeURL: string }>;
  };
  return new Map(
    Object.entries(paths).map(([path, { serverRelativeURL }]) => {
      const etag = serverRelativeURL.slice(serverRelativeURL.indexOf('=') + 1);
      return [path, { etag, read: (format) => read(path, format) }];
    }),
  );
}

/** A line with the length of each document, and then one after the other (scripts/sandbox-update/open-api.ts). */
function unpack(file: Buffer): Map<string, Buffer> {
  const lineEnd = file.indexOf('\n');
  const lengths = JSON.parse(file.subarray(0, lineEnd).toString()) as Record<string, number>;
  let offset = lineEnd + 1;
  return new Map(
    Object.entries(lengths).map(([path, length]) => {
      const document = file.subarray(offset, offset + length);
      offset += length;
      return [path, document];
    }),
  );
}
