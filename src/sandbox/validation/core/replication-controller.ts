import { required } from '../../model/field-error.ts';
import { objectAt, own } from '../../model/json.ts';
import { templateWarnings } from '../apps/deployment.ts';
import { REPLICA_COUNTS } from '../apps/replica-set.ts';
import { validateReplicasStatus } from '../apps/replicas-status.ts';
import { createValidator } from '../create-validator.ts';
import { declared, nonNegative } from '../faults.ts';
import { numberAt, structAt } from '../fields.ts';
import { isDnsSubdomain } from '../formats/names.ts';
import { unmatchedLabels, validateAlwaysRestarts, validatePodTemplate } from '../pod/template.ts';

export const replicationController = createValidator({
  name: isDnsSubdomain,
  declaredName: true,
  *check(object) {
    const spec = objectAt(object, 'spec');
    const selector = objectAt(spec, 'selector');
    const template = structAt(spec, 'template');
    const replicas = numberAt(spec, 'replicas');
    yield* declared(nonNegative('spec.minReadySeconds', numberAt(spec, 'minReadySeconds')));
    if (Object.keys(selector).length === 0) yield required('spec.selector', '');
    if (replicas === undefined) yield* declared([required('spec.replicas', '')]);
    yield* declared(nonNegative('spec.replicas', replicas));
    if (template === undefined) {
      yield required('spec.template', '');
      return;
    }
    const labels = objectAt(objectAt(template, 'metadata'), 'labels');
    const isMatching = Object.keys(selector).every((key) => own(labels, key) === selector[key]);
    if (!isMatching) yield* unmatchedLabels('spec.template', template);
    yield* validatePodTemplate('spec.template', template);
    yield* validateAlwaysRestarts('spec.template', template, 'ReplicationController');
  },
  subresources: { status: (object) => validateReplicasStatus(objectAt(object, 'status'), REPLICA_COUNTS) },
  warnings: templateWarnings,
});
