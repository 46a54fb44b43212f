import { goJson } from '../codec/encode-json.ts';
import { sortKeys } from '../codec/key-order.ts';
import { canonicalTime } from '../codec/time.ts';
import type { Catalog, TableColumn } from '../model/catalog.ts';
import { formatGo } from '../model/go-format.ts';
import { isObject, type Json, type JsonObject, stringAt } from '../model/json.ts';
import type { Cell } from '../model/rules.ts';
import { type CustomTable, humanAge } from '../table/index.ts';
import { findAll, type JsonPath, parseJsonPath } from './json-path.ts';

/**
 * The table of a version of a custom resource: its additionalPrinterColumns after the name; with none of them the name and
 * the age (apiextensions pkg/registry/customresource/tableconvertor, getColumnsForVersion).
 */
export function customTable(
  catalog: Pick<Catalog, 'findResource' | 'columnsOf'>,
  columns: readonly JsonObject[],
): CustomTable {
  const printed = columns.length === 0 ? [ageColumn(catalog)] : columns;
  const paths = printed.map((column) => parseJsonPath(stringAt(column, 'jsonPath')));
  // With a column that cannot be read the server prints the name alone.
  const readable = paths.every((path) => path !== undefined) ? printed : [];
  return {
    columns: [
      { name: 'Name', type: 'string', format: 'name', description: describe(catalog, 'Name'), priority: 0 },
      ...readable.map(toColumn),
    ],
    printRow: (object, now) => [
      object.metadata.name ?? '',
      ...readable.map((column, index) => cellOf(object, stringAt(column, 'type'), paths[index] ?? [], now)),
    ],
  };
}

/** The table of the subresource scale (getScaleColumnsForVersion). It is printed from a Scale. */
export function customScaleTable(
  catalog: Pick<Catalog, 'findResource' | 'columnsOf'>,
  scale: JsonObject | undefined,
): CustomTable {
  const columns: JsonObject[] = [];
  const add = (name: string, description: string, path: string) =>
    columns.push({ name, type: 'integer', description, jsonPath: path });
  if (stringAt(scale, 'specReplicasPath') !== '')
    add('Desired', 'Number of desired replicas', '.spec.replicas');
  if (stringAt(scale, 'statusReplicasPath') !== '')
    add('Available', 'Number of actual replicas', '.status.replicas');
  return customTable(catalog, [...columns, ageColumn(catalog)]);
}

function ageColumn(catalog: Pick<Catalog, 'findResource' | 'columnsOf'>): JsonObject {
  return {
    name: 'Age',
    type: 'date',
    description: describe(catalog, 'Age'),
    jsonPath: '.metadata.creationTimestamp',
  };
}

/** Tables of all kinds say in the same words what a name and an age are. */
function describe(catalog: Pick<Catalog, 'findResource' | 'columnsOf'>, column: string): string {
  const namespaces = catalog.findResource('', 'v1', 'namespaces');
  const found = namespaces && catalog.columnsOf(namespaces).find(({ name }) => name === column);
  return found?.description ?? '';
}

function toColumn(column: JsonObject): TableColumn {
  const path = stringAt(column, 'jsonPath');
  return {
    name: stringAt(column, 'name'),
    type: stringAt(column, 'type'),
    format: stringAt(column, 'format'),
    description:
      stringAt(column, 'description') || `Custom resource definition column (in JSONPath format): ${path}`,
    priority: typeof column.priority === 'number' ? column.priority : 0,
  };
}

function cellOf(object: JsonObject, type: string, path: JsonPath, now: Date): Cell {
  let value: Json | undefined;
  try {
    [value] = findAll(object, path);
  } catch {
    return null;
  }
  if (value === undefined) return null;
  if (type === 'string') return textOf(value);
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return typeof value === 'string' ? dateOf(value, now) : null;
    default:
      return null;
  }
}

/** JSONPath.PrintResults: lists and maps as JSON. */
function textOf(value: Json): string {
  return Array.isArray(value) || isObject(value) ? goJson(sortKeys(value)) : formatGo(value);
}

function dateOf(text: string, now: Date): string {
  try {
    const time = text === '' || text === 'null' ? null : canonicalTime(text);
    return time === null ? '<unknown>' : humanAge(time, now);
  } catch {
    return '<invalid>';
  }
}
