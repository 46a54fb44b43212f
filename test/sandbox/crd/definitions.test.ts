import { describe, expect, test } from 'vitest';
import {
  beginDefinitionDeletion,
  definitionValidator,
  settleDefinitions,
} from '../../../src/sandbox/crd/index.ts';
import { invalidError } from '../../../src/sandbox/model/status.ts';
import {
  CONTEXT,
  catalog,
  createDefinition,
  createTransaction,
  DEFINITIONS,
  NO_METADATA_RULES,
  NOW,
  WIDGETS,
} from './widgets.ts';

const validator = definitionValidator(NO_METADATA_RULES);

// Taken from a kube-apiserver 1.37.2, which each of these was posted to.
const REFUSED: ReadonlyArray<[body: string, message: string]> = [
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"x"}}',
    'CustomResourceDefinition.apiextensions.k8s.io "x" is invalid: [metadata.name: Invalid value: "x": must be spec.names.plural+"."+spec.group, spec.group: Required value, spec.scope: Required value, spec.versions: Invalid value: null: must have exactly one version marked as storage version, spec.names.plural: Required value, spec.names.singular: Required value, spec.names.kind: Required value, spec.names.listKind: Required value, status.storedVersions: Invalid value: null: must have at least one stored version]',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.foo.k8s.io"},"spec":{"group":"foo.k8s.io","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.foo.k8s.io" is invalid: metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: [spec.versions: Invalid value: []: must have exactly one version marked as storage version, status.storedVersions: Invalid value: null: must have at least one stored version]',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.versions[0].schema.openAPIV3Schema: Required value',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.versions[0].schema.openAPIV3Schema: Required value',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}},{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: [spec.versions: Invalid value: [{"Name":"v1","Served":true,"Storage":true,"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":null},{"Name":"v1","Served":true,"Storage":true,"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":null}]: must contain unique version names, spec.versions: Invalid value: [{"Name":"v1","Served":true,"Storage":true,"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":null},{"Name":"v1","Served":true,"Storage":true,"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":null}]: must have exactly one version marked as storage version, status.storedVersions: Invalid value: ["v1"]: must have the storage version v1]',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":false,"schema":{"openAPIV3Schema":{"type":"object"}}},{"name":"v2","served":true,"storage":false,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: [spec.versions: Invalid value: [{"Name":"v1","Served":true,"Storage":false,"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":null},{"Name":"v2","Served":true,"Storage":false,"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":null}]: must have exactly one version marked as storage version, status.storedVersions: Invalid value: null: must have at least one stored version]',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"deprecated":false,"deprecationWarning":"x","schema":{"openAPIV3Schema":{"type":"object"}},"additionalPrinterColumns":[{"name":"","type":"foo","jsonPath":"x"},{"name":"a","type":"string","format":"x","jsonPath":""}],"subresources":{"status":{},"scale":{"specReplicasPath":"spec.x","statusReplicasPath":".x"}},"selectableFields":[{"jsonPath":".spec.x"}]}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: [spec.versions[0].deprecationWarning: Invalid value: "x": can only be set for deprecated versions, spec.subresources.scale.specReplicasPath: Invalid value: "spec.x": must be a simple json path starting with ., spec.subresources.scale.statusReplicasPath: Invalid value: ".x": should be a json path under .status, spec.additionalPrinterColumns[0].name: Required value, spec.additionalPrinterColumns[0].type: Invalid value: "foo": must be one of boolean,date,integer,number,string, spec.additionalPrinterColumns[0].JSONPath: Invalid value: "x": must be a simple json path starting with ., spec.additionalPrinterColumns[1].format: Invalid value: "x": must be one of byte,date,date-time,double,float,int32,int64,password, spec.additionalPrinterColumns[1].JSONPath: Required value, spec.selectableFields[0].jsonPath: Invalid value: ".spec.x": is an invalid path: does not refer to a valid field]',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.type: Required value: must not be empty at the root',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"string"}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.type: Invalid value: "string": must be object at the root',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","nullable":true}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.nullable: Forbidden: nullable cannot be true at the root',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{}}}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.properties[a].type: Required value: must not be empty for specified object fields',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{"type":"array"}}}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.properties[a].items: Required value: must be specified',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{"type":"foo"}}}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.properties[a].type: Unsupported value: "foo": supported values: "array", "boolean", "integer", "number", "object", "string"',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{"type":"array","items":{"type":"string"},"uniqueItems":true}}}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.properties[a].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","additionalProperties":true}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.additionalProperties: Forbidden: must not be used at the root',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{"type":"object","properties":{"b":{"type":"string"}},"additionalProperties":{"type":"string"}}}}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.properties[a].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{"type":"string","default":1}}}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.properties[a].default: Invalid value: "integer":  in body must be of type string: "integer"',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{"type":"object","properties":{"b":{"type":"string"}},"default":{"c":1}}}}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.properties[a].default: Invalid value: {"c":1}: must not have unknown fields',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{"type":"string","pattern":"["}}}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.properties[a].pattern: Invalid value: "[": must be a valid regular expression, but isn\'t: error parsing regexp: missing closing ]: `[`',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{"type":"string","pattern":"(?=x)"}}}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.properties[a].pattern: Invalid value: "(?=x)": must be a valid regular expression, but isn\'t: error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"metadata":{"type":"object","properties":{"labels":{"type":"object"}}}}}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{"type":"object","anyOf":[{"required":["b"],"properties":{"b":{"type":"string"}}}]}}}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.properties[a].anyOf[0].properties[b].type: Forbidden: must be empty to be structural',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{"type":"array","items":{"type":"object","properties":{"n":{"type":"string"}}},"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["n"]}}}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.properties[a].items.properties[n].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{"type":"array","items":{"type":"string"},"x-kubernetes-list-type":"map"}}}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: [spec.validation.openAPIV3Schema.properties[a].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map, spec.validation.openAPIV3Schema.properties[a].items.type: Invalid value: "string": must be object if parent array\'s x-kubernetes-list-type is map]',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{"type":"array","items":{"type":"object"},"x-kubernetes-list-type":"set"}}}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.properties[a].items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{"type":"array","items":{"type":"string"},"x-kubernetes-list-type":"foo"}}}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.properties[a].x-kubernetes-list-type: Unsupported value: "foo": supported values: "atomic", "set", "map"',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{"type":"string","x-kubernetes-list-type":"set"}}}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.properties[a].type: Invalid value: "string": must be array if x-kubernetes-list-type is specified',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{"type":"object","x-kubernetes-preserve-unknown-fields":false}}}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.properties[a].x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{"type":"object","x-kubernetes-embedded-resource":true}}}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.properties[a].properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{"x-kubernetes-int-or-string":true,"type":"integer","default":"x"}}}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.properties[a].default: Invalid value: "string":  in body must be of type integer: "string"',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{"type":"string","x-kubernetes-validations":[{"rule":""}]}}}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.properties[a].x-kubernetes-validations[0].rule: Required value: rule is not specified',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{"$ref":"#/x","type":"string"}}}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.properties[a].$ref: Forbidden: $ref is not supported',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{"type":"string","patternProperties":{"a":{"type":"string"}}}}}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: spec.validation.openAPIV3Schema.properties[a].patternProperties: Forbidden: patternProperties is not supported',
  ],
  [
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gizmos.codec.example.com"},"spec":{"group":"codec.example.com","names":{"kind":"Gizmo","plural":"gizmos"},"scope":"Cluster","preserveUnknownFields":true,"conversion":{"strategy":"Webhook"},"versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}},"subresources":{"status":{}}}]}}',
    'CustomResourceDefinition.apiextensions.k8s.io "gizmos.codec.example.com" is invalid: [spec.conversion.strategy: Invalid value: "Webhook": must be None if spec.preserveUnknownFields is true, spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook, spec.conversion.conversionReviewVersions: Required value, spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead]',
  ],
];

