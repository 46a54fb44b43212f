import type { Catalog, TableColumn } from '../model/catalog.ts';
import { printScale } from './rows/autoscaling.ts';
import type { CustomTable } from './table.ts';

/** The Table of the subresource `scale`, which all that can be scaled share. */
export function scaleTable(catalog: Pick<Catalog, 'columnsOf' | 'findResource'>): CustomTable {
  const namespaces = catalog.findResource('', 'v1', 'namespaces');
  const columns = namespaces === undefined ? [] : catalog.columnsOf(namespaces);
  // The server takes both descriptions from ObjectMeta, for whatever kind.
  const describe = (column: string) => columns.find(({ name }) => name === column)?.description ?? '';
  return {
    columns: [
      createColumn('Name', 'string', describe('Name')),
      createColumn(
        'Desired',
        'integer',
        'replicas is the desired number of instances for the scaled object.',
      ),
      createColumn(
        'Available',
        'integer',
        'replicas is the actual number of observed instances of the scaled object.',
      ),
      createColumn('Age', 'string', describe('Age')),
    ],
    printRow: printScale,
  };
}

function createColumn(name: string, type: string, description: string): TableColumn {
  return { name, type, format: '', description, priority: 0 };
}
