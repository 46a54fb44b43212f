import { semanticEqual } from '../../kinds/strategies/semantic-equal.ts';
import { forbidden, invalid } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Validator, WriteContext } from '../../model/rules.ts';
import { createValidator } from '../create-validator.ts';
import { collect, declared, type Faults, IMMUTABLE, matches } from '../faults.ts';
import { objectsAt, textAt } from '../fields.ts';
import { isDnsSubdomain, isQualifiedName } from '../formats/names.ts';
import { internalForm } from '../internal-form.ts';
import { validateMetadata, validateMetadataUpdate } from '../metadata.ts';
import { validateTemplateMetadata } from '../template-metadata.ts';
import {
  MAX_ITEMS,
  validateConfiguration,
  validateDevices,
  validateList,
  validateSelectors,
} from './device-claim.ts';

// pkg/apis/resource/validation

const NAMESPACED = { namespaced: true, name: isDnsSubdomain };

/** The spec never changes: it is looked at only once. */
export const resourceClaim: Validator = {
  validateCreate: (object, context) =>
    collect(
      validateAdminAccess(objectAt(object, 'spec'), context),
      validateMetadata(object, NAMESPACED),
      validateDevices('spec.devices', objectAt(objectAt(object, 'spec'), 'devices')),
    ),
  validateUpdate: (object, old) =>
    collect(
      validateMetadata(object, NAMESPACED),
      validateMetadataUpdate(object, old),
      semanticEqual(own(object, 'spec'), own(old, 'spec'))
        ? []
        : declared([invalid('spec', null, IMMUTABLE)]),
    ),
  validateSubresourceUpdate: { status: (object, old) => collect(validateMetadataUpdate(object, old)) },
};

export const resourceClaimTemplate: Validator = {
  validateCreate: (object, context) =>
    collect(
      validateAdminAccess(objectAt(objectAt(object, 'spec'), 'spec'), context),
      validateTemplate(object),
    ),
  validateUpdate(object, old) {
    const spec = own(object, 'spec');
    const shown = internalForm('resource.k8s.io/v1/ResourceClaimTemplate', 'spec', spec);
    return collect(
      validateTemplate(object),
      validateMetadataUpdate(object, old),
      semanticEqual(spec, own(old, 'spec')) ? [] : [invalid('spec', shown, IMMUTABLE)],
    );
  },
};

function* validateTemplate(object: ApiObject): Faults {
  const spec = objectAt(object, 'spec');
  yield* validateMetadata(object, NAMESPACED);
  yield* validateTemplateMetadata('spec.metadata', objectAt(spec, 'metadata'));
  yield* validateDevices('spec.spec.devices', objectAt(objectAt(spec, 'spec'), 'devices'));
}

const ADMIN_LABEL = 'resource.kubernetes.io/admin-access';

/** AuthorizedForAdmin of pkg/registry/resource: the first request of all rights. It says the path of a claim always. */
function* validateAdminAccess(spec: JsonObject, { view, namespace }: WriteContext): Faults {
  const requests = objectsAt(objectAt(spec, 'devices'), 'requests');
  const index = requests.findIndex((request) => objectAt(request, 'exactly').adminAccess === true);
  const labels = view.get('namespaces', '', namespace)?.metadata.labels ?? {};
  if (index < 0 || own(labels, ADMIN_LABEL) === 'true') return;
  const text = `admin access to devices requires the \`${ADMIN_LABEL}: true\` label on the containing namespace`;
  yield forbidden(`spec.devices.requests[${index}].adminAccess`, text);
}

export const deviceClass = createValidator({
  name: isDnsSubdomain,
  declaredName: true,
  namespaced: false,
  updateAsNew: 'before',
  *check(object) {
    const spec = objectAt(object, 'spec');
    yield* validateSelectors('spec.selectors', spec);
    yield* validateList('spec.config', objectsAt(spec, 'config'), MAX_ITEMS, validateConfiguration);
    const name = textAt(spec, 'extendedResourceName');
    if (name !== undefined) yield* declared(validateExtendedName('spec.extendedResourceName', name));
  },
});

/** apimachinery pkg/api/validate/strfmt.go, ExtendedResourceName */
function* validateExtendedName(path: string, name: string): Faults {
  if (!name.includes('/')) {
    yield invalid(path, name, "a name must be a domain-prefixed path, such as 'example.com/my-prop'");
  } else if (name.includes('kubernetes.io/')) {
    yield invalid(path, name, 'must not have "kubernetes.io/" domain');
  }
  if (name.startsWith('requests.')) yield invalid(path, name, 'must not have "requests." prefix');
  for (const { detail } of matches(path, `requests.${name}`, isQualifiedName)) {
    yield invalid(path, name, detail);
  }
}
