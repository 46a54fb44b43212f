import { describe, expect, test } from 'vitest';
import { admit, validateAdmission } from '../../../src/sandbox/kinds/index.ts';
import type { Json, JsonObject } from '../../../src/sandbox/model/json.ts';
import type { ApiObject } from '../../../src/sandbox/model/object.ts';
import { StatusError } from '../../../src/sandbox/model/status.ts';
import { contextOf, createObject, resourceOf, viewOf } from './creation.ts';

// The messages are those of a real server that got the same requests.

const NAMESPACE: ApiObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } };

describe('a pod is refused', () => {
  const cases: { name: string; others: ApiObject[]; spec: JsonObject; code: number; message: string }[] = [
    {
      name: 'in a namespace that is not there',
      others: [],
      spec: {},
      code: 404,
      message: 'namespaces "default" not found',
    },
    {
      name: 'in a namespace on its way out',
      others: [{ ...NAMESPACE, status: { phase: 'Terminating' } }],
      spec: {},
      code: 403,
      message:
        'pods "p" is forbidden: unable to create new content in namespace default because it is being terminated',
    },
    {
      name: 'of a priority class that is not there',
      others: [NAMESPACE],
      spec: { priorityClassName: 'none' },
      code: 403,
      message: 'pods "p" is forbidden: no PriorityClass with name none was found',
    },
    {
      name: 'with another priority than its class has',
      others: [NAMESPACE],
      spec: { priority: 5 },
      code: 403,
      message:
        'pods "p" is forbidden: the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name',
    },
    {
      name: 'beyond the limits of its namespace',
      others: [NAMESPACE, limitRange({ type: 'Container', max: { cpu: '1' }, min: { memory: '10Mi' } })],
      spec: { containers: [{ name: 'c', image: 'a', resources: { limits: { cpu: '2' } } }] },
      code: 403,
      message:
        'pods "p" is forbidden: [minimum memory usage per Container is 10Mi.  No request is specified, maximum cpu usage per Container is 1, but limit is 2]',
    },
    {
      name: 'that is less secure than its namespace wants',
      others: [labelled({ enforce: 'baseline' })],
      spec: { hostPID: true, volumes: [{ name: 'v', hostPath: { path: '/' } }] },
      code: 403,
      message:
        'pods "p" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostPID=true), hostPath volumes (volume "v")',
    },
  ];
  test.each(cases)('$name', ({ others, spec, code, message }) => {
    const answer = createObject(pod(spec), viewOf(others));
    expect({ code: answer.code, message: answer.body['message'] }).toEqual({ code, message });
  });
});

test('a pod gets the resources that its namespace has by default, and a note about it', () => {
  const limits = limitRange({
    type: 'Container',
    default: { memory: '1Gi' },
    defaultRequest: { cpu: '100m' },
  });
  const { body } = createObject(pod({}), viewOf([NAMESPACE, limits]));
  expect(body).toMatchObject({
    metadata: {
      annotations: {
        'kubernetes.io/limit-ranger':
          'LimitRanger plugin set: cpu request for container c; memory limit for container c',
      },
    },
    spec: { containers: [{ resources: { limits: { memory: '1Gi' }, requests: { cpu: '100m' } } }] },
    status: { qosClass: 'Burstable' },
  });
});

test.each([
  { group: 'system:masters', code: 403 },
  { group: 'devs', code: 201 },
])('a certificate of the group $group is answered with $code', ({ group, code }) => {
  // As `openssl req -new -subj /O=…` makes it, up to what the plugin looks at.
  const organization = der(0x31, der(0x30, Buffer.from('060355040a', 'hex'), der(0x0c, Buffer.from(group))));
  const info = der(0x30, der(0x02, Buffer.from([0])), der(0x30, organization));
  const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${der(0x30, info).toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
  const request = Buffer.from(pem).toString('base64');
  const answer = createObject({
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name: 'c' },
    spec: { request, signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] },
  });
  expect(answer.code).toBe(code);
});

test('whoever makes pods is warned of those that will be refused', () => {
  const deployment: ApiObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd' },
    spec: { template: { spec: { containers: [{ name: 'c' }] } } },
  };
  const warnings: string[] = [];
  const view = viewOf([labelled({ enforce: 'restricted', 'enforce-version': 'v1.24' })]);
  const warn = (text: string): number => warnings.push(text);
  validateAdmission(deployment, undefined, contextOf(resourceOf(deployment), view, 'default', { warn }));
  expect(warnings).toEqual([
    'would violate PodSecurity "restricted:v1.24": allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
  ]);
});

test.each([
  { name: 'default', allowed: false },
  { name: 'kube-node-lease', allowed: true },
])('the namespace $name may be deleted: $allowed', ({ name, allowed }) => {
  const namespace = { ...NAMESPACE, metadata: { name } };
  const context = contextOf(resourceOf(namespace), viewOf([namespace]), '', { verb: 'delete' });
  const remove = (): void => admit(undefined, namespace, context);
  if (allowed) expect(remove).not.toThrow();
  else expect(remove).toThrow(new StatusError(forbiddenNamespace(name)));
});

function forbiddenNamespace(name: string): StatusError['status'] {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `namespaces "${name}" is forbidden: this namespace may not be deleted`,
    reason: 'Forbidden',
    details: { name, kind: 'namespaces' },
    code: 403,
  };
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}

function pod(spec: JsonObject): ApiObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec },
  };
}

function limitRange(...limits: Json[]): ApiObject {
  return {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'l', namespace: 'default' },
    spec: { limits },
  };
}

function labelled(levels: Record<string, string>): ApiObject {
  const labels = Object.entries(levels).map(([mode, level]) => [`pod-security.kubernetes.io/${mode}`, level]);
  return {
    ...NAMESPACE,
    metadata: { name: 'default', labels: Object.fromEntries(labels) as Record<string, string> },
  };
}
