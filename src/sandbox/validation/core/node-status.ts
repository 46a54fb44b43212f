import { duplicate, forbidden, goQuote, invalid } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { type Faults, positive, present, requiredMatch } from '../faults.ts';
import { numberAt, stringsAt, structAt } from '../fields.ts';
import { byteLength, isConfigMapKey, isDnsLabel, isDnsSubdomain } from '../formats/names.ts';
import { internalForm } from '../internal-form.ts';

// What a kubelet tells of itself: parts of pkg/apis/core/validation for nodes.

export function* validateSwap(path: string, object: ApiObject): Faults {
  const swap = objectAt(objectAt(objectAt(object, 'status'), 'nodeInfo'), 'swap');
  const capacity = numberAt(swap, 'capacity');
  if (capacity !== undefined) yield* positive(`${path}.capacity`, capacity);
}

const MAX_FEATURE_BYTES = 253;
const FEATURE = /^[A-Z][a-zA-Z0-9]*(\/[a-zA-Z][a-zA-Z0-9]*)*$/;
const FEATURE_TEXT =
  "must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes";

export function* validateFeatures(path: string, object: ApiObject): Faults {
  const features = stringsAt(objectAt(object, 'status'), 'declaredFeatures');
  for (const [index, feature] of features.entries()) {
    const wrong = featureFault(feature);
    if (wrong !== undefined) {
      yield invalid(`${path}[${index}]`, feature, `invalid feature name ${goQuote(feature)}: ${wrong}`);
    }
    const next = features[index + 1];
    const at = `${path}[${index + 1}]`;
    if (next === feature) yield duplicate(at, next);
    else if (next !== undefined && Buffer.compare(Buffer.from(feature), Buffer.from(next)) > 0) {
      yield invalid(at, next, 'list must be sorted alphabetically');
    }
  }
}

function featureFault(feature: string): string | undefined {
  if (byteLength(feature) > MAX_FEATURE_BYTES) return `must be no more than ${MAX_FEATURE_BYTES} characters`;
  return FEATURE.test(feature) ? undefined : FEATURE_TEXT;
}

/** Where a kubelet had its configuration from, when there was such a thing. Only asked of changed nodes. */
export function* validateConfig(object: ApiObject): Faults {
  yield* validateSource('spec.configSource', structAt(objectAt(object, 'spec'), 'configSource'), true);
  const config = structAt(objectAt(object, 'status'), 'config');
  for (const key of config === undefined ? [] : ['assigned', 'active', 'lastKnownGood']) {
    yield* validateSource(`status.config.${key}`, structAt(config ?? {}, key), false);
  }
}

function* validateSource(path: string, source: JsonObject | undefined, inSpec: boolean): Faults {
  if (source === undefined) return;
  const configMap = structAt(source, 'configMap');
  if (configMap === undefined) {
    const shown = internalForm('/v1/Node', 'spec.configSource', source);
    yield invalid(path, shown, 'exactly one reference subfield must be non-nil');
    return;
  }
  const at = `${path}.configMap`;
  for (const key of ['uid', 'resourceVersion']) {
    const value = stringAt(configMap, key);
    if (!inSpec) yield* present(`${at}.${key}`, value);
    else if (value !== '') yield forbidden(`${at}.${key}`, `${key} must not be set in spec`);
  }
  yield* requiredMatch(`${at}.namespace`, stringAt(configMap, 'namespace'), isDnsLabel);
  yield* requiredMatch(`${at}.name`, stringAt(configMap, 'name'), isDnsSubdomain);
  yield* requiredMatch(`${at}.kubeletConfigKey`, stringAt(configMap, 'kubeletConfigKey'), isConfigMapKey);
}
