import type { Validator } from '../model/rules.ts';
import { controllerRevision } from './apps/controller-revision.ts';
import { daemonSet } from './apps/daemon-set.ts';
import { deployment } from './apps/deployment.ts';
import { replicaSet } from './apps/replica-set.ts';
import { statefulSet } from './apps/stateful-set.ts';
import { cronJob } from './batch/cron-job.ts';
import { job } from './batch/job.ts';
import { configMap } from './core/config-map.ts';
import { namespace } from './core/namespace.ts';
import { pod } from './core/pod.ts';
import { podTemplate } from './core/pod-template.ts';
import { replicationController } from './core/replication-controller.ts';
import { secret } from './core/secret.ts';
import { service } from './core/service.ts';
import { serviceAccount } from './core/service-account.ts';

/** The validators of the kinds that have rules of their own, by `group/Kind`. */
export const VALIDATORS: ReadonlyMap<string, Validator> = new Map([
  ['/ConfigMap', configMap],
  ['/Namespace', namespace],
  ['/Pod', pod],
  ['/PodTemplate', podTemplate],
  ['/ReplicationController', replicationController],
  ['/Secret', secret],
  ['/Service', service],
  ['/ServiceAccount', serviceAccount],
  ['apps/ControllerRevision', controllerRevision],
  ['apps/DaemonSet', daemonSet],
  ['apps/Deployment', deployment],
  ['apps/ReplicaSet', replicaSet],
  ['apps/StatefulSet', statefulSet],
  ['batch/CronJob', cronJob],
  ['batch/Job', job],
]);
