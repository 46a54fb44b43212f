import { goQuote } from '../model/field-error.ts';
import { equalJson, type JsonObject, listAt, objectAt, stringAt } from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';
import { type Condition, findCondition, isConditionTrue, setCondition } from './definition-conditions.ts';

/**
 * Takes the names that a definition asks for as far as no other one of its group has them
 * (pkg/controller/status/naming_controller.go, calculateNamesAndConditions). Changes the definition's status.
 */
export function acceptNames(definition: ApiObject, all: readonly ApiObject[], now: string): void {
  const spec = objectAt(definition, 'spec');
  const requested = objectAt(spec, 'names');
  const accepted = objectAt(objectAt(definition, 'status'), 'acceptedNames');
  const used = namesInUse(stringAt(spec, 'group'), all);
  const names: JsonObject = {};
  let refusal: Condition | undefined;
  const refuse = (reason: string, message: string) => {
    refusal = { type: 'NamesAccepted', status: 'False', reason, message };
  };
  const take = (key: string, reason: string, taken: ReadonlySet<string>) => {
    const [wanted, had] = [stringAt(requested, key), stringAt(accepted, key)];
    const isFree = wanted === had || !taken.has(wanted);
    if (!isFree) refuse(reason, `${goQuote(wanted)} is already in use`);
    return isFree ? wanted : had;
  };
  names.plural = take('plural', 'PluralConflict', used.resources);
  setIf(names, 'singular', take('singular', 'SingularConflict', used.resources));
  const shortNames = takeShortNames(requested, accepted, used.resources, refuse);
  if (shortNames.length > 0) names.shortNames = shortNames;
  names.kind = take('kind', 'KindConflict', used.kinds);
  setIf(names, 'listKind', take('listKind', 'ListKindConflict', used.kinds));
  const categories = listAt(requested, 'categories');
  if (categories.length > 0) names.categories = categories;
  definition.status = { ...objectAt(definition, 'status'), acceptedNames: names };
  setConditions(definition, refusal, now);
}

function takeShortNames(
  requested: JsonObject,
  accepted: JsonObject,
  taken: ReadonlySet<string>,
  refuse: (reason: string, message: string) => void,
): string[] {
  const wanted = listAt(requested, 'shortNames').map(String);
  const had = listAt(accepted, 'shortNames').map(String);
  if (equalJson(wanted, had)) return had;
  const inUse = wanted.filter((name) => !had.includes(name) && taken.has(name));
  if (inUse.length === 0) return wanted;
  const messages = inUse.map((name) => `${goQuote(name)} is already in use`);
  refuse('ShortNamesConflict', messages.length === 1 ? (messages[0] ?? '') : `[${messages.join(', ')}]`);
  return had;
}

function setConditions(definition: ApiObject, refusal: Condition | undefined, now: string): void {
  const before = findCondition(definition, 'Established');
  const wasEstablished = isConditionTrue(definition, 'Established');
  setCondition(
    definition,
    now,
    refusal ?? {
      type: 'NamesAccepted',
      status: 'True',
      reason: 'NoConflicts',
      message: 'no conflicts found',
    },
  );
  if (wasEstablished) return;
  if (refusal === undefined) {
    setCondition(definition, now, {
      type: 'Established',
      status: 'False',
      reason: 'Installing',
      message: 'the initial names have been accepted',
    });
  } else if (before === undefined) {
    setCondition(definition, now, {
      type: 'Established',
      status: 'False',
      reason: 'NotAccepted',
      message: 'not all names are accepted',
    });
  }
}

function namesInUse(group: string, all: readonly ApiObject[]) {
  const resources = new Set<string>();
  const kinds = new Set<string>();
  for (const definition of all) {
    if (stringAt(objectAt(definition, 'spec'), 'group') !== group) continue;
    const accepted = objectAt(objectAt(definition, 'status'), 'acceptedNames');
    for (const name of ['plural', 'singular']) resources.add(stringAt(accepted, name));
    for (const name of listAt(accepted, 'shortNames')) resources.add(String(name));
    for (const name of ['kind', 'listKind']) kinds.add(stringAt(accepted, name));
  }
  return { resources, kinds };
}

function setIf(object: JsonObject, key: string, value: string): void {
  if (value !== '') object[key] = value;
}