describe('definitions that are refused', () => {
  test.each(REFUSED)('%s', (body, message) => {
    const object = createDefinition(body);
    const errors = validator.validateCreate(object, CONTEXT);
    const kind = { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' };
    expect(invalidError(kind, object.metadata.name ?? '', errors).message).toBe(message);
  });
});

describe('what becomes of a definition', () => {
  test('its names are accepted, it is established, and it has an APIService', () => {
    const { transaction, writes } = createTransaction([DEFINITIONS, createDefinition(WIDGETS)]);
    settleDefinitions(catalog, transaction, NOW);
    expect(writes).toEqual([
      'put APIService v1.codec.example.com',
      'put CustomResourceDefinition widgets.codec.example.com',
      'put CustomResourceDefinition widgets.codec.example.com',
    ]);
    expect(transaction.list(DEFINITIONS)[0]?.status).toEqual({
      conditions: [
        {
          type: 'NamesAccepted',
          status: 'True',
          lastTransitionTime: NOW,
          reason: 'NoConflicts',
          message: 'no conflicts found',
        },
        {
          type: 'Established',
          status: 'True',
          lastTransitionTime: NOW,
          reason: 'InitialNamesAccepted',
          message: 'the initial names have been accepted',
        },
      ],
      acceptedNames: {
        plural: 'widgets',
        singular: 'widget',
        shortNames: ['wd'],
        kind: 'Widget',
        listKind: 'WidgetList',
      },
      storedVersions: ['v1'],
    });
    settleDefinitions(catalog, transaction, NOW);
    expect(writes).toHaveLength(3);
  });

  test('a name that another one has is not taken', () => {
    const other = createDefinition(
      WIDGETS.replace('widgets.codec', 'gadgets.codec').replace('"plural":"widgets"', '"plural":"gadgets"'),
    );
    const { transaction } = createTransaction([DEFINITIONS, createDefinition(WIDGETS)], [DEFINITIONS, other]);
    settleDefinitions(catalog, transaction, NOW);
    const refused = transaction.get(DEFINITIONS, '', 'gadgets.codec.example.com');
    expect(refused?.status).toMatchObject({
      conditions: [
        {
          type: 'NamesAccepted',
          status: 'False',
          reason: 'ListKindConflict',
          message: '"WidgetList" is already in use',
        },
        { type: 'Established', status: 'False', reason: 'NotAccepted' },
      ],
      acceptedNames: { plural: 'gadgets', kind: '' },
    });
  });

  test('its end is also that of its objects and of its APIService', () => {
    const { transaction, writes } = createTransaction([DEFINITIONS, createDefinition(WIDGETS)]);
    settleDefinitions(catalog, transaction, NOW);
    const storage = 'codec.example.com/widgets';
    const widget = {
      apiVersion: 'codec.example.com/v1',
      kind: 'Widget',
      metadata: { name: 'w', namespace: 'd' },
    };
    transaction.put(storage, widget);
    const definition = structuredClone(transaction.list(DEFINITIONS)[0]);
    if (definition === undefined) throw new Error('the definition is gone');
    beginDefinitionDeletion(definition, NOW);
    expect(definition.metadata.finalizers).toEqual(['customresourcecleanup.apiextensions.k8s.io']);
    transaction.put(DEFINITIONS, definition);
    writes.length = 0;
    settleDefinitions(catalog, transaction, NOW);
    expect(writes).toEqual([
      'put CustomResourceDefinition widgets.codec.example.com',
      'remove Widget w',
      'remove CustomResourceDefinition widgets.codec.example.com',
      'remove APIService v1.codec.example.com',
    ]);
  });
});
