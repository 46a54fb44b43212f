import { createWorkspace, type Ended, type Started, type Workspace } from '../cli/program.ts';

/** A new sandbox that serves plain clients, with a workspace of its own. */
export interface ServedSandbox {
  workspace: Workspace;
  kubeconfig: string;
  kubectl(args: readonly string[]): Promise<Ended>;
  /** Runs a command under `kubectl trace` and returns the trace. */
  trace(options: readonly string[], command: readonly string[]): Promise<string>;
  /** Runs a script with this sandbox's kubeconfig. */
  sh(script: string, env?: Record<string, string | undefined>): Promise<Ended>;
  /** What is stored, without what differs between any two runs. */
  stored(): Promise<unknown>;
  stop(): Promise<void>;
}

export async function serveSandbox(kubectlPath: string): Promise<ServedSandbox> {
  const workspace = createWorkspace({ KUBECTL: kubectlPath });
  const served = workspace.start(['sandbox', 'serve'], { limitMs: 600_000 });
  const kubeconfig = await kubeconfigOf(served);
  const env = { KUBECONFIG: kubeconfig };
  const kubectl = (args: readonly string[]) => workspace.runOther(kubectlPath, args, { env });
  return {
    workspace,
    kubeconfig,
    kubectl,
    async trace(options, command) {
      const { code, stderr } = await workspace.run([...options, ...command], { env });
      if (code !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
      return stderr;
    },
    sh: (script, more) => workspace.runOther('sh', [], { input: script, env: { ...env, ...more } }),
    async stored() {
      const { stdout } = await kubectl([
        'get',
        'deployments,services,configmaps',
        '-A',
        '-o',
        'json',
        '--show-managed-fields',
      ]);
      return JSON.parse(stdout, (key, value) => (VARYING.has(key) ? undefined : value));
    },
    async stop() {
      served.child.kill('SIGTERM');
      await served.ended;
      workspace.remove();
    },
  };
}

/** Clocks, counters and what is drawn by lot. */
const VARYING: ReadonlySet<string> = new Set([
  'uid',
  'creationTimestamp',
  'time',
  'lastTransitionTime',
  'lastUpdateTime',
  'since',
  'resourceVersion',
  'clusterIP',
  'clusterIPs',
]);

async function kubeconfigOf({ child }: Started): Promise<string> {
  let printed = '';
  for await (const chunk of child.stdout ?? []) {
    printed += chunk;
    const path = /^export KUBECONFIG=(\S+)\n/.exec(printed)?.[1];
    if (path !== undefined) return path;
  }
  throw new Error(`the sandbox did not start: ${printed}`);
}
