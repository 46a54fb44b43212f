import { formatGo } from '../model/go-format.ts';
import {
  equalJson,
  type Json,
  type JsonObject,
  listAt,
  objectAt,
  own,
  setOwn,
  stringAt,
} from '../model/json.ts';
import type { ApiObject, ObjectMeta } from '../model/object.ts';
import type { Strategy } from '../model/rules.ts';
import { findAll, parseJsonPath } from './json-path.ts';

/** apiextensions pkg/registry/customresource/strategy.go and status_strategy.go, for one version of a definition. */
export function customStrategy(version: JsonObject): Strategy {
  const hasStatus = own(objectAt(version, 'subresources'), 'status') !== undefined;
  const selectable = listAt(version, 'selectableFields').map((field) =>
    stringAt(field as JsonObject, 'jsonPath'),
  );
  return {
    allowUnconditionalUpdate: false,
    prepareForCreate(object) {
      if (hasStatus) delete object.status;
      object.metadata.generation = 1;
    },
    prepareForUpdate(object, old) {
      if (hasStatus) copyField(object, old, 'status');
      if (!equalJson(withoutMetadata(object), withoutMetadata(old))) {
        object.metadata.generation = (old.metadata.generation ?? 0) + 1;
      }
    },
    prepareForSubresourceUpdate: {
      // Nothing but the status, and who owns it, is taken from what was sent.
      status(object, old) {
        const metadata: ObjectMeta = { ...old.metadata };
        delete metadata.managedFields;
        const { managedFields } = object.metadata;
        if (managedFields !== undefined) metadata.managedFields = managedFields;
        for (const key of Object.keys(object)) if (key !== 'status') delete object[key];
        for (const key of Object.keys(old)) if (key !== 'status') setOwn(object, key, old[key] ?? null);
        object.metadata = metadata;
      },
    },
    selectableFields: (object) =>
      Object.fromEntries(selectable.map((path) => [path.replace(/^\./, ''), selectableValue(object, path)])),
    resetFields: hasStatus ? { '': ['status'], status: ['metadata', 'spec'] } : {},
  };
}

function copyField(object: ApiObject, old: ApiObject, key: string): void {
  const before = own(old, key);
  if (before === undefined) delete object[key];
  else setOwn(object, key, before);
}

function withoutMetadata({ metadata: _metadata, ...rest }: ApiObject): JsonObject {
  return rest;
}

function selectableValue(object: ApiObject, path: string): string {
  const parsed = parseJsonPath(path);
  const [value]: Json[] = parsed === undefined ? [] : findAll(object, parsed);
  return value === undefined || value === null ? '' : formatGo(value);
}
