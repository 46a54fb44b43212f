import { expect, test } from 'vitest';
import { loadCatalog } from '../../../src/sandbox/catalog/catalog.ts';
import { decodeBody } from '../../../src/sandbox/codec/decode-body.ts';
import { StatusError } from '../../../src/sandbox/model/status.ts';

const catalog = loadCatalog();

const KINDS: Readonly<Record<string, { group: string; version: string; kind: string }>> = {
  Pod: { group: '', version: 'v1', kind: 'Pod' },
  Secret: { group: '', version: 'v1', kind: 'Secret' },
  Deployment: { group: 'apps', version: 'v1', kind: 'Deployment' },
  HorizontalPodAutoscaler: { group: 'autoscaling', version: 'v1', kind: 'HorizontalPodAutoscaler' },
  CustomResourceDefinition: {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    kind: 'CustomResourceDefinition',
  },
  APIService: { group: 'apiregistration.k8s.io', version: 'v1', kind: 'APIService' },
};

// Taken from a kube-apiserver 1.37.2: each body was posted with `fieldValidation=Strict`.
const CASES: ReadonlyArray<[kind: string, mediaType: string, body: string, message: string]> = [
  [
    'Deployment',
    'application/json',
    '{"apiVersion":"extensions/v1beta1","kind":"Deployment","metadata":{"name":"a"}}',
    'the API version in the data (extensions/v1beta1) does not match the expected API version (apps/v1)',
  ],
  [
    'Pod',
    'application/json',
    '{"apiVersion":"apps/v1beta2","kind":"Deployment","metadata":{"name":"a"}}',
    'Deployment in version "v1beta2" cannot be handled as a Pod: converting (v1beta2.Deployment) to (core.Pod): unknown conversion',
  ],
  [
    'Pod',
    'application/json',
    '{',
    "the object provided is unrecognized (must be of type Pod): couldn't get version/kind; json parse error: unexpected end of JSON input ({)",
  ],
  [
    'Pod',
    'application/json',
    '',
    "the object provided is unrecognized (must be of type Pod): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)",
  ],
  [
    'Pod',
    'application/json',
    'abc',
    "the object provided is unrecognized (must be of type Pod): couldn't get version/kind; json parse error: invalid character 'a' looking for beginning of value (616263)",
  ],
  [
    'Pod',
    'application/json',
    '[1]',
    'the object provided is unrecognized (must be of type Pod): couldn\'t get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (5b315d)',
  ],
  [
    'Pod',
    'application/json',
    '"x"',
    'the object provided is unrecognized (must be of type Pod): couldn\'t get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (227822)',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":5}',
    'the object provided is unrecognized (must be of type Pod): couldn\'t get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string ({"kind":5})',
  ],
  [
    'Pod',
    'application/json',
    '{"apiVersion":"a/b/c"}',
    'the object provided is unrecognized (must be of type Pod): unexpected GroupVersion string: a/b/c ({"apiVersion":"a/b/c"})',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Foo","apiVersion":"v1"}',
    'Foo in version "v1" cannot be handled as a Pod: no kind "Foo" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Deployment","apiVersion":"apps/v1"}',
    'Deployment in version "v1" cannot be handled as a Pod: converting (v1.Deployment) to (core.Pod): unknown conversion',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","apiVersion":"v2"}',
    'Pod in version "v2" cannot be handled as a Pod: no kind "Pod" is registered for version "v2" in scheme "pkg/runtime/scheme.go:111"',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","apiVersion":"apps/v1"}',
    'Pod in version "v1" cannot be handled as a Pod: no kind "Pod" is registered for version "apps/v1" in scheme "pkg/runtime/scheme.go:111"',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","apiVersion":"v1","metadata":"x"}',
    'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field Pod.metadata of type v1.ObjectMeta',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","apiVersion":"v1","metadata":{"labels":[]}}',
    'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","apiVersion":"v1","metadata":{"labels":{"a":1}}}',
    'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","apiVersion":"v1","metadata":{"creationTimestamp":"x"}}',
    'Pod in version "v1" cannot be handled as a Pod: parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","apiVersion":"v1","metadata":{"creationTimestamp":5}}',
    'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field ObjectMeta.metadata.creationTimestamp of type string',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","apiVersion":"v1","metadata":{"finalizers":{}}}',
    'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal object into Go struct field ObjectMeta.metadata.finalizers of type []string',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","apiVersion":"v1","spec":{"containers":{}}}',
    'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","apiVersion":"v1","spec":{"containers":["x"]}}',
    'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type v1.Container',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","apiVersion":"v1","spec":{"volumes":[{"emptyDir":"x"}]}}',
    'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field Volume.spec.volumes.VolumeSource.emptyDir of type v1.EmptyDirVolumeSource',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","apiVersion":"v1","spec":{"volumes":[{"hostPath":{"path":1}}]}}',
    'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field HostPathVolumeSource.spec.volumes.VolumeSource.hostPath.path of type string',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","apiVersion":"v1","spec":{"containers":[{"livenessProbe":{"httpGet":{"port":1.5}}}]}}',
    'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number 1.5 into Go struct field HTTPGetAction.spec.containers.livenessProbe.ProbeHandler.httpGet.port of type int32',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","apiVersion":"v1","spec":{"containers":[{"livenessProbe":{"httpGet":{"port":true}}}]}}',
    'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal bool into Go struct field HTTPGetAction.spec.containers.livenessProbe.ProbeHandler.httpGet.port of type int32',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","apiVersion":"v1","spec":{"containers":[{"resources":{"limits":{"cpu":"x"}}}]}}',
    'Pod in version "v1" cannot be handled as a Pod: quantities must match the regular expression \'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$\'',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","apiVersion":"v1","spec":{"containers":[{"resources":{"limits":{"cpu":{}}}}]}}',
    'Pod in version "v1" cannot be handled as a Pod: quantities must match the regular expression \'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$\'',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","apiVersion":"v1","spec":{"containers":[{"resources":{"limits":5}}]}}',
    'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field ResourceRequirements.spec.containers.resources.limits of type v1.ResourceList',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","apiVersion":"v1","spec":{"containers":[{"ports":[{"containerPort":"80"}]}]}}',
    'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","apiVersion":"v1","spec":{"containers":[{"ports":[{"containerPort":99999999999}]}]}}',
    'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number 99999999999 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","apiVersion":"v1","spec":{"hostNetwork":"true"}}',
    'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","apiVersion":"v1","spec":{"restartPolicy":true,"x":1,"nodeName":1}}',
    'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal bool into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","apiVersion":"v1","foo":1,"spec":{"containers":[{"name":"a","foo":1,"name":"b","image":"x","image":"y","image":"z"}],"foo":{"a":1,"a":1}},"metadata":{"name":"x","labels":{"a":"b","a":"c"},"Name":"y"}}',
    'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "foo", unknown field "spec.containers[0].foo", duplicate field "spec.containers[0].name", duplicate field "spec.containers[0].image", unknown field "spec.foo", duplicate field "metadata.labels.a", unknown field "metadata.Name"',
  ],
  [
    'Secret',
    'application/json',
    '{"metadata":{"name":"x"},"data":{"a":"x!"}}',
    'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 1',
  ],
  [
    'Secret',
    'application/json',
    '{"metadata":{"name":"x"},"data":{"a":1}}',
    'Secret in version "v1" cannot be handled as a Secret: json: cannot unmarshal number into Go struct field Secret.data of type []uint8',
  ],
  [
    'Deployment',
    'application/json',
    '{"kind":"Deployment","apiVersion":"apps/v1","spec":{"replicas":"3"}}',
    'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
  ],
  [
    'Deployment',
    'application/json',
    '{"kind":"ReplicaSet","apiVersion":"apps/v1","spec":{"replicas":3}}',
    'ReplicaSet in version "v1" cannot be handled as a Deployment: converting (v1.ReplicaSet) to (apps.Deployment): unknown conversion',
  ],
  [
    'HorizontalPodAutoscaler',
    'application/json',
    '{"kind":"HorizontalPodAutoscaler","apiVersion":"autoscaling/v2","spec":{"maxReplicas":3}}',
    'the API version in the data (autoscaling/v2) does not match the expected API version (autoscaling/v1)',
  ],
  [
    'CustomResourceDefinition',
    'application/json',
    '{"kind":"Foo","apiVersion":"apiextensions.k8s.io/v1"}',
    'Foo in version "v1" cannot be handled as a CustomResourceDefinition: no kind "Foo" is registered for version "apiextensions.k8s.io/v1" in scheme "pkg/runtime/scheme.go:111"',
  ],
  [
    'CustomResourceDefinition',
    'application/json',
    '{"kind":"CustomResourceDefinition","apiVersion":"apiextensions.k8s.io/v1","spec":{"versions":[{"schema":{"openAPIV3Schema":{"properties":{"a":{"type":5},"b":{"foo":1}}}}}]}}',
    'CustomResourceDefinition in version "v1" cannot be handled as a CustomResourceDefinition: json: cannot unmarshal number into Go struct field JSONSchemaProps.spec.versions.schema.openAPIV3Schema.properties.type of type string',
  ],
  [
    'CustomResourceDefinition',
    'application/json',
    '{"kind":"CustomResourceDefinition","apiVersion":"apiextensions.k8s.io/v1","spec":{"versions":[{"schema":{"openAPIV3Schema":{"properties":{"a":{"items":{"type":5}}}}}}]}}',
    'CustomResourceDefinition in version "v1" cannot be handled as a CustomResourceDefinition: json: cannot unmarshal number into Go struct field JSONSchemaProps.spec.versions.schema.openAPIV3Schema.properties.items.type of type string',
  ],
  [
    'APIService',
    'application/json',
    '{"kind":"Foo","apiVersion":"apiregistration.k8s.io/v1"}',
    'Foo in version "v1" cannot be handled as a APIService: no kind "Foo" is registered for version "apiregistration.k8s.io/v1" in scheme "pkg/runtime/scheme.go:111"',
  ],
  [
    'APIService',
    'application/json',
    '{"kind":"Foo","apiVersion":"x/y"}',
    'Foo in version "y" cannot be handled as a APIService: no kind "Foo" is registered for version "x/y" in scheme "pkg/runtime/scheme.go:111"',
  ],
  [
    'Pod',
    'application/yaml',
    'kind: Pod\napiVersion: v1\nspec: {a: 1, a: 2, containers: 5}',
    'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field PodSpec.spec.containers of type []v1.Container',
  ],
  [
    'Pod',
    'application/yaml',
    'kind: Pod\n x: - a',
    'the object provided is unrecognized (must be of type Pod): yaml: line 2: mapping values are not allowed in this context (6b696e643a20506f640a20783a202d2061)',
  ],
  [
    'Pod',
    'application/vnd.kubernetes.protobuf',
    '{"kind":"Pod"}',
    'the object provided is unrecognized (must be of type Pod): provided data does not appear to be a protobuf message, expected prefix [107 56 115 0] ({"kind":"Pod"})',
  ],
  [
    'Pod',
    'application/vnd.kubernetes.protobuf',
    '',
    'the object provided is unrecognized (must be of type Pod): empty data (<empty>)',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod"} x',
    'the object provided is unrecognized (must be of type Pod): couldn\'t get version/kind; json parse error: invalid character \'x\' after top-level value ({"kind":"Pod"} x)',
  ],
  [
    'Pod',
    'application/json',
    '{"kind":"Pod","spec":{"containers":[{"name":"x","resources":{"limits":{"cpu":"0.5x"}}}]},"metadata":{"labels":5}}',
    'Pod in version "v1" cannot be handled as a Pod: quantities must match the regular expression \'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$\'',
  ],
];

test.each(CASES)('a %s as %s of %j', (kind, mediaType, body, message) => {
  expect(messageOf(kind, mediaType, body)).toBe(message);
});

test('a media type that nobody knows is told with those that are known', () => {
  expect(messageOf('Pod', 'application/foo', '{}')).toBe(
    'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  );
});

function messageOf(name: string, mediaType: string, body: string): string {
  const kind = KINDS[name];
  if (kind === undefined) throw new Error(`no kind ${name}`);
  try {
    decodeBody(catalog, Buffer.from(body), mediaType, kind, 'Strict');
  } catch (error) {
    if (error instanceof StatusError) return error.message;
    throw error;
  }
  return 'no error';
}
