import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Exchange } from '../../../src/exchange/exchange.ts';
import { type ClusterHandle, type KubectlVersion, type RunResult, run } from '../harness/index.ts';
import { fillIn, type Step, wordsOf } from './scenarios.ts';
import { readTrace } from './trace-file.ts';

/** One of several runs of the same commands, each with all that it needs to itself. */
export interface Twin {
  /** What the commands are run with: the base name is in the User-Agent, and so in the audit log. */
  userAgent: string;
  home: string;
  kubeconfig: string;
  /** What tells this twin from the others. */
  values: Readonly<Record<string, string>>;
  run(step: Step): Promise<TwinResult>;
  /** What kubectl keeps on disk: paths below the home. */
  cacheFiles(): Promise<string[]>;
  remove(): Promise<void>;
}

export interface TwinResult extends RunResult {
  /** Empty where the command was not traced. */
  trace: Exchange[];
}

/** `logged`: traced, and kubectl logs as well; `traced`; `alone`: kubectl without us. */
export type TwinKind = 'logged' | 'traced' | 'alone';

const plugin = fileURLToPath(new URL('../../../bin/kubectl-trace', import.meta.url));
const manifests = fileURLToPath(new URL('manifests', import.meta.url));

export async function createTwin(
  cluster: ClusterHandle,
  version: KubectlVersion,
  kind: TwinKind,
): Promise<Twin> {
  const folder = await mkdtemp(join(tmpdir(), 'fidelity-'));
  const [ns, node] = await Promise.all([cluster.createNamespace('fidelity'), cluster.createNode()]);
  const limited = await cluster.writeKubeconfig({ user: 'limited', namespace: ns });
  // One version comes with a client certificate, which we present in kubectl's stead; the others with a token.
  const user = version === 'v1.30' ? 'admin' : 'token';
  const kubeconfig = await cluster.writeKubeconfig({ user, namespace: ns });
  const userAgent = `kubectl.${kind}`;
  const kubectl = join(folder, userAgent);
  await symlink(await cluster.kubectl(version), kubectl);
  const values = { ns, node, limited, home: folder, kind: userAgent };
  const work = join(folder, 'work');
  await writeManifests(manifests, work, values);
  const cache = join(folder, '.kube', 'cache');

  return {
    userAgent: `${userAgent}/${version}.`,
    home: folder,
    kubeconfig,
    values,
    async run(step) {
      if (step.cold === true) await rm(cache, { recursive: true, force: true });
      const words = wordsOf(step.command, values);
      const traceFile = join(folder, 'trace.jsonl');
      const options = {
        cwd: work,
        timeoutMs: 40_000,
        env: {
          HOME: folder,
          KUBECONFIG: kubeconfig,
          KUBECTL: kubectl,
          KUBE_EDITOR: step.editor,
          // Costs each start of Node 60 ms, and the tests need no more than the cluster's own CA.
          NODE_EXTRA_CA_CERTS: undefined,
        },
        ...(step.stdin === undefined ? {} : { input: await readFile(join(work, step.stdin)) }),
      };
      if (kind === 'alone') return { ...(await run(kubectl, words, options)), trace: [] };
      const own = [plugin, '-w', traceFile, '-o', 'jsonl', '--capture-limit', '64M'];
      // Only with the secrets can the bodies be compared; and it says so on stderr.
      if (kind === 'logged') own.push('--show-secrets=all');
      const kubectls = kind === 'logged' ? withLog(words) : words;
      const result = await run(process.execPath, [...own, ...kubectls], options);
      const trace = await readTrace(traceFile);
      await rm(traceFile);
      return { ...result, trace };
    },
    cacheFiles: async () => (await readdir(cache, { recursive: true })).sort(),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** What stands behind `--` is for the container. */
function withLog(words: readonly string[]): string[] {
  const end = words.indexOf('--');
  return end < 0 ? [...words, '-v=9'] : [...words.slice(0, end), '-v=9', ...words.slice(end)];
}

async function writeManifests(
  from: string,
  to: string,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await cp(source, target, { recursive: true });
    else await writeFile(target, fillIn(await readFile(source, 'utf8'), values));
  }
}
