import { objectAt } from '../../model/json.ts';
import { createValidator } from '../create-validator.ts';
import { nonNegativeFields } from '../faults.ts';
import { isDnsSubdomain } from '../formats/names.ts';
import { templateWarnings, validateSameSelector, validateSelectedTemplate } from './deployment.ts';
import { type StatusCounts, validateReplicasStatus } from './replicas-status.ts';

export const replicaSet = createValidator({
  name: isDnsSubdomain,
  *check(object) {
    const spec = objectAt(object, 'spec');
    yield* nonNegativeFields('spec', spec, ['replicas', 'minReadySeconds']);
    yield* validateSelectedTemplate(spec);
  },
  checkUpdate: validateSameSelector,
  subresources: { status: (object) => validateReplicasStatus(objectAt(object, 'status'), REPLICA_COUNTS) },
  warnings: templateWarnings,
});

/** Also those of a ReplicationController. */
export const REPLICA_COUNTS: StatusCounts = {
  all: [
    'replicas',
    'fullyLabeledReplicas',
    'readyReplicas',
    'availableReplicas',
    'observedGeneration',
    'terminatingReplicas',
  ],
  ofReplicas: ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'],
  ready: 'readyReplicas',
};
