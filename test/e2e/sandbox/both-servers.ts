import { startSandbox } from '../../../src/sandbox/index.ts';
import { createCertificateAuthority } from '../harness/certificates.ts';
import { type Cluster, startCluster } from '../harness/index.ts';
import { createRawApi, type RawApi } from './raw-api.ts';

/** A real kube-apiserver without controllers, and a sandbox in this process. */
export interface BothServers {
  real: RawApi;
  sandbox: RawApi;
  stop(): Promise<void>;
}

const TOKEN = 'both-servers';

export async function startBothServers(): Promise<BothServers> {
  const cluster = await startCluster({ kind: 'bare' });
  const sandbox = await startSandboxApi();
  const real = realApi(cluster);
  return {
    real,
    sandbox: sandbox.api,
    async stop() {
      real.close();
      await sandbox.stop();
      await cluster.stop();
    },
  };
}

/** The user is the harness's, who has the same rights in both. */
async function startSandboxApi(): Promise<{ api: RawApi; stop(): Promise<void> }> {
  const authority = await createCertificateAuthority('kubectl-trace test');
  const { certPem, keyPem } = await authority.issueServing();
  const user = { name: 'harness', uid: '', groups: ['system:masters', 'system:authenticated'], extra: {} };
  const sandbox = await startSandbox({
    statePath: undefined,
    tls: { key: keyPem, cert: certPem },
    users: [{ token: TOKEN, user }],
  });
  const server = `https://127.0.0.1:${sandbox.port}`;
  const api = createRawApi({ server, ca: authority.certPem, token: TOKEN });
  return {
    api,
    async stop() {
      api.close();
      await sandbox.close();
    },
  };
}

function realApi({ server, caPem, harnessIdentity }: Cluster): RawApi {
  return createRawApi({
    server,
    ca: caPem,
    cert: harnessIdentity.certPem,
    key: harnessIdentity.keyPem,
  });
}
