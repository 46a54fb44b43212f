import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordedExchange } from '../../../../src/exchange/exchange.ts';
import type { Upstream } from '../../../../src/kubeconfig/upstream.ts';
import { type LocalProxy, startProxy } from '../../../../src/proxy/proxy.ts';
import type { KubectlVersion } from '../../harness/index.ts';
import { ensureKubectl } from '../../harness/kubectl-binaries.ts';
import { type Decoded, decodeBody, decodeUpgraded } from './decode-body.ts';
import type { RecordedCommand, RecordedRequest } from './recording.ts';
import type { Command, Scenario } from './scenario.ts';
import { runLine } from './shell.ts';
import { SERVER, type Side } from './side.ts';

/** Runs commands on one server and records what they exchange with it. One at a time. */
export interface Runner {
  /** One recording for each of the scenario's commands; undefined for those that this version does not run. */
  run(scenario: Scenario, version: KubectlVersion): Promise<(RecordedCommand | undefined)[]>;
  stop(): Promise<void>;
}

/** Fills kubectl's caches of discovery and of the API's description. */
const WARM_UP = 'kubectl api-resources; kubectl explain pods';
const SWITCHING_PROTOCOLS = 101;
const CAPTURE_LIMIT = 64 * 2 ** 20;
/** What waits for ever has a `timeout` of its own in its scenario: on a busy machine any command takes seconds. */
const COMMAND_TIMEOUT_MS = 60_000;
/** How long exchanges that are open when kubectl has ended may take to end. */
const OPEN_GRACE_MS = 300;

export async function createRunner(side: Side): Promise<Runner> {
  let ended: RecordedExchange[] = [];
  const observer = {
    exchangeStarted() {},
    exchangeEnded(exchange: RecordedExchange) {
      ended.push(exchange);
    },
    problem() {},
  };
  const upstream: Upstream = {
    server: new URL(SERVER),
    tlsServerName: undefined,
    trust: { kind: 'none' },
    identity: undefined,
    via: undefined,
    // The side may listen on another port after each reset.
    findAddress: async () => ({ host: '127.0.0.1', port: side.port() }),
  };
  const proxy = await startProxy({ upstreams: [upstream], observer, captureLimit: CAPTURE_LIMIT });
  if (!(await proxy.prepare())) throw new Error(`${side.name}: the server cannot be reached`);
  const root = await mkdtemp(join(tmpdir(), 'sandbox-fidelity-'));
  const kubeconfig = join(root, 'kubeconfig');
  await writeFile(kubeconfig, JSON.stringify(createKubeconfig(proxy, side.token)), { mode: 0o600 });

  const runCommand = async (command: Command, cwd: string, home: string): Promise<RecordedCommand> => {
    ended = [];
    const env: Record<string, string | undefined> = {
      HOME: home,
      PATH: `${join(home, 'bin')}:/usr/local/bin:/usr/bin:/bin`,
      KUBECONFIG: kubeconfig,
      KUBE_EDITOR: undefined,
      EDITOR: undefined,
      TERM: 'dumb',
      NODE_EXTRA_CA_CERTS: undefined,
      // A kubectl ends soon: what it need not collect as garbage saves a quarter of its time.
      GOGC: '400',
      ...command.env,
    };
    const options = { cwd, env, input: command.stdin, timeoutMs: COMMAND_TIMEOUT_MS };
    const { code, stdout, stderr } = await runLine(command.line, options);
    await openExchangesEnd(proxy);
    const exchanges = ended.sort((a, b) => a.id - b.id).map(toRecorded);
    return { exitCode: code, stdout, stderr, exchanges, serverPort: side.port() };
  };

  /** No command is to see what those before it have left in kubectl's caches. */
  const prepareCache = async (home: string, isCold: boolean) => {
    const [cache, warm] = [join(home, '.kube'), join(home, 'warm')];
    await rm(cache, { recursive: true, force: true });
    if (isCold) return;
    if (existsSync(warm)) return cp(warm, cache, { recursive: true });
    await runCommand({ line: WARM_UP, stdin: undefined, env: {}, versions: [] }, root, home);
    await cp(cache, warm, { recursive: true });
  };

  return {
    async run(scenario, version) {
      await side.reset();
      const home = join(root, version);
      const cwd = join(root, 'work');
      await prepareHome(home, version);
      await prepareCache(home, scenario.cold);
      await prepareFolder(cwd, scenario);
      const recordings: (RecordedCommand | undefined)[] = [];
      for (const command of scenario.commands) {
        const isRun = command.versions.includes(version);
        recordings.push(isRun ? await runCommand(command, cwd, home) : undefined);
      }
      await rm(cwd, { recursive: true, force: true });
      return recordings;
    },
    async stop() {
      await proxy.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function openExchangesEnd(proxy: LocalProxy): Promise<void> {
  const deadline = performance.now() + OPEN_GRACE_MS;
  while (proxy.openCount > 0 && performance.now() < deadline) await sleep(5);
  proxy.endOpen();
}

function toRecorded({ request, response }: RecordedExchange): RecordedRequest {
  const url = new URL(request.url);
  // What a client sends on an upgraded connection is masked by lot.
  const isUpgrade = response?.status === SWITCHING_PROTOCOLS;
  return {
    method: request.method,
    uri: `${url.pathname}${url.search}`,
    status: response?.status ?? 0,
    request: isUpgrade ? { kind: 'none' } : decodeBody(request.body, request.headers),
    response: response === undefined ? { kind: 'none' } : decodeResponse(response),
  };
}

function decodeResponse({ status, body, headers }: NonNullable<RecordedExchange['response']>): Decoded {
  return status === SWITCHING_PROTOCOLS ? decodeUpgraded(body) : decodeBody(body, headers);
}

function createKubeconfig(proxy: LocalProxy, token: string): object {
  const authority = Buffer.from(proxy.caPem).toString('base64');
  const cluster = { server: SERVER, 'proxy-url': proxy.url, 'certificate-authority-data': authority };
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'sandbox',
    clusters: [{ name: 'sandbox', cluster }],
    users: [{ name: 'sandbox', user: { token } }],
    contexts: [{ name: 'sandbox', context: { cluster: 'sandbox', user: 'sandbox' } }],
  };
}

async function prepareHome(home: string, version: KubectlVersion): Promise<void> {
  await mkdir(join(home, 'bin'), { recursive: true });
  const kubectl = await ensureKubectl(version, () => {});
  await symlink(kubectl, join(home, 'bin', 'kubectl')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

async function prepareFolder(cwd: string, { files, folder }: Scenario): Promise<void> {
  await mkdir(cwd, { recursive: true });
  if (folder !== undefined) await copyFiles(folder, cwd);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, name)), { recursive: true });
    await writeFile(join(cwd, name), content);
  }
}

/** What commands may write to is copied; a folder is only looked into. */
async function copyFiles(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isFile() && MANIFEST.test(entry.name)) await cp(source, target);
    else if (entry.isDirectory()) await symlink(source, target);
  }
}

const MANIFEST = /\.(?:ya?ml|json|txt|env|conf|properties|patch|crt|key|pem|csr)$/;
