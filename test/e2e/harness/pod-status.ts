/** What the harness reads of a pod. */
export interface Pod {
  metadata: {
    name: string;
    namespace: string;
    uid: string;
    deletionTimestamp?: string;
    ownerReferences?: { kind: string }[];
  };
  spec: {
    nodeName?: string;
    containers: ContainerSpec[];
    ephemeralContainers?: ContainerSpec[];
  };
}

export interface ContainerSpec {
  name: string;
  image: string;
  command?: string[];
  args?: string[];
  env?: { name: string; value?: string }[];
  stdin?: boolean;
  stdinOnce?: boolean;
  tty?: boolean;
}

/** Of the containers that have ended, by name. */
export type ExitCodes = Map<string, number>;

/** The status of a pod whose containers all run but for those that have ended; pods of Jobs have succeeded. */
export function createPodStatus(pod: Pod, exitCodes: ExitCodes): object {
  const now = new Date().toISOString();
  const isOfJob = pod.metadata.ownerReferences?.some((owner) => owner.kind === 'Job') ?? false;
  const codes = pod.spec.containers.map(({ name }) => exitCodes.get(name) ?? (isOfJob ? 0 : undefined));
  const isEnded = codes.every((code) => code !== undefined);
  const isReady = codes.every((code) => code === undefined) ? 'True' : 'False';
  const conditions = [
    { type: 'PodScheduled', status: 'True' },
    { type: 'Initialized', status: 'True' },
    { type: 'ContainersReady', status: isReady },
    { type: 'Ready', status: isReady },
  ].map((condition) => ({ ...condition, lastTransitionTime: now }));
  const statusOf = (container: ContainerSpec) =>
    containerStatus(pod, container, exitCodes.get(container.name) ?? (isOfJob ? 0 : undefined));
  return {
    phase: isEnded ? (codes.every((code) => code === 0) ? 'Succeeded' : 'Failed') : 'Running',
    hostIP: '127.0.0.1',
    podIP: podAddress(pod.metadata.uid),
    startTime: now,
    conditions,
    containerStatuses: pod.spec.containers.map(statusOf),
    ephemeralContainerStatuses: pod.spec.ephemeralContainers?.map(statusOf),
  };
}

function containerStatus(pod: Pod, { name, image }: ContainerSpec, exitCode: number | undefined): object {
  const now = new Date().toISOString();
  const containerID = `fake://${pod.metadata.uid}/${name}`;
  const reason = exitCode === 0 ? 'Completed' : 'Error';
  const isRunning = exitCode === undefined;
  return {
    name,
    image,
    imageID: image,
    containerID,
    ready: isRunning,
    started: isRunning,
    restartCount: 0,
    state: isRunning
      ? { running: { startedAt: now } }
      : { terminated: { exitCode, reason, startedAt: now, finishedAt: now, containerID } },
  };
}

/** Some address of the pods' network; nobody listens there. */
function podAddress(uid: string): string {
  return `10.1.${Number.parseInt(uid.slice(0, 2), 16)}.${Number.parseInt(uid.slice(2, 4), 16)}`;
}
