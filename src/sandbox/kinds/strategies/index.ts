import { objectAt } from '../../model/json.ts';
import { localApiServiceStatus } from '../../model/local-api-service.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Strategy, WriteContext } from '../../model/rules.ts';
import { objectsAt } from '../defaults/set-default.ts';
import { CERTIFICATE_STRATEGIES } from './certificates.ts';
import { CORE_STRATEGIES } from './core.ts';
import { createStrategy, type StrategyRules } from './create-strategy.ts';
import { dropDisabled } from './disabled-fields.ts';
import { POD_STRATEGY } from './pods.ts';
import { semanticEqual } from './semantic-equal.ts';
import { SERVICE_STRATEGY } from './services.ts';
import { STORAGE_STRATEGIES } from './storage.ts';
import { WORKLOAD_STRATEGIES } from './workloads.ts';

/** The strategy of a kind by its key, as `apps/Deployment`; one that leaves everything as it is for others. */
export function strategyOf(key: string): Strategy {
  return STRATEGIES.get(key) ?? PLAIN;
}

const PLAIN: Strategy = {};

const CONDITIONAL = { allowUnconditionalUpdate: false } as const;
const SPEC_GENERATION: StrategyRules = { generationOf: ['spec'] };
const WEBHOOKS_GENERATION: StrategyRules = { generationOf: ['webhooks'] };
const WITH_STATUS: StrategyRules = { status: true, generationOf: ['spec'] };
const STATUS_KEEPS_METADATA: StrategyRules = { ...WITH_STATUS, statusKeepsMetadata: true };
const CREATED_BY_UPDATE: Strategy = { allowCreateOnUpdate: true };

const STRATEGIES: ReadonlyMap<string, Strategy> = new Map<string, Strategy>([
  ['/Pod', POD_STRATEGY],
  ['/Service', SERVICE_STRATEGY],
  ...CORE_STRATEGIES,
  ...WORKLOAD_STRATEGIES,
  ...STORAGE_STRATEGIES,
  ...CERTIFICATE_STRATEGIES,
  ...['MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding', 'ValidatingAdmissionPolicyBinding'].map(
    (kind) => [`admissionregistration.k8s.io/${kind}`, createStrategy(SPEC_GENERATION, CONDITIONAL)] as const,
  ),
  ...['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'].map(
    (kind) =>
      [`admissionregistration.k8s.io/${kind}`, createStrategy(WEBHOOKS_GENERATION, CONDITIONAL)] as const,
  ),
  [
    'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
    createStrategy(STATUS_KEEPS_METADATA, CONDITIONAL),
  ],
  [
    'apiregistration.k8s.io/APIService',
    createStrategy({ status: true, statusKeepsMetadata: true, onCreate: markLocal }, CONDITIONAL),
  ],
  ['autoscaling/HorizontalPodAutoscaler', createStrategy(WITH_STATUS)],
  [
    'coordination.k8s.io/Lease',
    {
      allowCreateOnUpdate: true,
      allowUnconditionalUpdate: false,
      prepareForCreate: (lease) => dropDisabled(lease, undefined, LEASE_FIELDS),
      prepareForUpdate: (lease, old) => dropDisabled(lease, old, LEASE_FIELDS),
    },
  ],
  ['discovery.k8s.io/EndpointSlice', endpointSliceStrategy()],
  ['flowcontrol.apiserver.k8s.io/FlowSchema', createStrategy(STATUS_KEEPS_METADATA)],
  ['flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration', createStrategy(STATUS_KEEPS_METADATA)],
  ['networking.k8s.io/Ingress', createStrategy(WITH_STATUS)],
  ['networking.k8s.io/IngressClass', createStrategy(SPEC_GENERATION)],
  ['networking.k8s.io/NetworkPolicy', createStrategy(SPEC_GENERATION)],
  ['networking.k8s.io/ServiceCIDR', createStrategy({ status: true, statusKeepsMetadata: true })],
  ['node.k8s.io/RuntimeClass', { allowCreateOnUpdate: true, allowUnconditionalUpdate: false }],
  ['policy/PodDisruptionBudget', createStrategy(WITH_STATUS, CONDITIONAL)],
  ...['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'].map(
    (kind) => [`rbac.authorization.k8s.io/${kind}`, CREATED_BY_UPDATE] as const,
  ),
  ['resource.k8s.io/DeviceClass', createStrategy(SPEC_GENERATION)],
  [
    'resource.k8s.io/DeviceTaintRule',
    createStrategy({ ...STATUS_KEEPS_METADATA, onUpdate: restartTaint }, CONDITIONAL),
  ],
  [
    'resource.k8s.io/ResourceClaim',
    createStrategy({
      status: true,
      statusKeepsMetadata: true,
      onCreate: (claim) => dropDisabled(claim, undefined, CLAIM_FIELDS),
      onUpdate: (claim, old) => dropDisabled(claim, old, CLAIM_FIELDS),
    }),
  ],
  [
    'resource.k8s.io/ResourceClaimTemplate',
    createStrategy({
      onCreate: (template) => dropDisabled(template, undefined, TEMPLATE_FIELDS),
      onUpdate: (template, old) => dropDisabled(template, old, TEMPLATE_FIELDS),
    }),
  ],
  ['resource.k8s.io/ResourceSlice', createStrategy(SPEC_GENERATION)],
  [
    'scheduling.k8s.io/PriorityClass',
    {
      prepareForCreate({ metadata }) {
        metadata.generation = 1;
      },
    },
  ],
  [
    'storagemigration.k8s.io/StorageVersionMigration',
    createStrategy({ status: true, statusKeepsMetadata: true }, CONDITIONAL),
  ],
]);

/** Of the gate CoordinatedLeaderElection, which is off. */
const LEASE_FIELDS = ['spec.strategy', 'spec.preferredHolder'];

/** Of the gate DRADerivedAttributes, which is off. */
const CLAIM_FIELDS = ['exactly', 'firstAvailable[]'].map(
  (request) => `spec.devices.requests[].${request}.derivedAttributes`,
);
const TEMPLATE_FIELDS = CLAIM_FIELDS.map((path) => `spec.${path}`);

function markLocal(service: ApiObject, { now }: WriteContext): void {
  if (objectAt(service, 'spec').service !== undefined) return;
  service.status = localApiServiceStatus(now);
}

/** A taint of another effect holds from now on. */
function restartTaint(rule: ApiObject, old: ApiObject, { now }: WriteContext): void {
  const taint = objectAt(objectAt(rule, 'spec'), 'taint');
  const before = objectAt(objectAt(old, 'spec'), 'taint');
  if (taint.effect !== before.effect && taint.timeAdded === before.timeAdded) taint.timeAdded = now;
}

/** All of an EndpointSlice but its metadata, and its labels, count for the generation. */
function endpointSliceStrategy(): Strategy {
  return {
    prepareForCreate(slice) {
      slice.metadata.generation = 1;
      dropTopology(slice);
    },
    prepareForUpdate(slice, old) {
      const { metadata, ...content } = slice;
      const { metadata: oldMetadata, ...oldContent } = old;
      const isSame = semanticEqual(content, oldContent) && semanticEqual(metadata.labels, oldMetadata.labels);
      if (!isSame) metadata.generation = (oldMetadata.generation ?? 0) + 1;
      if (!semanticEqual(slice.endpoints, old.endpoints)) dropTopology(slice);
    },
  };
}

function dropTopology(slice: ApiObject): void {
  for (const endpoint of objectsAt(slice, 'endpoints')) delete endpoint.deprecatedTopology;
}
