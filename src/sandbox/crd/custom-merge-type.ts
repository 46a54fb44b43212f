import { createMergeTypes } from '../catalog/merge-types.ts';
import type { Catalog, MergeField, MergeType } from '../model/catalog.ts';
import { hasFlag, PRESERVE_UNKNOWN_FIELDS, type Schema } from './schema.ts';

/**
 * The type for structured merges of a custom resource: its schema, with what all objects have (apiextensions
 * pkg/controller/openapi/builder).
 */
export function customMergeType(
  catalog: Pick<Catalog, 'mergeTypeOf'>,
  schema: Schema | undefined,
  preserveUnknownFields: boolean,
): MergeType {
  const types = createMergeTypes({ kinds: {}, definitions: {} });
  const preserves = preserveUnknownFields || schema === undefined || hasFlag(schema, PRESERVE_UNKNOWN_FIELDS);
  const own = types.ofSchema({ type: 'object', ...schema }, preserves);
  const known = catalog.mergeTypeOf('', 'v1', 'ConfigMap');
  const fields = new Map<string, MergeField>(own.kind === 'struct' ? own.fields : []);
  for (const name of ['apiVersion', 'kind', 'metadata']) {
    const field = known?.kind === 'struct' ? known.fields.get(name) : undefined;
    if (field !== undefined) fields.set(name, field);
  }
  const element = own.kind === 'struct' || own.kind === 'map' ? own.element : undefined;
  return { kind: 'struct', fields, relationship: 'separable', element: preserves ? element : undefined };
}
