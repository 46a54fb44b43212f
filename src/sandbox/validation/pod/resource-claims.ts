import { duplicate, forbidden, invalid, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import type { ObjectMeta } from '../../model/object.ts';
import { each, type Faults, matches, NO_PATH } from '../faults.ts';
import { objectsAt, textAt } from '../fields.ts';
import { isDnsLabel, isDnsSubdomain } from '../formats/names.ts';
import { internalElement } from '../internal-form.ts';

export const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';

/** validatePodResourceClaims */
export function* validateResourceClaims(
  path: string,
  spec: JsonObject,
  metadata: ObjectMeta | undefined,
): Faults {
  const names = new Set<string>();
  const isMirror = Object.hasOwn(objectAt(metadata, 'annotations'), MIRROR_ANNOTATION);
  yield* each(path, objectsAt(spec, 'resourceClaims'), function* (at, claim) {
    if (isMirror) {
      yield forbidden(NO_PATH, 'static pods do not support resource claims');
      return;
    }
    const name = stringAt(claim, 'name');
    if (name === '') yield required(`${at}.name`, '');
    else if (names.has(name)) yield duplicate(`${at}.name`, name);
    else yield* matches(`${at}.name`, name, isDnsLabel);
    names.add(name);
    const keys = ['resourceClaimName', 'resourceClaimTemplateName'].filter(
      (key) => textAt(claim, key) !== undefined,
    );
    if (keys.length !== 1) {
      const shown = internalElement('/v1/Pod', 'spec.resourceClaims', claim);
      const text =
        keys.length === 0
          ? 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'
          : 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified';
      yield invalid(at, shown, text);
    }
    for (const key of keys) yield* matches(`${at}.${key}`, stringAt(claim, key), isDnsSubdomain);
  });
}
