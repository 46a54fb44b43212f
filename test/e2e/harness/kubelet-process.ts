import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterFiles } from './cluster-files.ts';

/** What the process has to know of a container; the fields of test/e2e/servers/kubelet/container.go. */
export interface ContainerOrder {
  namespace: string;
  pod: string;
  uid: string;
  name: string;
  command: readonly string[];
  /** `NAME=value` */
  env: readonly string[];
  stdin: boolean;
  stdinOnce: boolean;
  tty: boolean;
}

/** The test kubelet of test/e2e/servers/kubelet: runs processes, and serves their streams on `port` of loopback. */
export interface KubeletProcess {
  readonly pid: number;
  readonly port: number;
  /** Resolves once exec finds the container. */
  run(container: ContainerOrder): Promise<void>;
  /** Ends all processes of a pod, and resolves when they are gone. */
  remove(uid: string): Promise<void>;
  /** Ends it and all that it has started. May be called more than once. */
  stop(): Promise<void>;
}

interface KubeletProcessOptions {
  binary: string;
  folder: string;
  files: ClusterFiles;
  onExited: OnExited;
}

export type OnExited = (exited: { uid: string; container: string; exitCode: number }) => void;

interface Report {
  port?: number;
  started?: { uid: string; container: string };
  exited?: { uid: string; container: string; exitCode: number };
  removed?: string;
}

/**
 * Starts the kubelet and waits for its port. It needs no watchdog: it ends when its stdin ends, and so with us.
 *
 * @throws Error when it ends before it has said its port.
 */
export async function startKubeletProcess(options: KubeletProcessOptions): Promise<KubeletProcess> {
  const { binary, folder, files, onExited } = options;
  const flags = [
    `--folder=${join(folder, 'pods')}`,
    `--tls-cert-file=${files.servingCertFile}`,
    `--tls-private-key-file=${files.servingKeyFile}`,
    `--client-ca-file=${files.caFile}`,
  ];
  const child = spawn(binary, flags, { cwd: folder, stdio: 'pipe' });
  child.stderr.pipe(createWriteStream(join(folder, 'kubelet.log')));
  const exited = once(child, 'exit');
  child.stdin.on('error', () => {});
  const order = (what: object) => child.stdin.write(`${JSON.stringify(what)}\n`);

  const awaited = new Map<string, () => void>();
  const done = (event: string) =>
    new Promise<void>((resolve) => {
      awaited.set(event, resolve);
    });
  const happened = (event: string) => {
    awaited.get(event)?.();
    awaited.delete(event);
  };
  const port = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the test kubelet ended with ${code}: see kubelet.log`)));
    createInterface(child.stdout).on('line', (line) => {
      const report = JSON.parse(line) as Report;
      if (report.port !== undefined) resolve(report.port);
      if (report.started) happened(`started ${report.started.uid}/${report.started.container}`);
      if (report.exited) onExited(report.exited);
      if (report.removed !== undefined) happened(`removed ${report.removed}`);
    });
  });

  return {
    pid: child.pid ?? 0,
    port,
    run(container) {
      const started = done(`started ${container.uid}/${container.name}`);
      order({ run: container });
      return started;
    },
    remove(uid) {
      const removed = done(`removed ${uid}`);
      order({ remove: uid });
      return removed;
    },
    async stop() {
      child.stdin.end();
      const timer = new AbortController();
      const late = sleep(3_000, undefined, { signal: timer.signal }).then(
        () => child.kill('SIGKILL'),
        () => {},
      );
      await exited;
      timer.abort();
      await late;
    },
  };
}
