import { goQuote } from '../model/field-error.ts';
import { objectAt, own, stringAt } from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';
import { supportedFormat } from './formats.ts';
import { versionsOf } from './resource-info.ts';
import { asSchema, everySchema, itemsOf, LIST_TYPE, type Schema, typeOf } from './schema.ts';

/** WarningsOnCreate and WarningsOnUpdate of apiextensions pkg/registry/customresourcedefinition/strategy.go. */
export function definitionWarnings(object: ApiObject, old: ApiObject | undefined): string[] {
  const formats = new Set(old === undefined ? [] : unknownFormats(old));
  const lists = new Set(old === undefined ? [] : setsOfObjects(old));
  return [
    ...unknownFormats(object)
      .filter((format) => !formats.has(format))
      .map((format) => `unrecognized format ${goQuote(format)}`),
    ...setsOfObjects(object).filter((warning) => !lists.has(warning)),
  ];
}

function unknownFormats(object: ApiObject): string[] {
  return schemasOf(object)
    .filter((schema) => {
      const format = stringAt(schema, 'format');
      return format !== '' && supportedFormat(format, typeOf(schema)) === '';
    })
    .map((schema) => stringAt(schema, 'format'));
}

function setsOfObjects(object: ApiObject): string[] {
  const types = schemasOf(object)
    .filter((schema) => own(schema, LIST_TYPE) === 'set')
    .map((schema) => typeOf(itemsOf(schema)))
    .filter((type) => type === 'object' || type === 'array');
  return [...new Set(types)]
    .sort()
    .map(
      (type) =>
        `x-kubernetes-list-type: set for items of type ${goQuote(type)} is not supported by server-side apply or CEL validation rules`,
    );
}

/** Those that versions share are told once. */
function schemasOf(object: ApiObject): Schema[] {
  const roots = versionsOf(object).map((version) => own(objectAt(version, 'schema'), 'openAPIV3Schema'));
  const isShared = roots.every((root) => JSON.stringify(root) === JSON.stringify(roots[0]));
  return (isShared ? roots.slice(0, 1) : roots).flatMap((root) => [...everySchema(asSchema(root))]);
}
