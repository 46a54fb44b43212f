import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from './api-client.ts';
import { nodeName } from './cluster-objects.ts';

interface Pod {
  metadata: {
    name: string;
    namespace: string;
    uid: string;
    deletionTimestamp?: string;
    ownerReferences?: { kind: string }[];
  };
  spec: { nodeName?: string; containers: { name: string; image: string }[] };
  status: { phase?: string };
}

/**
 * Plays scheduler and kubelet, so that rollouts end, pods become ready, and deleted pods go away: each pod is
 * bound to `node-1` unless it names another node, said to run (pods of Jobs: to have succeeded), and removed once its deletion is asked.
 * It ignores cordons and taints, because tests that run at once share that node.
 *
 * @returns a function that ends it.
 */
export function startFakeKubelet(api: ApiClient): () => void {
  const abort = new AbortController();
  void watchPods(api, abort.signal);
  return () => abort.abort();
}

async function watchPods(api: ApiClient, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // Without a resource version a watch begins with all pods that there are, so nothing is lost between two.
    await api.stream('/api/v1/pods?watch=true', (line) => void onEvent(api, line), signal).catch(() => {});
    await sleep(200, undefined, { signal }).catch(() => {});
  }
}

async function onEvent(api: ApiClient, line: string): Promise<void> {
  const { type, object: pod } = JSON.parse(line) as { type: string; object: Pod };
  if (type !== 'ADDED' && type !== 'MODIFIED') return;
  // A conflict or a pod that is gone: a later event tells.
  await moveOn(api, pod).catch(() => {});
}

/** Takes the one step that this state of the pod asks for; the next event brings the next step. */
async function moveOn(api: ApiClient, pod: Pod): Promise<void> {
  const { name, namespace, uid, deletionTimestamp } = pod.metadata;
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  if (deletionTimestamp !== undefined) {
    const options = {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      gracePeriodSeconds: 0,
      preconditions: { uid },
    };
    await api.sendOrThrow('DELETE', path, options);
  } else if (pod.spec.nodeName === undefined) {
    await api.sendOrThrow('POST', `${path}/binding`, {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name, uid },
      target: { kind: 'Node', name: nodeName },
    });
  } else if (pod.status.phase === 'Pending') {
    await api.sendOrThrow('PATCH', `${path}/status`, { metadata: { uid }, status: statusOf(pod) });
  }
}

function statusOf(pod: Pod): object {
  const now = new Date().toISOString();
  const isOfJob = pod.metadata.ownerReferences?.some((owner) => owner.kind === 'Job') ?? false;
  const ended = { terminated: { exitCode: 0, reason: 'Completed', startedAt: now, finishedAt: now } };
  const containerStatuses = pod.spec.containers.map(({ name, image }) => ({
    name,
    image,
    imageID: image,
    containerID: `fake://${pod.metadata.uid}/${name}`,
    ready: !isOfJob,
    started: !isOfJob,
    restartCount: 0,
    state: isOfJob ? ended : { running: { startedAt: now } },
  }));
  const ready = isOfJob ? 'False' : 'True';
  const conditions = [
    { type: 'PodScheduled', status: 'True' },
    { type: 'Initialized', status: 'True' },
    { type: 'ContainersReady', status: ready },
    { type: 'Ready', status: ready },
  ].map((condition) => ({ ...condition, lastTransitionTime: now }));
  return {
    phase: isOfJob ? 'Succeeded' : 'Running',
    hostIP: '127.0.0.1',
    podIP: podAddress(pod.metadata.uid),
    startTime: now,
    conditions,
    containerStatuses,
  };
}

/** Some address of the pods' network; nobody listens there. */
function podAddress(uid: string): string {
  return `10.1.${Number.parseInt(uid.slice(0, 2), 16)}.${Number.parseInt(uid.slice(2, 4), 16)}`;
}
