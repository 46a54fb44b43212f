import { semanticEqual } from '../../kinds/strategies/semantic-equal.ts';
import { duplicate, type FieldError, forbidden, invalid, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Validator } from '../../model/rules.ts';
import { between, collect, declared, each, type Faults, oneOf, present } from '../faults.ts';
import { isSet, numberAt, objectsAt, structAt } from '../fields.ts';
import { isDnsSubdomain } from '../formats/names.ts';
import { internalForm } from '../internal-form.ts';
import { validateMetadata } from '../metadata.ts';
import { MANDATORY_LEVELS } from './mandatory.ts';

const PRESERVE_ZERO = 'flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares';
const MAX_QUEUES = 10_000_000;
/** So many bits of a hash are used to deal a hand of queues. */
const MAX_HASH_BITS = 60;

const validate = (object: ApiObject): FieldError[] => collect(validateLevel(object));

/** pkg/apis/flowcontrol/validation */
export const priorityLevel: Validator = {
  validateCreate: validate,
  validateUpdate: validate,
  validateSubresourceUpdate: { status: (object) => collect(validateConditionTypes(object)) },
};

/** Also those of a FlowSchema. */
export function* validateConditionTypes(object: ApiObject): Faults {
  const types = new Set<string>();
  const conditions = objectsAt(objectAt(object, 'status'), 'conditions');
  yield* each('status.conditions', conditions, function* (at, condition) {
    const type = stringAt(condition, 'type');
    if (types.has(type)) yield duplicate(`${at}.type`, type);
    types.add(type);
    yield* present(`${at}.type`, type);
  });
}

function* validateLevel(object: ApiObject): Faults {
  const { name = '', annotations = {} } = object.metadata;
  const spec = objectAt(object, 'spec');
  yield* validateMetadata(object, { namespaced: false, name: isDnsSubdomain });
  if (Object.hasOwn(annotations, PRESERVE_ZERO)) {
    yield forbidden('metadata.annotations', `annotation '${PRESERVE_ZERO}' is forbidden`);
  }
  yield* validateSpec(spec, name);
  yield* validateFixed(spec, name);
  yield* validateConditionTypes(object);
}

function* validateSpec(spec: JsonObject, name: string): Faults {
  const type = stringAt(spec, 'type');
  const exempt = structAt(spec, 'exempt');
  const limited = structAt(spec, 'limited');
  if ((name === 'exempt') !== (type === 'Exempt')) {
    yield invalid('spec.type', type, "must be 'Exempt' if and only if `name` is 'exempt'");
  }
  if (exempt !== undefined && type !== 'Exempt') yield* declared([forbidden('spec.exempt', '')]);
  if (limited !== undefined && type !== 'Limited') yield* declared([forbidden('spec.limited', '')]);
  if (type === 'Exempt') yield* validateShares('spec.exempt', exempt ?? {});
  else if (type === 'Limited') {
    if (limited === undefined) yield* declared([required('spec.limited', '')]);
    else yield* validateLimited('spec.limited', limited);
  } else if (type === '') yield* declared([required('spec.type', '')]);
  else yield* oneOf('spec.type', type, ['Exempt', 'Limited']);
}

function* validateShares(path: string, holder: JsonObject): Faults {
  yield* notNegative(`${path}.nominalConcurrencyShares`, holder, 'must be a non-negative integer');
  yield* between(`${path}.lendablePercent`, numberAt(holder, 'lendablePercent'), 0, 100);
}

function* notNegative(path: string, holder: JsonObject, text: string): Faults {
  const value = numberAt(holder, path.slice(path.lastIndexOf('.') + 1)) ?? 0;
  if (value < 0) yield invalid(path, value, text);
}

function* validateLimited(path: string, limited: JsonObject): Faults {
  yield* notNegative(`${path}.nominalConcurrencyShares`, limited, 'must be a non-negative integer');
  yield* validateLimitResponse(`${path}.limitResponse`, objectAt(limited, 'limitResponse'));
  yield* between(`${path}.lendablePercent`, numberAt(limited, 'lendablePercent'), 0, 100);
  const text = 'if specified, must be a non-negative integer';
  yield* notNegative(`${path}.borrowingLimitPercent`, limited, text);
}

function* validateLimitResponse(path: string, response: JsonObject): Faults {
  const type = stringAt(response, 'type');
  const queuing = structAt(response, 'queuing');
  const isQueue = type === 'Queue';
  if (isQueue && queuing === undefined) yield* declared([required(`${path}.queuing`, '')]);
  if (!isQueue && isSet(response, 'queuing')) yield* declared([forbidden(`${path}.queuing`, '')]);
  if (type === '') yield* declared([required(`${path}.type`, '')]);
  else yield* oneOf(`${path}.type`, type, ['Queue', 'Reject']);
  if (isQueue && queuing !== undefined) yield* validateQueuing(`${path}.queuing`, queuing);
}

function* validateQueuing(path: string, queuing: JsonObject): Faults {
  const length = numberAt(queuing, 'queueLengthLimit') ?? 0;
  const queues = numberAt(queuing, 'queues') ?? 0;
  const hand = numberAt(queuing, 'handSize') ?? 0;
  if (length <= 0) yield invalid(`${path}.queueLengthLimit`, length, 'must be positive');
  if (queues <= 0) yield invalid(`${path}.queues`, queues, 'must be positive');
  else if (queues > MAX_QUEUES) {
    yield invalid(`${path}.queues`, queues, `must not be greater than ${MAX_QUEUES}`);
  }
  if (hand <= 0) yield invalid(`${path}.handSize`, hand, 'must be positive');
  else if (hand > queues) {
    yield invalid(`${path}.handSize`, hand, `should not be greater than queues (${queues})`);
  } else if (Math.ceil(Math.log2(queues) * hand) > MAX_HASH_BITS) {
    const text = `required entropy bits of deckSize ${queues} and handSize ${hand} should not be greater than ${MAX_HASH_BITS}`;
    yield invalid(`${path}.handSize`, hand, text);
  }
}

function* validateFixed(spec: JsonObject, name: string): Faults {
  const fixed = own(MANDATORY_LEVELS, name);
  if (fixed === undefined) return;
  const { exempt: _exempt, ...rest } = spec;
  const isExempt = name === 'exempt';
  if (semanticEqual(isExempt ? rest : spec, fixed)) return;
  const shown = internalForm('flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration', 'spec', spec);
  const except = isExempt ? " except the 'spec.exempt' field" : '';
  yield invalid('spec', shown, `spec of '${name}'${except} must equal the fixed value`);
}
