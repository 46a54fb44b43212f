import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import type { Target } from './exchanges.ts';

interface Kubeconfig {
  clusters: { cluster: { server: string; 'certificate-authority-data'?: string } }[];
  users: { user: { token?: string; 'client-certificate-data'?: string; 'client-key-data'?: string } }[];
}

/** The only server and user of a kubeconfig. */
export function kubeconfigTarget(path: string): Target {
  const { clusters, users } = load(readFileSync(path, 'utf8')) as Kubeconfig;
  const cluster = clusters[0]?.cluster;
  const user = users[0]?.user;
  const decode = (text: string | undefined) => text && Buffer.from(text, 'base64').toString();
  return {
    url: cluster?.server ?? '',
    ca: decode(cluster?.['certificate-authority-data']),
    cert: decode(user?.['client-certificate-data']),
    key: decode(user?.['client-key-data']),
    token: user?.token,
  };
}
