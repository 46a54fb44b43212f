import { isObject, type JsonObject, listAt, objectAt, stringAt } from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';
import type { ResourceInfo, SubresourceInfo } from '../model/resource.ts';

const VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const SUBRESOURCE_VERBS = ['get', 'patch', 'update'];

/** One version of a definition as discovery describes it, with the names that were accepted. */
export function resourceInfo(definition: ApiObject, version: JsonObject): ResourceInfo {
  const spec = objectAt(definition, 'spec');
  const names = objectAt(objectAt(definition, 'status'), 'acceptedNames');
  const group = stringAt(spec, 'group');
  const plural = stringAt(names, 'plural');
  const name = stringAt(version, 'name');
  const storage = versionsOf(definition).find((each) => each.storage === true);
  const isTerminating = definition.metadata.deletionTimestamp !== undefined;
  return {
    group,
    version: name,
    resource: plural,
    singular: stringAt(names, 'singular'),
    kind: stringAt(names, 'kind'),
    namespaced: stringAt(spec, 'scope') === 'Namespaced',
    verbs: isTerminating
      ? VERBS.filter((verb) => verb !== 'create' && verb !== 'update' && verb !== 'patch')
      : VERBS,
    shortNames: listAt(names, 'shortNames').map(String),
    categories: listAt(names, 'categories').map(String),
    subresources: subresourcesOf(group, stringAt(names, 'kind'), version),
    storage: storageOf(definition),
    storageVersion: { group, version: stringAt(storage, 'name') },
    customResourceDefinition: definition.metadata.name ?? '',
  };
}

function subresourcesOf(group: string, kind: string, version: JsonObject): Map<string, SubresourceInfo> {
  const subresources = objectAt(version, 'subresources');
  const own = { group, version: stringAt(version, 'name'), kind };
  const found = new Map<string, SubresourceInfo>();
  if (Object.hasOwn(subresources, 'status')) {
    found.set('status', { name: 'status', ...own, verbs: SUBRESOURCE_VERBS });
  }
  if (Object.hasOwn(subresources, 'scale')) {
    found.set('scale', {
      name: 'scale',
      group: 'autoscaling',
      version: 'v1',
      kind: 'Scale',
      verbs: SUBRESOURCE_VERBS,
    });
  }
  return found;
}

/** Under which name the objects of a definition are kept. */
export function storageOf(definition: ApiObject): string {
  const spec = objectAt(definition, 'spec');
  return `${stringAt(spec, 'group')}/${stringAt(objectAt(spec, 'names'), 'plural')}`;
}

export function versionsOf(definition: ApiObject): JsonObject[] {
  return listAt(objectAt(definition, 'spec'), 'versions').filter(isObject);
}
