import type { JsonObject } from '../../../../src/sandbox/model/json.ts';
import type { Scenario } from './case.ts';

const template = (labels: JsonObject = { app: 'a' }): JsonObject => ({
  metadata: { labels },
  spec: { containers: [{ name: 'c', image: 'nginx' }] },
});
const selector = { matchLabels: { app: 'a' } };
const t0 = 'spec.template.spec.containers.0';

/** Faults that all controllers with a template and a selector have alike. */
const common = {
  'no selector': { 'spec.selector': undefined },
  'empty selector': { 'spec.selector': {} },
  'bad selector': { 'spec.selector': { matchLabels: { 'a b': 'c' } } },
  'bad selector operator': { 'spec.selector': { matchExpressions: [{ key: 'app', operator: 'X' }] } },
  'selector without values': { 'spec.selector': { matchExpressions: [{ key: 'app', operator: 'In' }] } },
  'selector with values': {
    'spec.selector': { matchExpressions: [{ key: 'app', operator: 'Exists', values: ['a'] }] },
  },
  'other labels': { 'spec.template.metadata.labels': { app: 'b' } },
  'no labels': { 'spec.template.metadata': undefined },
  'no template': { 'spec.template': undefined },
  'no containers': { 'spec.template.spec.containers': [] },
  'bad image': { [`${t0}.image`]: '' },
  'image with spaces': { [`${t0}.image`]: ' x' },
  'bad restart policy': { 'spec.template.spec.restartPolicy': 'Never' },
  'unknown restart policy': { 'spec.template.spec.restartPolicy': 'X' },
  deadline: { 'spec.template.spec.activeDeadlineSeconds': 10 },
  'negative replicas': { 'spec.replicas': -1 },
  'negative minReadySeconds': { 'spec.minReadySeconds': -1 },
  'bad name': { 'metadata.name': 'A_b' },
  'dotted name': { 'metadata.name': 'a.b' },
  'ports twice': { [`${t0}.ports`]: [{ containerPort: 80 }, { containerPort: 80 }] },
  'ephemeral containers': { 'spec.template.spec.ephemeralContainers': [{ name: 'e', image: 'x' }] },
  'template label': { 'spec.template.metadata.labels': { app: 'a', 'x y': 'z' } },
  'template annotation': { 'spec.template.metadata.annotations': { 'x y': 'z' } },
  several: { 'spec.replicas': -1, [`${t0}.image`]: '', 'spec.template.spec.dnsPolicy': 'X' },
};

export const deployments: Scenario = {
  path: '/apis/apps/v1/namespaces/{ns}/deployments',
  good: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd' },
    spec: { selector, template: template() },
  },
  create: {
    ...common,
    'unknown strategy': { 'spec.strategy': { type: 'X' } },
    'recreate with rolling': { 'spec.strategy': { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } },
    'nothing moves': {
      'spec.strategy': { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } },
    },
    'bad percent': {
      'spec.strategy': { type: 'RollingUpdate', rollingUpdate: { maxSurge: '10', maxUnavailable: '110%' } },
    },
    'negative surge': { 'spec.strategy': { type: 'RollingUpdate', rollingUpdate: { maxSurge: -1 } } },
    'negative history': { 'spec.revisionHistoryLimit': -1 },
    'short deadline': { 'spec.progressDeadlineSeconds': 5, 'spec.minReadySeconds': 5 },
  },
  update: {
    'other selector': {
      'spec.selector': { matchLabels: { app: 'b' } },
      'spec.template.metadata.labels': { app: 'b' },
    },
    'wider selector': { 'spec.selector': { matchLabels: { app: 'a', x: 'y' } } },
    'ports twice': { [`${t0}.ports`]: [{ containerPort: 80 }, { containerPort: 80 }] },
    'negative replicas': { 'spec.replicas': -1 },
    'bad finalizer': { 'metadata.finalizers': ['x'] },
  },
  subresources: {
    status: {
      counts: {
        'status.replicas': 1,
        'status.readyReplicas': 2,
        'status.availableReplicas': 3,
        'status.updatedReplicas': -1,
      },
    },
    scale: {},
  },
};

export const replicaSets: Scenario = {
  path: '/apis/apps/v1/namespaces/{ns}/replicasets',
  good: {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'r' },
    spec: { selector, template: template() },
  },
  create: common,
  update: { 'other selector': { 'spec.selector': { matchLabels: { app: 'b' } } } },
  subresources: {
    status: { counts: { 'status.replicas': 1, 'status.readyReplicas': 2, 'status.fullyLabeledReplicas': 3 } },
  },
};

