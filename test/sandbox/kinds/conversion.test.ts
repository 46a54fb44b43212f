import { expect, test } from 'vitest';
import { convert } from '../../../src/sandbox/kinds/index.ts';
import type { ApiObject } from '../../../src/sandbox/model/object.ts';

const V1 = { group: 'autoscaling', version: 'v1' };
const V2 = { group: 'autoscaling', version: 'v2' };

// As a real server shows this autoscaler in its two versions.
const AUTOSCALER: ApiObject = {
  kind: 'HorizontalPodAutoscaler',
  apiVersion: 'autoscaling/v2',
  metadata: { name: 'h', annotations: { a: 'b' } },
  spec: {
    scaleTargetRef: { kind: 'Deployment', name: 'd', apiVersion: 'apps/v1' },
    minReplicas: 1,
    maxReplicas: 3,
    metrics: [
      { type: 'Pods', pods: { metric: { name: 'x' }, target: { type: 'AverageValue', averageValue: '1k' } } },
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 30 } },
      },
    ],
    behavior: { scaleUp: { stabilizationWindowSeconds: 5, selectPolicy: 'Max' } },
  },
  status: { desiredReplicas: 0, currentMetrics: null },
};

test('version 1 keeps in annotations what it has no fields for', () => {
  const converted = convert(AUTOSCALER, V1);
  expect(converted).toEqual({
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v1',
    metadata: {
      name: 'h',
      annotations: {
        a: 'b',
        'autoscaling.alpha.kubernetes.io/metrics':
          '[{"type":"Pods","pods":{"metricName":"x","targetAverageValue":"1k"}}]',
        'autoscaling.alpha.kubernetes.io/behavior':
          '{"ScaleUp":{"StabilizationWindowSeconds":5,"SelectPolicy":"Max","Policies":null,"Tolerance":null},"ScaleDown":null}',
      },
    },
    spec: {
      scaleTargetRef: { kind: 'Deployment', name: 'd', apiVersion: 'apps/v1' },
      minReplicas: 1,
      maxReplicas: 3,
      targetCPUUtilizationPercentage: 30,
    },
    status: { currentReplicas: 0, desiredReplicas: 0 },
  });
  expect(Object.keys(converted.metadata.annotations ?? {})[0]).toBe('a');
  expect(convert(converted, V2)).toEqual({
    ...AUTOSCALER,
    status: { currentReplicas: 0, desiredReplicas: 0, currentMetrics: null },
  });
});

test('an event has other names in the other group, and comes back', () => {
  const event: ApiObject = {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: { name: 'e' },
    involvedObject: { kind: 'Pod', name: 'x' },
    reason: 'R',
    message: 'm',
    source: { component: 'k' },
    firstTimestamp: '2026-01-01T00:00:00Z',
    lastTimestamp: null,
    count: 1,
    eventTime: null,
    reportingComponent: '',
    reportingInstance: '',
  };
  const converted = convert(event, { group: 'events.k8s.io', version: 'v1' });
  expect(JSON.stringify(converted)).toBe(
    '{"kind":"Event","apiVersion":"events.k8s.io/v1","metadata":{"name":"e"},"eventTime":null,"reason":"R","regarding":{"kind":"Pod","name":"x"},"note":"m","deprecatedSource":{"component":"k"},"deprecatedFirstTimestamp":"2026-01-01T00:00:00Z","deprecatedLastTimestamp":null,"deprecatedCount":1}',
  );
  expect(JSON.stringify(convert(converted, { group: '', version: 'v1' }))).toBe(JSON.stringify(event));
});

test('kinds of one version only change their name', () => {
  const pod: ApiObject = { kind: 'Pod', apiVersion: 'v1', metadata: { name: 'p' } };
  expect(convert(pod, { group: '', version: 'v1' })).toBe(pod);
});
