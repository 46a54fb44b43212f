import { type JsonObject, objectAt, own, setOwn, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Strategy } from '../../model/rules.ts';
import { TEMPLATE_GENERATION } from '../defaults/internal-types.ts';
import { ensureObject, findObject } from '../defaults/set-default.ts';
import { createStrategy, keep, type StrategyRules } from './create-strategy.ts';
import { dropDisabled, dropDisabledPodFields } from './disabled-fields.ts';
import { semanticEqual } from './semantic-equal.ts';

// pkg/registry/{apps,batch}/*/strategy.go, pkg/registry/core/{replicationcontroller,podtemplate}/strategy.go

export const WORKLOAD_STRATEGIES: ReadonlyArray<readonly [string, Strategy]> = [
  [
    'apps/Deployment',
    createStrategy({
      ...workload({ generationOf: ['spec', 'metadata.annotations'] }),
      statusResetFields: ['metadata.labels'],
      onStatusUpdate: (object, old) => keep(object.metadata, old.metadata, 'labels'),
    }),
  ],
  ['apps/ReplicaSet', createStrategy(workload(), { selectableFields: replicasField })],
  ['apps/StatefulSet', createStrategy(workload())],
  [
    'apps/DaemonSet',
    createStrategy(workload({ onCreate: startTemplateGeneration, onUpdate: countTemplateGeneration })),
  ],
  ['/ReplicationController', createStrategy(workload(), { selectableFields: replicasField })],
  [
    'batch/Job',
    createStrategy(workload({ onCreate: generateSelector, onUpdate: dropScheduling }), {
      selectableFields: (job) => ({
        'status.successful': String(Number(objectAt(job, 'status').succeeded ?? 0)),
      }),
    }),
  ],
  [
    'batch/CronJob',
    createStrategy(
      workload({
        template: ['spec', 'jobTemplate', 'spec', 'template'],
        onCreate: dropScheduling,
        onUpdate: dropScheduling,
      }),
    ),
  ],
  [
    '/PodTemplate',
    createStrategy({ ...workload({ template: ['template'], generationOf: ['template'] }), status: false }),
  ],
];

/** What all kinds with a pod template have in common. */
function workload({
  template = ['spec', 'template'],
  generationOf = ['spec'],
  onCreate,
  onUpdate,
}: {
  template?: readonly string[];
  generationOf?: readonly string[];
  onCreate?: (object: ApiObject) => void;
  onUpdate?: (object: ApiObject, old: ApiObject) => void;
} = {}): StrategyRules {
  const podSpec = (object: ApiObject): JsonObject | undefined => findObject(object, ...template, 'spec');
  return {
    status: true,
    generationOf,
    onCreate(object) {
      dropDisabledPodFields(podSpec(object), undefined);
      onCreate?.(object);
    },
    onUpdate(object, old) {
      dropDisabledPodFields(podSpec(object), podSpec(old));
      onUpdate?.(object, old);
    },
  };
}

function replicasField(object: ApiObject): Record<string, string> {
  return { 'status.replicas': String(Number(objectAt(object, 'status').replicas ?? 0)) };
}

function templateGeneration({ metadata }: ApiObject): number {
  return Number(metadata.annotations?.[TEMPLATE_GENERATION] ?? 0);
}

function setTemplateGeneration({ metadata }: ApiObject, generation: number): void {
  ensureObject(metadata, 'annotations')[TEMPLATE_GENERATION] = String(generation);
}

function startTemplateGeneration(daemonSet: ApiObject): void {
  setTemplateGeneration(daemonSet, Math.max(1, templateGeneration(daemonSet)));
}

function countTemplateGeneration(daemonSet: ApiObject, old: ApiObject): void {
  const isSame = semanticEqual(objectAt(daemonSet, 'spec').template, objectAt(old, 'spec').template);
  setTemplateGeneration(daemonSet, templateGeneration(old) + (isSame ? 0 : 1));
}

const JOB_NAME_LABELS = ['job-name', 'batch.kubernetes.io/job-name'];
const CONTROLLER_UID = 'batch.kubernetes.io/controller-uid';
const CONTROLLER_UID_LABELS = ['controller-uid', CONTROLLER_UID];

/** A Job that does not choose its pods itself has those that bear its own uid. */
function generateSelector(job: ApiObject): void {
  dropScheduling(job);
  const spec = ensureObject(job, 'spec');
  if (spec.manualSelector === true) return;
  const { name = '', uid = '' } = job.metadata;
  const labels = ensureObject(ensureObject(ensureObject(spec, 'template'), 'metadata'), 'labels');
  for (const label of JOB_NAME_LABELS) setMissing(labels, label, name);
  for (const label of CONTROLLER_UID_LABELS) setMissing(labels, label, uid);
  setMissing(ensureObject(ensureObject(spec, 'selector'), 'matchLabels'), CONTROLLER_UID, uid);
}

function setMissing(labels: JsonObject, key: string, value: string): void {
  if (own(labels, key) === undefined) setOwn(labels, key, value);
}

/** Of the gate WorkloadWithJob, which is off. */
function dropScheduling(object: ApiObject, old?: ApiObject): void {
  const path =
    stringAt(object, 'kind') === 'CronJob' ? 'spec.jobTemplate.spec.scheduling' : 'spec.scheduling';
  dropDisabled(object, old, [path]);
}
