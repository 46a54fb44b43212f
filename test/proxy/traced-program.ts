import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { createCertificateAuthority } from '../../src/proxy/certificates.ts';

/** The built program on a server of the test, with a kubeconfig for it. */
export interface TracedProgram {
  /** A folder that goes with the program. */
  folder: string;
  /** @param stdin a descriptor to read from; nothing by default. */
  start(args: readonly string[], stdin?: number): RunningProgram;
  close(): void;
}

export interface RunningProgram {
  /** Of the program's own process, in bytes: what it occupies now, and the most that it ever did. */
  memory(): { now: number; peak: number };
  /** What kubectl has printed so far, in bytes. */
  stdoutSize(): number;
  ended: Promise<ProgramEnd>;
}

export interface ProgramEnd {
  code: number | null;
  stdoutSize: number;
  /** SHA-256, hex. */
  stdoutHash: string;
  stderr: string;
  /** The highest `memory().peak` seen. */
  peak: number;
}

const program = join(import.meta.dirname, '../../bin/kubectl-trace');

/** @param upgrade what answers requests for another protocol; by default they are answered as all others. */
export async function startTracedProgram(
  kubectl: string,
  answer: RequestListener,
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void,
): Promise<TracedProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-trace-test-'));
  const authority = createCertificateAuthority();
  const server = createServer(authority.issue('127.0.0.1'), answer);
  if (upgrade !== undefined) server.on('upgrade', upgrade);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const kubeconfig = join(folder, 'config');
  writeFileSync(kubeconfig, JSON.stringify(createKubeconfig(port, authority.pem)));
  const env = { PATH: process.env.PATH, HOME: folder, KUBECONFIG: kubeconfig, KUBECTL: kubectl };
  return {
    folder,
    start: (args, stdin) => startProgram(args, env, stdin),
    close() {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function startProgram(args: readonly string[], env: NodeJS.ProcessEnv, stdin?: number): RunningProgram {
  const child = spawn(process.execPath, [program, ...args], {
    env,
    stdio: [stdin ?? 'ignore', 'pipe', 'pipe'],
  });
  let peak = 0;
  let stdoutSize = 0;
  const memory = () => {
    const seen = readMemory(child.pid);
    peak = Math.max(peak, seen.peak);
    return { now: seen.now, peak };
  };
  const watch = setInterval(memory, 5);
  const ended = new Promise<ProgramEnd>((resolve) => {
    const hash = createHash('sha256');
    let stderr = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      stdoutSize += chunk.length;
      hash.update(chunk);
    });
    // The beginning is enough for a person; 100 MB of trace would count as the test's own memory.
    child.stderr?.on('data', (chunk: Buffer) => {
      if (stderr.length < 4096) stderr += chunk;
    });
    child.on('close', (code) => {
      clearInterval(watch);
      resolve({ code, stdoutSize, stdoutHash: hash.digest('hex'), stderr, peak });
    });
  });
  return { memory, stdoutSize: () => stdoutSize, ended };
}

/** Nothing where the process has ended. */
function readMemory(pid: number | undefined): { now: number; peak: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const read = (name: string) =>
      1024 * Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
    return { now: read('VmRSS'), peak: read('VmHWM') };
  } catch {
    return { now: 0, peak: 0 };
  }
}

function createKubeconfig(port: number, caPem: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    users: [{ name: 'test', user: { token: 'of-the-test' } }],
    clusters: [
      {
        name: 'test',
        cluster: {
          server: `https://127.0.0.1:${port}`,
          'certificate-authority-data': Buffer.from(caPem).toString('base64'),
        },
      },
    ],
  };
}
