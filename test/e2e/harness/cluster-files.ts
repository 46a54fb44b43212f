import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCertificateAuthority, createSigningKey, type KeyAndCertificate } from './certificates.ts';

/** What a cluster reads from its folder, all made anew for each cluster. Paths are absolute. */
export interface ClusterFiles {
  caFile: string;
  caPem: string;
  caKeyFile: string;
  servingCertFile: string;
  servingKeyFile: string;
  serviceAccountPublicFile: string;
  serviceAccountPrivateFile: string;
  tokenFile: string;
  tokens: { admin: string; limited: string };
  auditPolicyFile: string;
  kubeletClientCertFile: string;
  kubeletClientKeyFile: string;
  clients: Record<ClientName, KeyAndCertificate>;
}

/** Holders of client certificates, and the groups that give them their rights. */
const clientSubjects = {
  admin: { commonName: 'admin', organization: 'system:masters' },
  /** An ordinary user: may edit what is in namespaces, see `grantRights`. */
  developer: { commonName: 'developer', organization: 'developers' },
  /** The controllers share one identity: quicker to start than a service account each. */
  controllers: { commonName: 'system:kube-controller-manager', organization: 'system:masters' },
  /** kube-apiserver, where it speaks to the kubelet. */
  kubeletClient: { commonName: 'kube-apiserver-kubelet-client', organization: 'system:masters' },
  /** The harness itself. */
  harness: { commonName: 'harness', organization: 'system:masters' },
} as const;
type ClientName = keyof typeof clientSubjects;

/** The user names behind the tokens. */
export const tokenUsers = { admin: 'token-admin', limited: 'limited' } as const;

/** Writes certificates, keys, tokens and the audit policy into `folder`, which exists. */
export async function writeClusterFiles(folder: string): Promise<ClusterFiles> {
  const [authority, serviceAccount] = await Promise.all([
    createCertificateAuthority('kubectl-trace test cluster'),
    createSigningKey(),
  ]);
  const [serving, admin, developer, controllers, kubeletClient, harness] = await Promise.all([
    authority.issueServing(),
    authority.issueClient(clientSubjects.admin),
    authority.issueClient(clientSubjects.developer),
    authority.issueClient(clientSubjects.controllers),
    authority.issueClient(clientSubjects.kubeletClient),
    authority.issueClient(clientSubjects.harness),
  ]);
  const tokens = { admin: randomBytes(16).toString('hex'), limited: randomBytes(16).toString('hex') };

  const write = async (name: string, content: string): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, content, { mode: 0o600 });
    return file;
  };
  return {
    caFile: await write('ca.crt', authority.certPem),
    caPem: authority.certPem,
    caKeyFile: await write('ca.key', authority.keyPem),
    servingCertFile: await write('serving.crt', serving.certPem),
    servingKeyFile: await write('serving.key', serving.keyPem),
    serviceAccountPublicFile: await write('service-account.pub', serviceAccount.publicPem),
    serviceAccountPrivateFile: await write('service-account.key', serviceAccount.privatePem),
    tokenFile: await write('tokens.csv', tokenLines(tokens)),
    tokens,
    auditPolicyFile: await write('audit-policy.json', JSON.stringify(auditPolicy)),
    kubeletClientCertFile: await write('kubelet-client.crt', kubeletClient.certPem),
    kubeletClientKeyFile: await write('kubelet-client.key', kubeletClient.keyPem),
    clients: { admin, developer, controllers, kubeletClient, harness },
  };
}

/** Columns: token, user name, uid, groups. */
function tokenLines(tokens: ClusterFiles['tokens']): string {
  return [
    `${tokens.admin},${tokenUsers.admin},1,"system:masters"`,
    `${tokens.limited},${tokenUsers.limited},2,"limited"`,
    '',
  ].join('\n');
}

/** Everything that tests send is logged whole; the cluster's own noise without bodies, to keep the log small. */
const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    {
      level: 'Metadata',
      users: ['system:apiserver', clientSubjects.controllers.commonName, clientSubjects.harness.commonName],
    },
    { level: 'RequestResponse' },
  ],
};
