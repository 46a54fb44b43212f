import { cloneJson, type JsonObject, objectAt, setOwn, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Strategy, WriteContext } from '../../model/rules.ts';
import { ensureObject, isNil, objectsAt } from '../defaults/set-default.ts';
import { createStrategy, keep } from './create-strategy.ts';

/** pkg/registry/certificates/certificates/strategy.go. */
const CSR_STRATEGY: Strategy = {
  prepareForCreate(request, { user }) {
    const spec = ensureObject(request, 'spec');
    spec.username = user.name;
    spec.uid = user.uid;
    spec.groups = [...user.groups];
    delete spec.extra;
    const extra: JsonObject = {};
    for (const [key, values] of Object.entries(user.extra)) setOwn(extra, key, [...values]);
    if (Object.keys(extra).length > 0) spec.extra = extra;
    request.status = {};
  },
  prepareForUpdate(request, old) {
    keep(request, old, 'spec');
    keep(request, old, 'status');
  },
  prepareForSubresourceUpdate: {
    status(request, old, { now }) {
      keep(request, old, 'spec');
      for (const type of ['Approved', 'Denied']) keepConditions(request, old, type);
      setConditionTimes(request, old, now);
    },
    approval(request, old, context) {
      approve(request, old, context);
    },
  },
  selectableFields: (request) => ({ 'spec.signerName': stringAt(objectAt(request, 'spec'), 'signerName') }),
  resetFields: {
    '': ['spec', 'status'],
    status: ['spec', 'status.conditions'],
    approval: ['spec', 'status.certificate'],
  },
};

export const CERTIFICATE_STRATEGIES: ReadonlyArray<readonly [string, Strategy]> = [
  ['certificates.k8s.io/CertificateSigningRequest', CSR_STRATEGY],
  ['certificates.k8s.io/ClusterTrustBundle', { allowUnconditionalUpdate: false }],
  [
    'certificates.k8s.io/PodCertificateRequest',
    createStrategy({ status: true, statusKeepsMetadata: true }, { allowUnconditionalUpdate: false }),
  ],
];

/** Only the conditions of the status are the approver's. */
function approve(request: ApiObject, old: ApiObject, { now }: WriteContext): void {
  setConditionTimes(request, old, now);
  const conditions = objectsAt(objectAt(request, 'status'), 'conditions').map(cloneJson);
  keep(request, old, 'spec');
  keep(request, old, 'status');
  ensureObject(request, 'status').conditions = conditions;
}

/** Where there are as many as there were, they are what they were. */
function keepConditions(request: ApiObject, old: ApiObject, type: string): void {
  const isOfType = (condition: JsonObject): boolean => condition.type === type;
  const before = objectsAt(objectAt(old, 'status'), 'conditions').filter(isOfType);
  const conditions = objectsAt(objectAt(request, 'status'), 'conditions');
  if (conditions.filter(isOfType).length !== before.length) return;
  const kept = before.map(cloneJson);
  ensureObject(request, 'status').conditions = conditions.map((condition) =>
    isOfType(condition) ? (kept.shift() ?? condition) : condition,
  );
}

function setConditionTimes(request: ApiObject, old: ApiObject, now: string): void {
  const before = objectsAt(objectAt(old, 'status'), 'conditions');
  for (const condition of objectsAt(objectAt(request, 'status'), 'conditions')) {
    if (isNil(condition.lastUpdateTime)) condition.lastUpdateTime = now;
    if (!isNil(condition.lastTransitionTime)) continue;
    const same = before.find(
      ({ type, status, lastTransitionTime }) =>
        type === condition.type && status === condition.status && !isNil(lastTransitionTime),
    );
    condition.lastTransitionTime = same?.lastTransitionTime ?? now;
  }
}
