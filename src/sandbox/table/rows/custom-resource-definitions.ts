import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Cell } from '../../model/rules.ts';
import type { PrinterTable } from '../printer.ts';
import {
  createdAt,
  isConditionTrue,
  isTrueAt,
  nameOf,
  objectsAt,
  specOf,
  statusOf,
  stringsAt,
} from './read.ts';

/** apiextensions-apiserver pkg/registry/customresourcedefinition/tableconvertor. */
export const customResourceDefinitionPrinters: PrinterTable = {
  'apiextensions.k8s.io/CustomResourceDefinition': { printRow: printDefinition, hasNullRows: true },
};

function printDefinition(object: ApiObject): Cell[] {
  const spec = specOf(object);
  const names = objectAt(spec, 'names');
  return [
    nameOf(object),
    stringAt(spec, 'scope'),
    servedVersions(spec).join(','),
    createdAt(object),
    stringAt(spec, 'group'),
    stringAt(names, 'kind'),
    stringsAt(names, 'shortNames').join(','),
    isConditionTrue(objectsAt(statusOf(object), 'conditions'), 'Established'),
  ];
}

function servedVersions(spec: JsonObject): string[] {
  return objectsAt(spec, 'versions')
    .filter((version) => isTrueAt(version, 'served'))
    .map((version) => `${stringAt(version, 'name')}${isTrueAt(version, 'storage') ? '(storage)' : ''}`)
    .sort();
}
