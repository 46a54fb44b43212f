import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Exchange } from '../../../src/exchange/exchange.ts';
import { headerOf, readTrace } from '../fidelity/trace-file.ts';
import type { ClusterHandle } from '../harness/index.ts';
import { createWebPod } from '../harness/web-pod.ts';
import { environmentOf, type Flavour } from './flavours.ts';
import { type Ended, type Running, type StartOptions, startProgram } from './running.ts';

/** One run of a command is traced, the other is kubectl alone. */
export const sides = ['traced', 'alone'] as const;
export type Side = (typeof sides)[number];

export type LabOptions = Partial<Omit<StartOptions, 'cwd'>>;

/** Where one flavour of kubectl is tried, with us and without. Each side has a pod of its own, named alike. */
export interface Lab {
  readonly flavour: Flavour;
  readonly pod: string;
  /** Where the commands of a side run: a path that stands in the arguments of no other lab's processes. */
  folder(side: Side): string;
  namespace(side: Side): string;
  /** Starts the command on one side. */
  start(side: Side, args: readonly string[], options?: LabOptions): LabRunning;
  /** Runs the command on both sides at once. */
  both(args: readonly string[], options?: LabOptions): Promise<Record<Side, Ended> & { trace: Exchange[] }>;
  remove(): Promise<void>;
}

export interface LabRunning extends Running {
  /** What the traced side has written, once it has ended; nothing on the other. */
  trace(): Promise<Exchange[]>;
}

const plugin = fileURLToPath(new URL('../../../bin/kubectl-trace', import.meta.url));

/**
 * @param namespaces must be there already; labs may share them.
 * @param server where kubectl finds the API server, if not where it is.
 */
export async function createLab(
  cluster: ClusterHandle,
  flavour: Flavour,
  namespaces: Record<Side, string>,
  server = cluster.server,
): Promise<Lab> {
  const root = await mkdtemp(join(tmpdir(), 'streams-'));
  const folder = (side: Side) => join(root, side);
  const kubectl = await cluster.kubectl(flavour.version);
  const pod = `web-${flavour.version}-${flavour.transport}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  let started = 0;
  const kubeconfigs: Partial<Record<Side, string>> = {};
  await Promise.all(
    sides.map(async (side) => {
      const namespace = namespaces[side];
      await mkdir(folder(side));
      kubeconfigs[side] = await cluster.writeKubeconfig({ namespace, cluster: { server } });
      await createWebPod(cluster, { namespace, name: pod });
    }),
  );
  const start: Lab['start'] = (side, args, { env, ...options } = {}) => {
    const traceFile = join(root, `trace-${++started}.jsonl`);
    const traced = [plugin, '-w', traceFile, '-o', 'jsonl', ...args];
    const [command, words] =
      side === 'traced' ? ([process.execPath, traced] as const) : ([kubectl, args] as const);
    const running = startProgram(command, words, {
      cwd: folder(side),
      env: {
        HOME: root,
        KUBECONFIG: kubeconfigs[side],
        KUBECTL: kubectl,
        NODE_EXTRA_CA_CERTS: undefined,
        ...environmentOf(flavour),
        ...env,
      },
      ...options,
    });
    return { ...running, trace: async () => (side === 'traced' ? readTrace(traceFile) : []) };
  };
  return {
    flavour,
    pod,
    folder,
    namespace: (side) => namespaces[side],
    start,
    async both(args, options) {
      const [traced, alone] = [start('traced', args, options), start('alone', args, options)];
      return { traced: await traced.ended, alone: await alone.ended, trace: await traced.trace() };
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** What each request that asked for another protocol asked for, and what it got: `websocket 101`. */
export function upgradesOf(trace: readonly Exchange[]): string[] {
  return trace.flatMap(({ request, response }) => {
    const asked = headerOf(request.headers, 'upgrade');
    return asked === undefined ? [] : [`${asked} ${response?.status}`];
  });
}

/** Starts the command on both sides at once. */
export function startBoth(lab: Lab, args: readonly string[], options?: LabOptions): Record<Side, LabRunning> {
  return { traced: lab.start('traced', args, options), alone: lab.start('alone', args, options) };
}

/** What a side said, but for its namespace, which kubectl names. */
export function inPlace(lab: Lab, ended: Ended): Ended {
  const { traced, alone } = { traced: lab.namespace('traced'), alone: lab.namespace('alone') };
  const replace = (text: string) => text.replaceAll(traced, 'NAMESPACE').replaceAll(alone, 'NAMESPACE');
  return { ...ended, stdout: replace(ended.stdout), stderr: replace(ended.stderr) };
}
