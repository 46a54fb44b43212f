import type { JsonObject } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { ensureObject, findObject, objectsAt, setIfNil } from './set-default.ts';

// pkg/apis/admissionregistration/v1/defaults.go

const WEBHOOK = { failurePolicy: 'Fail', matchPolicy: 'Equivalent', timeoutSeconds: 10 };

export function setValidatingWebhookDefaults(configuration: ApiObject): void {
  for (const webhook of objectsAt(configuration, 'webhooks')) setWebhookDefaults(webhook);
}

export function setMutatingWebhookDefaults(configuration: ApiObject): void {
  for (const webhook of objectsAt(configuration, 'webhooks')) {
    setWebhookDefaults(webhook);
    setIfNil(webhook, 'reinvocationPolicy', 'Never');
  }
}

export function setAdmissionPolicyDefaults(policy: ApiObject): void {
  const spec = ensureObject(policy, 'spec');
  setIfNil(spec, 'failurePolicy', 'Fail');
  setMatchResourcesDefaults(findObject(spec, 'matchConstraints'));
}

export function setAdmissionPolicyBindingDefaults(binding: ApiObject): void {
  setMatchResourcesDefaults(findObject(binding, 'spec', 'matchResources'));
}

function setWebhookDefaults(webhook: JsonObject): void {
  for (const [key, value] of Object.entries(WEBHOOK)) setIfNil(webhook, key, value);
  setSelectorDefaults(webhook);
  const service = findObject(webhook, 'clientConfig', 'service');
  if (service !== undefined) setIfNil(service, 'port', 443);
  setScopeDefaults(webhook, 'rules');
}

function setMatchResourcesDefaults(match: JsonObject | undefined): void {
  if (match === undefined) return;
  setIfNil(match, 'matchPolicy', 'Equivalent');
  setSelectorDefaults(match);
  setScopeDefaults(match, 'resourceRules');
  setScopeDefaults(match, 'excludeResourceRules');
}

function setSelectorDefaults(object: JsonObject): void {
  setIfNil(object, 'namespaceSelector', {});
  setIfNil(object, 'objectSelector', {});
}

function setScopeDefaults(object: JsonObject, rules: string): void {
  for (const rule of objectsAt(object, rules)) setIfNil(rule, 'scope', '*');
}
