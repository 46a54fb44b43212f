import { createHash } from 'node:crypto';

export type Format = 'json' | 'protobuf';

export interface OpenApiDocument {
  /** Of the JSON, in capitals and without quotes; protobuf has the same. */
  readonly etag: string;
  read(format: Format): Buffer;
}

/** A document that is made, and kept, when it is first asked for. */
export function createDocument(make: Readonly<Record<Format, () => Buffer>>): OpenApiDocument {
  const made: Partial<Record<Format, Buffer>> = {};
  let etag: string | undefined;
  const read = (format: Format): Buffer => {
    made[format] ??= make[format]();
    return made[format];
  };
  return {
    get etag() {
      etag ??= createHash('sha512').update(read('json')).digest('hex').toUpperCase();
      return etag;
    },
    read,
  };
}
