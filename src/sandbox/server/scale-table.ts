import type { Catalog } from '../model/catalog.ts';
import { isObject, own } from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';
import { type CustomTable, humanAge } from '../table/index.ts';

/** How a Scale is printed (pkg/printers/internalversion/printers.go, printScale). */
export function scaleTable(catalog: Catalog): CustomTable {
  const pods = catalog.findResource('', 'v1', 'pods');
  const columns = pods === undefined ? [] : catalog.columnsOf(pods);
  const describe = (name: string) => columns.find((column) => column.name === name)?.description ?? '';
  const column = (name: string, type: string, description: string) => ({
    name,
    type,
    format: '',
    description,
    priority: 0,
  });
  return {
    columns: [
      column('Name', 'string', describe('Name')),
      column('Desired', 'integer', 'replicas is the desired number of instances for the scaled object.'),
      column(
        'Available',
        'integer',
        'replicas is the actual number of observed instances of the scaled object.',
      ),
      column('Age', 'string', describe('Age')),
    ],
    printRow: (scale, now) => [
      scale.metadata.name ?? '',
      replicas(scale, 'spec'),
      replicas(scale, 'status'),
      humanAge(scale.metadata.creationTimestamp, now),
    ],
  };
}

function replicas(scale: ApiObject, part: 'spec' | 'status'): number {
  const inner = scale[part];
  const value = isObject(inner) ? own(inner, 'replicas') : undefined;
  return typeof value === 'number' ? value : 0;
}
