/** Creates, lists and watches objects in a sandbox of this process, whose state is a file, and prints what that took. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificateAuthority } from '../src/proxy/certificates.ts';
import { startSandbox } from '../src/sandbox/index.ts';

const PATH = '/api/v1/namespaces/default/configmaps';
const PARALLEL = 50;

const count = Number(process.argv[2] ?? 10_000);
const folder = mkdtempSync(join(tmpdir(), 'sandbox-bench-'));
const statePath = join(folder, 'sandbox.jsonl');
const token = 'bench';
const user = { name: 'admin', uid: '', groups: ['system:masters'], extra: {} };
const authority = createCertificateAuthority();
const options = { statePath, tls: authority.issue('127.0.0.1'), users: [{ token, user }] };

const idle = rss();
let sandbox = await startSandbox(options);
const agent = new Agent({ keepAlive: true, maxSockets: PARALLEL + 1, rejectUnauthorized: false });
try {
  const created = await timed(createAll);
  const listed = await timed(() => send('GET', PATH));
  const watched = await timed(watchAll);
  const peak = rss();
  const size = statSync(statePath).size;
  await sandbox.close();
  const reopened = await timed(async () => {
    sandbox = await startSandbox(options);
    await send('GET', `${PATH}/object-0`);
  });
  process.stdout.write(`| ${count} ConfigMaps of 100 bytes | ms |\n| --- | ---: |\n`);
  for (const [what, ms] of Object.entries({ created, listed, watched, reopened })) {
    process.stdout.write(`| ${what} | ${Math.round(ms)} |\n`);
  }
  process.stdout.write(
    `\nMemory (RSS) ${idle} MiB before, ${peak} MiB after; the file has ${Math.round(size / 2 ** 20)} MiB.\n`,
  );
} finally {
  agent.destroy();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
}

async function createAll(): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < count) {
      const name = `object-${next++}`;
      const { status } = await send('POST', PATH, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name },
        data: { a: 'x'.repeat(100) },
      });
      if (status !== 201) throw new Error(`creating ${name}: ${status}`);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
}

/** Until every object has come as an event. */
function watchAll(): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = 0;
    const watch = open('GET', `${PATH}?watch=true`, (response) => {
      response.on('data', (chunk: Buffer) => {
        for (const byte of chunk) if (byte === 0x0a) seen += 1;
        if (seen < count) return;
        watch.destroy();
        resolve();
      });
    });
    watch.on('error', (error) => (seen < count ? reject(error) : undefined));
    watch.end();
  });
}

function send(method: string, path: string, body?: object): Promise<{ status: number; bytes: number }> {
  return new Promise((resolve, reject) => {
    const sent = open(method, path, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, bytes }));
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function open(method: string, path: string, answer: Parameters<typeof request>[2]) {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  return request({ host: '127.0.0.1', port: sandbox.port, agent, method, path, headers }, answer);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function rss(): number {
  return Math.round(process.memoryUsage.rss() / 2 ** 20);
}
