import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from './api-client.ts';
import type { ClusterFiles } from './cluster-files.ts';
import { nodeName } from './cluster-objects.ts';
import {
  type ContainerOrder,
  type KubeletProcess,
  type OnExited,
  startKubeletProcess,
} from './kubelet-process.ts';
import { type ContainerSpec, createPodStatus, type ExitCodes, type Pod } from './pod-status.ts';

/**
 * Containers of this image are processes of this machine, in a folder of their own: `command` and `args` as the spec
 * says, else `sh`. Containers of any other image only pretend to run.
 */
export const processImage = 'process.test/sh';

/** Plays scheduler and kubelet. */
export interface Kubelet {
  readonly pid: number;
  /** Where it serves exec, attach, logs and port-forward, on loopback. */
  readonly port: number;
  /** Ends all containers too. */
  stop(): Promise<void>;
}

/**
 * Watches all pods, so that rollouts end, pods become ready, and deleted pods go away: each pod is bound to `node-1`
 * unless it names another node, is said to run (pods of Jobs: to have succeeded), and removed once its deletion is asked.
 * It ignores cordons and taints, because tests that run at once share that node. A container that has ended stays so,
 * whatever its restart policy.
 */
export async function startKubelet(
  api: ApiClient,
  binary: string,
  folder: string,
  files: ClusterFiles,
): Promise<Kubelet> {
  const workers = new Map<string, PodWorker>();
  const onExited: OnExited = ({ uid, container, exitCode }) => workers.get(uid)?.exited(container, exitCode);
  const process = await startKubeletProcess({ binary, folder, files, onExited });
  const abort = new AbortController();
  void watchPods(api, abort.signal, ({ type, object: pod }) => {
    const { uid } = pod.metadata;
    if (type === 'DELETED') {
      // Removed without grace, it was gone before anybody asked.
      void process.remove(uid);
      workers.delete(uid);
    }
    if (type !== 'ADDED' && type !== 'MODIFIED') return;
    const worker = workers.get(uid) ?? createPodWorker(api, process);
    workers.set(uid, worker);
    worker.sync(pod);
  });
  return {
    pid: process.pid,
    port: process.port,
    async stop() {
      abort.abort();
      await process.stop();
    },
  };
}

type PodEvent = { type: string; object: Pod };

async function watchPods(
  api: ApiClient,
  signal: AbortSignal,
  onEvent: (event: PodEvent) => void,
): Promise<void> {
  const onLine = (line: string) => onEvent(JSON.parse(line) as PodEvent);
  while (!signal.aborted) {
    // Without a resource version a watch begins with all pods that there are, so nothing is lost between two.
    await api.stream('/api/v1/pods?watch=true', onLine, signal).catch(() => {});
    await sleep(200, undefined, { signal }).catch(() => {});
  }
}

interface PodWorker {
  sync(pod: Pod): void;
  exited(container: string, exitCode: number): void;
}

/** Takes for one pod one step after the other; each brings the event that asks for the next. */
function createPodWorker(api: ApiClient, process: KubeletProcess): PodWorker {
  const exitCodes: ExitCodes = new Map();
  const started = new Set<string>();
  let latest: Pod | undefined;
  let reported = '';
  let work = Promise.resolve();

  const step = async () => {
    if (latest === undefined) return;
    const pod = latest;
    const { name, namespace, uid, deletionTimestamp } = pod.metadata;
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    if (deletionTimestamp !== undefined) {
      if (started.size > 0) await process.remove(uid);
      started.clear();
      const options = { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 };
      await api.sendOrThrow('DELETE', path, { ...options, preconditions: { uid } });
    } else if (pod.spec.nodeName === undefined) {
      await api.sendOrThrow('POST', `${path}/binding`, {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name, uid },
        target: { kind: 'Node', name: nodeName },
      });
    } else {
      await startContainers(pod);
      // What was reported once is not reported again: each report is an event that brings us here.
      const state = JSON.stringify([[...started], [...exitCodes]]);
      if (state === reported) return;
      const status = createPodStatus(pod, exitCodes);
      await api.sendOrThrow('PATCH', `${path}/status`, { metadata: { uid }, status });
      reported = state;
    }
  };
  const startContainers = async (pod: Pod) => {
    for (const container of [...pod.spec.containers, ...(pod.spec.ephemeralContainers ?? [])]) {
      if (started.has(container.name)) continue;
      started.add(container.name);
      if (container.image !== processImage || pod.spec.nodeName !== nodeName) continue;
      await process.run(createOrder(pod, container));
    }
  };
  const wake = () => {
    // A conflict or a pod that is gone: a later event tells.
    work = work.then(step).catch(() => {});
  };
  return {
    sync(pod) {
      latest = pod;
      wake();
    },
    exited(container, exitCode) {
      exitCodes.set(container, exitCode);
      wake();
    },
  };
}

function createOrder(pod: Pod, container: ContainerSpec): ContainerOrder {
  const { namespace, name, uid } = pod.metadata;
  const argv = [...(container.command ?? []), ...(container.args ?? [])];
  return {
    namespace,
    pod: name,
    uid,
    name: container.name,
    command: argv.length > 0 ? argv : ['sh'],
    env: (container.env ?? []).map((variable) => `${variable.name}=${variable.value ?? ''}`),
    stdin: container.stdin ?? false,
    stdinOnce: container.stdinOnce ?? false,
    tty: container.tty ?? false,
  };
}
