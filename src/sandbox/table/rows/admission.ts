import { type JsonObject, listAt, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Cell, PrintRow } from '../../model/rules.ts';
import { printersOf } from '../printer.ts';
import { ageOf, has, nameOf, specOf } from './read.ts';
import { printLabelSelector } from './selectors.ts';

const GROUP = 'admissionregistration.k8s.io';

export const admissionPrinters = printersOf({
  [`${GROUP}/MutatingWebhookConfiguration`]: printWebhooks,
  [`${GROUP}/ValidatingWebhookConfiguration`]: printWebhooks,
  [`${GROUP}/ValidatingAdmissionPolicy`]: printPolicy('validations'),
  [`${GROUP}/MutatingAdmissionPolicy`]: printPolicy('mutations'),
  [`${GROUP}/ValidatingAdmissionPolicyBinding`]: printPolicyBinding,
  [`${GROUP}/MutatingAdmissionPolicyBinding`]: printPolicyBinding,
});

function printWebhooks(object: ApiObject, now: Date): Cell[] {
  return [nameOf(object), listAt(object, 'webhooks').length, ageOf(object, now)];
}

function printPolicy(rules: 'validations' | 'mutations'): PrintRow {
  return (object, now) => {
    const spec = specOf(object);
    const kind = objectAt(spec, 'paramKind');
    const paramKind = `${stringAt(kind, 'apiVersion')}/${stringAt(kind, 'kind')}`;
    return [
      nameOf(object),
      listAt(spec, rules).length,
      has(spec, 'paramKind') ? paramKind : '<unset>',
      ageOf(object, now),
    ];
  };
}

function printPolicyBinding(object: ApiObject, now: Date): Cell[] {
  const spec = specOf(object);
  return [
    nameOf(object),
    stringAt(spec, 'policyName'),
    formatParamRef(objectAt(spec, 'paramRef')),
    ageOf(object, now),
  ];
}

function formatParamRef(reference: JsonObject): string {
  const name = stringAt(reference, 'name');
  // Whether the parameter has a namespace cannot be told from here.
  if (name !== '') return `${stringAt(reference, 'namespace') || '*'}/${name}`;
  return has(reference, 'selector') ? printLabelSelector(objectAt(reference, 'selector')) : '<unset>';
}
