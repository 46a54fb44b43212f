import { type CustomResource, customResourcesOf } from '../crd/index.ts';
import type { Catalog } from '../model/catalog.ts';
import { isObject, type JsonObject, listAt, objectAt, stringAt } from '../model/json.ts';
import { type ApiObject, apiVersionOf } from '../model/object.ts';
import { forbiddenError, type StatusError } from '../model/status.ts';
import { admit, metadataValidator, validateAdmission } from './built-in-kinds.ts';
import type { CustomScale, KindRules } from './kind-rules.ts';
import type { ScalePaths } from './subresources/scale.ts';

/** The rules of the resources of a CustomResourceDefinition, one for each version that is served. */
export function customRules(catalog: Catalog, definition: ApiObject): KindRules[] {
  return customResourcesOf(catalog, definition, metadataValidator).map((custom) => ({
    ...custom,
    scale: custom.scale === undefined ? undefined : scaleOf(custom, custom.scale, definition),
    // Validation tells of another kind.
    checkKind: () => undefined,
    admit(object, old, context) {
      if (custom.isTerminating && context.verb === 'create')
        throw createNotAllowed(custom.resource, object?.metadata.name ?? '');
      admit(object, old, context);
    },
    validateAdmission,
  }));
}

/** apiextensions-apiserver pkg/apiserver/customresource_handler.go, forbidCreateAdmission. */
function createNotAllowed(resource: KindRules['resource'], name: string): StatusError {
  return forbiddenError(resource, name, 'create not allowed while custom resource definition is terminating');
}

function scaleOf(custom: CustomResource, scale: JsonObject, definition: ApiObject): CustomScale {
  return { paths: scalePaths(scale), versions: versionsOf(definition), table: custom.scaleTable };
}

function scalePaths(scale: JsonObject): ScalePaths {
  const selectorPath = pathAt(scale, 'labelSelectorPath');
  return {
    isCustom: true,
    specReplicas: pathAt(scale, 'specReplicasPath'),
    statusReplicas: pathAt(scale, 'statusReplicasPath'),
    selector: (object) => (selectorPath === '' ? '' : textAt(object, selectorPath)),
  };
}

function versionsOf(definition: ApiObject): Map<string, string | null> {
  const spec = objectAt(definition, 'spec');
  const group = stringAt(spec, 'group');
  return new Map(
    listAt(spec, 'versions')
      .filter(isObject)
      .map((version) => {
        const path = pathAt(objectAt(objectAt(version, 'subresources'), 'scale'), 'specReplicasPath');
        return [apiVersionOf({ group, version: stringAt(version, 'name') }), path === '' ? null : path];
      }),
  );
}

/** `.spec.replicas` without its first point. */
function pathAt(scale: JsonObject, key: string): string {
  return stringAt(scale, key).replace(/^\./, '');
}

function textAt(object: JsonObject, path: string): string {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  return stringAt(
    keys.reduce((inner, key) => objectAt(inner, key), object),
    last,
  );
}