export const daemonSets: Scenario = {
  path: '/apis/apps/v1/namespaces/{ns}/daemonsets',
  good: {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'd' },
    spec: { selector, template: template() },
  },
  create: {
    ...common,
    'unknown strategy': { 'spec.updateStrategy': { type: 'X' } },
    'surge and unavailable': {
      'spec.updateStrategy': { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } },
    },
    'nothing moves': {
      'spec.updateStrategy': { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } },
    },
  },
  update: {
    'other selector': { 'spec.selector': { matchLabels: { app: 'b' } } },
    'ports twice': { [`${t0}.ports`]: [{ containerPort: 80 }, { containerPort: 80 }] },
  },
  subresources: { status: { counts: { 'status.currentNumberScheduled': -1, 'status.numberReady': -1 } } },
};

const claim = (name: string): JsonObject => ({
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
});

export const statefulSets: Scenario = {
  path: '/apis/apps/v1/namespaces/{ns}/statefulsets',
  good: {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 's' },
    spec: { selector, serviceName: 'x', template: template(), volumeClaimTemplates: [claim('data')] },
  },
  create: {
    ...common,
    'bad policy': { 'spec.podManagementPolicy': 'X' },
    'unknown strategy': { 'spec.updateStrategy': { type: 'X' } },
    'rolling on delete': { 'spec.updateStrategy': { type: 'OnDelete', rollingUpdate: { partition: 1 } } },
    'negative partition': {
      'spec.updateStrategy': { type: 'RollingUpdate', rollingUpdate: { partition: -1 } },
    },
    'bad retention': { 'spec.persistentVolumeClaimRetentionPolicy': { whenDeleted: 'X' } },
    'bad service name': { 'spec.serviceName': 'A b' },
    'negative ordinal': { 'spec.ordinals': { start: -1 } },
    'bad claim': { 'spec.volumeClaimTemplates': [{ metadata: { name: 'x' }, spec: {} }] },
    'negative history': { 'spec.revisionHistoryLimit': -1 },
    'mount of claim': {
      [`${t0}.volumeMounts`]: [
        { name: 'data', mountPath: '/x' },
        { name: 'other', mountPath: '/y' },
      ],
    },
  },
  update: {
    'other selector': { 'spec.selector': { matchLabels: { app: 'b' } } },
    'other service': { 'spec.serviceName': 'y' },
    'other policy': { 'spec.podManagementPolicy': 'Parallel' },
    'other claims': { 'spec.volumeClaimTemplates.0.metadata.name': 'other' },
    'bigger claims': { 'spec.volumeClaimTemplates.0.spec.resources.requests.storage': '2Gi' },
    replicas: { 'spec.replicas': -1 },
    image: { [`${t0}.image`]: '' },
  },
  subresources: {
    status: { counts: { 'status.replicas': 1, 'status.readyReplicas': 2, 'status.currentReplicas': -1 } },
  },
};

export const replicationControllers: Scenario = {
  path: '/api/v1/namespaces/{ns}/replicationcontrollers',
  good: {
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { name: 'r' },
    spec: { selector: { app: 'a' }, template: template() },
  },
  create: {
    'no selector': { 'spec.selector': {}, 'spec.template.metadata.labels': {} },
    'other labels': { 'spec.template.metadata.labels': { app: 'b' } },
    'no template': { 'spec.template': undefined },
    'negative replicas': { 'spec.replicas': -1 },
    'negative ready': { 'spec.minReadySeconds': -1 },
    'bad name': { 'metadata.name': 'A_b' },
    'bad restart policy': { 'spec.template.spec.restartPolicy': 'Never' },
  },
  update: { 'negative replicas': { 'spec.replicas': -1 }, selector: { 'spec.selector': { app: 'b' } } },
};

const jobTemplate = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'x' }] } };

const jobFaults = (spec: string) => ({
  'negative parallelism': { [`${spec}.parallelism`]: -1, [`${spec}.backoffLimit`]: -1 },
  'restart always': { [`${spec}.template.spec.restartPolicy`]: 'Always' },
  'restart unset': { [`${spec}.template.spec.restartPolicy`]: undefined },
  'restart unknown': { [`${spec}.template.spec.restartPolicy`]: 'X' },
  'bad mode': { [`${spec}.completionMode`]: 'X' },
  'indexed without completions': { [`${spec}.completionMode`]: 'Indexed' },
  'per index': { [`${spec}.backoffLimitPerIndex`]: 1, [`${spec}.maxFailedIndexes`]: 1 },
  'failed indexes': { [`${spec}.maxFailedIndexes`]: 1 },
  'bad manager': { [`${spec}.managedBy`]: 'x' },
  'bad replacement': { [`${spec}.podReplacementPolicy`]: 'X' },
  'success policy': { [`${spec}.successPolicy`]: { rules: [] } },
  'bad success policy': {
    [`${spec}.completionMode`]: 'Indexed',
    [`${spec}.completions`]: 3,
    [`${spec}.successPolicy`]: {
      rules: [{}, { succeededIndexes: '1,0' }, { succeededIndexes: '0-2', succeededCount: 4 }],
    },
  },
  'bad failure policy': {
    [`${spec}.podFailurePolicy`]: {
      rules: [
        { action: 'X' },
        { action: 'FailJob', onExitCodes: { operator: 'In', values: [0, 3, 1, 1], containerName: 'y' } },
        { action: 'FailIndex', onPodConditions: [{ type: 'a b', status: 'X' }] },
        { action: '', onExitCodes: { operator: '', values: [] }, onPodConditions: [{ type: 'a' }] },
      ],
    },
  },
  'failure policy with OnFailure': {
    [`${spec}.podFailurePolicy`]: { rules: [] },
    [`${spec}.template.spec.restartPolicy`]: 'OnFailure',
  },
  'no containers': { [`${spec}.template.spec.containers`]: [] },
});

