import { semanticEqual } from '../../kinds/strategies/semantic-equal.ts';
import { invalid, required } from '../../model/field-error.ts';
import { objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { createValidator } from '../create-validator.ts';
import { declared, declaredUnless, each, type Faults, IMMUTABLE, matches, optionalMatch } from '../faults.ts';
import { stringsAt, structAt } from '../fields.ts';
import { validateStrictCidr, validateStrictIp } from '../formats/ip.ts';
import { isDnsSubdomain, isPathSegmentName } from '../formats/names.ts';

// IPAddress and ServiceCIDR: pkg/apis/networking/validation

export const ipAddress = createValidator({
  name: (text) => [...validateStrictIp('', text)].map(({ detail }) => detail),
  namespaced: false,
  updateAsNew: 'before',
  *check(object, _context, old) {
    const isChanged = old !== undefined && !hasSameParent(object, old);
    const parent = structAt(objectAt(object, 'spec'), 'parentRef');
    const path = 'spec.parentRef';
    if (parent === undefined) {
      yield* declared([required(path, '')]);
      return;
    }
    yield* optionalMatch(`${path}.group`, stringAt(parent, 'group'), isDnsSubdomain);
    for (const key of ['resource', 'name']) {
      const value = stringAt(parent, key);
      if (value === '') yield* declaredUnless(isChanged, [required(`${path}.${key}`, '')]);
      else yield* matches(`${path}.${key}`, value, isPathSegmentName);
    }
    yield* optionalMatch(`${path}.namespace`, stringAt(parent, 'namespace'), isPathSegmentName);
  },
  *checkUpdate(object, old) {
    if (!hasSameParent(object, old)) yield* declared([invalid('spec.parentRef', null, IMMUTABLE)]);
  },
});

function hasSameParent(object: ApiObject, old: ApiObject): boolean {
  const [now, before] = [object, old].map((item) => own(objectAt(item, 'spec'), 'parentRef'));
  return semanticEqual(now, before);
}

export const serviceCidr = createValidator({
  name: isDnsSubdomain,
  namespaced: false,
  checkCreate: (object) => validateCidrs(object),
  *checkUpdate(object, old) {
    const cidrs = cidrsOf(object);
    const before = cidrsOf(old);
    if (cidrs.length === before.length) {
      yield* each('spec.cidrs', cidrs, function* (at, cidr) {
        if (before[cidrs.indexOf(cidr)] !== cidr) yield invalid(at, cidr, IMMUTABLE);
      });
    } else if (before.length === 1 && cidrs.length === 2) {
      if (cidrs[0] !== before[0]) yield invalid('spec.cidrs[0]', cidrs[0] ?? '', IMMUTABLE);
      yield* validateCidrs(object);
    } else yield invalid('spec.cidrs', cidrs, IMMUTABLE);
  },
  subresources: { status: () => [] },
});

const cidrsOf = (object: ApiObject) => stringsAt(objectAt(object, 'spec'), 'cidrs');

function* validateCidrs(object: ApiObject): Faults {
  const cidrs = cidrsOf(object);
  if (cidrs.length === 0) yield required('spec.cidrs', 'at least one CIDR required');
  else if (cidrs.length > 2) yield invalid('spec.cidrs', { CIDRs: cidrs }, 'may only hold up to 2 values');
  else {
    yield* each('spec.cidrs', cidrs, validateStrictCidr);
    const families = new Set(cidrs.map((cidr) => cidr.includes(':')));
    if (cidrs.length === 2 && families.size === 1) {
      const text = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64';
      yield invalid('spec.cidrs', cidrs, text);
    }
  }
}
