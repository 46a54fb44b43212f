import { type FieldError, forbidden, invalid, notSupported, required } from '../model/field-error.ts';
import { isObject, type JsonObject, listAt, objectAt, own, stringAt } from '../model/json.ts';
import { isDns1035Label } from '../validation/formats/names.ts';

export function validateScope(scope: string): FieldError[] {
  return oneOf('spec.scope', scope, ['Cluster', 'Namespaced']);
}

/** ValidateCustomResourceDefinitionNames: of the spec, or those that were accepted. */
export function validateNames(path: string, names: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const check = (at: string, name: string, word = name, mixed = '') => {
    const wrong = name === '' ? [] : isDns1035Label(word);
    if (wrong.length > 0) errors.push(invalid(`${path}.${at}`, name, mixed + wrong.join(',')));
  };
  const [kind, listKind] = [stringAt(names, 'kind'), stringAt(names, 'listKind')];
  const mixed = 'may have mixed case, but should otherwise match: ';
  check('plural', stringAt(names, 'plural'));
  check('singular', stringAt(names, 'singular'));
  check('kind', kind, kind.toLowerCase(), mixed);
  check('listKind', listKind, listKind.toLowerCase(), mixed);
  for (const [index, name] of listAt(names, 'shortNames').entries()) {
    errors.push(...listed(`${path}.shortNames[${index}]`, String(name)));
  }
  if (kind !== '' && kind === listKind) {
    errors.push(invalid(`${path}.listKind`, listKind, 'kind and listKind may not be the same'));
  }
  for (const [index, name] of listAt(names, 'categories').entries()) {
    errors.push(...listed(`${path}.categories[${index}]`, String(name)));
  }
  return errors;
}

function listed(path: string, name: string): FieldError[] {
  const wrong = isDns1035Label(name);
  return wrong.length === 0 ? [] : [invalid(path, name, wrong.join(','))];
}

/** validateCustomResourceConversion. The messages name the fields as the internal type has them. */
export function validateConversion(conversion: JsonObject, preservesUnknownFields: boolean): FieldError[] {
  const path = 'spec.conversion';
  const strategy = stringAt(conversion, 'strategy');
  const errors: FieldError[] = [];
  if (strategy !== 'None' && preservesUnknownFields) {
    errors.push(invalid(`${path}.strategy`, strategy, 'must be None if spec.preserveUnknownFields is true'));
  }
  errors.push(...oneOf(`${path}.strategy`, strategy, ['None', 'Webhook']));
  const webhook = objectAt(conversion, 'webhook');
  const client = own(webhook, 'clientConfig');
  const versions = listAt(webhook, 'conversionReviewVersions').map(String);
  if (strategy !== 'Webhook') {
    if (isObject(client)) {
      errors.push(
        forbidden(`${path}.webhookClientConfig`, 'should not be set when strategy is not set to Webhook'),
      );
    }
    if (versions.length > 0) {
      errors.push(
        forbidden(
          `${path}.conversionReviewVersions`,
          'should not be set when strategy is not set to Webhook',
        ),
      );
    }
    return errors;
  }
  if (!isObject(client)) {
    errors.push(required(`${path}.webhookClientConfig`, 'required when strategy is set to Webhook'));
  } else if ((own(client, 'url') === undefined) === (own(client, 'service') === undefined)) {
    errors.push(required(`${path}.webhookClientConfig`, 'exactly one of url or service is required'));
  }
  return [...errors, ...validateReviewVersions(`${path}.conversionReviewVersions`, versions)];
}

function validateReviewVersions(path: string, versions: readonly string[]): FieldError[] {
  if (versions.length === 0) return [required(path, '')];
  const errors = versions.flatMap((version, index) => {
    const at = `${path}[${index}]`;
    if (versions.indexOf(version) < index) return [invalid(at, version, 'duplicate version')];
    return isDns1035Label(version).map((wrong) => invalid(at, version, wrong));
  });
  if (!versions.includes('v1') && !versions.includes('v1beta1')) {
    errors.push(invalid(path, [...versions], 'must include at least one of v1, v1beta1'));
  }
  return errors;
}

function oneOf(path: string, value: string, accepted: readonly string[]): FieldError[] {
  if (value === '') return [required(path, '')];
  return accepted.includes(value) ? [] : [notSupported(path, value, accepted)];
}