export const jobs: Scenario = {
  path: '/apis/batch/v1/namespaces/{ns}/jobs',
  good: { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'j' }, spec: { template: jobTemplate } },
  create: {
    ...jobFaults('spec'),
    'own selector': { 'spec.selector': { matchLabels: { app: 'a' } } },
    'manual selector': { 'spec.manualSelector': true },
    'manual selector of others': {
      'spec.manualSelector': true,
      'spec.selector': { matchLabels: { app: 'a' } },
    },
    'dotted name': { 'metadata.name': 'a.b' },
    'indexed with long name': {
      'metadata.name': 'a'.repeat(62),
      'spec.completionMode': 'Indexed',
      'spec.completions': 10,
    },
  },
  update: {
    image: { 'spec.template.spec.containers.0.image': 'y' },
    completions: { 'spec.completions': 3 },
    selector: { 'spec.selector': { matchLabels: { app: 'a' } } },
    mode: { 'spec.completionMode': 'Indexed', 'spec.completions': 3 },
    parallelism: { 'spec.parallelism': 3 },
    policy: {
      'spec.podFailurePolicy': {
        rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [1] } }],
      },
    },
  },
  subresources: {
    status: {
      complete: { 'status.conditions': [{ type: 'Complete', status: 'True' }] },
      failed: {
        'status.conditions': [{ type: 'Failed', status: 'True' }],
        'status.startTime': '2026-01-01T00:00:00Z',
      },
      both: {
        'status.conditions': [
          { type: 'Failed', status: 'True' },
          { type: 'Complete', status: 'True' },
        ],
      },
      counts: { 'status.active': -1, 'status.ready': 3, 'status.completedIndexes': 'x' },
      'no ready pods': { 'status.active': -1 },
    },
  },
};

export const cronJobs: Scenario = {
  path: '/apis/batch/v1/namespaces/{ns}/cronjobs',
  good: {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'c' },
    spec: { schedule: '* * * * *', jobTemplate: { spec: { template: jobTemplate } } },
  },
  create: {
    ...jobFaults('spec.jobTemplate.spec'),
    'no schedule': { 'spec.schedule': undefined },
    'bad schedule': { 'spec.schedule': 'every minute' },
    'short schedule': { 'spec.schedule': '* * *' },
    'bad number': { 'spec.schedule': '60 * * * *' },
    'bad text': { 'spec.schedule': 'a * * * *' },
    'bad range': { 'spec.schedule': '5-1 * * * *' },
    'bad step': { 'spec.schedule': '*/0 * * * *' },
    'bad day': { 'spec.schedule': '* * 0 * *' },
    'many slashes': { 'spec.schedule': '*/1/2 * * * *' },
    'many hyphens': { 'spec.schedule': '1-2-3 * * * *' },
    negative: { 'spec.schedule': '-1 * * * *' },
    descriptor: { 'spec.schedule': '@sometimes' },
    every: { 'spec.schedule': '@every x' },
    names: { 'spec.schedule': '0 0 * jan-mar MON' },
    'time zone in schedule': { 'spec.schedule': 'TZ=UTC * * * * *' },
    'unknown time zone in schedule': { 'spec.schedule': 'CRON_TZ=Mars/Base * * * * *' },
    'time zone': { 'spec.timeZone': 'Mars/Base' },
    'empty time zone': { 'spec.timeZone': '' },
    'local time zone': { 'spec.timeZone': 'Local' },
    'good time zone': { 'spec.timeZone': 'Europe/Berlin' },
    'strange time zone': { 'spec.timeZone': '../x' },
    'bad policy': { 'spec.concurrencyPolicy': 'X' },
    'negative limits': {
      'spec.startingDeadlineSeconds': -1,
      'spec.successfulJobsHistoryLimit': -1,
      'spec.failedJobsHistoryLimit': -1,
    },
    selector: {
      'spec.jobTemplate.spec.selector': { matchLabels: { a: 'b' } },
      'spec.jobTemplate.spec.manualSelector': true,
    },
    'long name': { 'metadata.name': 'a'.repeat(53) },
    'dotted name': { 'metadata.name': 'a.b' },
  },
  update: { schedule: { 'spec.schedule': 'x' }, 'time zone': { 'spec.timeZone': 'X' } },
};
