import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ask, type Server } from './answer.ts';
import { answersFile } from './recorded.ts';
import { parseRequests } from './request-line.ts';

// Writes what a real kube-apiserver without controllers answers to the lists of requests:
//   npx tsx test/e2e/harness/cluster-cli.ts bare -- npx tsx test/sandbox/exchanges/record-exchanges.ts

const FOLDERS = ['registry', 'server'].map((part) => join(import.meta.dirname, '..', part, 'exchanges'));

const server = realServer(process.env['KUBECONFIG'] ?? '');
for (const folder of FOLDERS) {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.requests'))) {
    const answers: string[] = [];
    for (const line of parseRequests(readFileSync(join(folder, file), 'utf8'))) {
      await setTimeout(line.waitBefore * 1000);
      answers.push(JSON.stringify(await ask(server, line)));
    }
    writeFileSync(answersFile(folder, file), `${answers.join('\n')}\n`);
    process.stdout.write(`${file}: ${answers.length} answers\n`);
  }
}

interface Kubeconfig {
  clusters: { cluster: { server: string } }[];
  users: { user: { 'client-certificate-data': string; 'client-key-data': string } }[];
}

function realServer(path: string): Server {
  const { clusters, users } = JSON.parse(readFileSync(path, 'utf8')) as Kubeconfig;
  const user = users[0]?.user;
  const decode = (text = '') => Buffer.from(text, 'base64').toString();
  return {
    port: Number(new URL(clusters[0]?.cluster.server ?? '').port),
    credentials: { cert: decode(user?.['client-certificate-data']), key: decode(user?.['client-key-data']) },
  };
}
