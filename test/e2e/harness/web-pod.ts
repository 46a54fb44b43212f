import type { ClusterHandle } from './cluster-handle.ts';
import { processImage } from './kubelet.ts';
import { waitUntil } from './wait-until.ts';

/**
 * Creates a pod and waits until it runs: `app` reads lines of its stdin and says `app: <line>`, `sidecar` has no stdin. Each
 * has said two lines, one of them on stderr.
 *
 * @returns the pod's name.
 */
export async function createWebPod(
  cluster: ClusterHandle,
  { namespace = 'default', name = 'web' } = {},
): Promise<string> {
  const say = (who: string) => `echo ${who} is ready; echo ${who} has a warning >&2`;
  const path = `/api/v1/namespaces/${namespace}/pods`;
  await cluster.api.sendOrThrow('POST', path, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: name } },
    spec: {
      terminationGracePeriodSeconds: 0,
      containers: [
        {
          name: 'app',
          image: processImage,
          stdin: true,
          command: ['sh', '-c', `${say('app')}; while read -r line; do echo "app: $line"; done`],
        },
        {
          name: 'sidecar',
          image: processImage,
          command: ['sh', '-c', `${say('sidecar')}; exec sleep infinity`],
        },
      ],
    },
  });
  const isRunning = async () => {
    const { body } = await cluster.api.send('GET', `${path}/${name}`);
    return (body as { status?: { phase?: string } }).status?.phase === 'Running';
  };
  await waitUntil(`pod ${name} to run`, isRunning, { timeoutMs: 20_000 });
  return name;
}
