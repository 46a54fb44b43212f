import type { JsonObject } from '../../model/json.ts';
import type { CustomResource } from '../custom-versions.ts';

/**
 * What src/sandbox/data has in custom-resources.json: what a server publishes in OpenAPI of a custom resource besides its
 * schema, under names that stand for those of the definition (scripts/sandbox-update/custom-resources.ts).
 */
export interface CustomResourcesData {
  /** Of a namespaced and of a cluster-scoped one, each with the subresources `status` and `scale`. */
  paths: Record<'v2' | 'v3', Record<'namespaced' | 'cluster', JsonObject>>;
  /** The definitions that the document of each group and version has along with its own. */
  schemas: JsonObject;
}

/** The paths of a custom resource in OpenAPI: those of the example with the names of this one. */
export function customPaths(
  { paths }: CustomResourcesData,
  resource: CustomResource,
  version: 'v2' | 'v3',
): JsonObject {
  const { namespaced, hasStatus, hasScale } = resource;
  const example = paths[version][namespaced ? 'namespaced' : 'cluster'];
  const kept = Object.entries(example).filter(
    ([path]) => (hasStatus || !path.endsWith('/status')) && (hasScale || !path.endsWith('/scale')),
  );
  const names = namesFor(resource);
  const pattern = new RegExp([...names.keys()].map((name) => name.replaceAll('.', '\\.')).join('|'), 'g');
  const text = JSON.stringify(Object.fromEntries(kept));
  return JSON.parse(text.replaceAll(pattern, (name) => names.get(name) ?? name)) as JsonObject;
}

/** What the names of the example stand for. */
function namesFor({ group, version, plural, kind, listKind }: CustomResource): Map<string, string> {
  const identified = group.replace(/\.k8s\.io$/, '');
  return new Map([
    ['test.template.group', group.split('.').reverse().join('.')],
    ['group.template.test', group],
    ['groupTemplateTest', operationName(identified, false)],
    ['GroupTemplateTest', operationName(identified, true)],
    ['V1template', operationName(version, true)],
    ['v1template', version],
    ['templateplurals', plural],
    [' a Templatekind', `${articleFor(kind)}${kind}`],
    ['Templatekind', kind],
    ['Templatebag', listKind],
  ]);
}

/** apiserver pkg/endpoints/openapi/openapi.go, ToValidOperationID. */
function operationName(text: string, capital: boolean): string {
  let capitalize = capital;
  let name = '';
  for (const [index, character] of [...text].entries()) {
    if (/[\p{L}_]/u.test(character) || (index > 0 && /\p{Nd}/u.test(character))) {
      name += capitalize ? character.toUpperCase() : character;
      capitalize = false;
    } else capitalize = true;
  }
  return name;
}

/** apiserver pkg/endpoints/installer.go, GetArticleForNoun, with the spaces around it. */
function articleFor(noun: string): string {
  if (noun.endsWith('s') && !noun.endsWith('ss')) return ' ';
  return /^[aeiou]/i.test(noun) ? ' an ' : ' a ';
}
