import { startSandbox } from '../../../../src/sandbox/index.ts';
import { createCertificateAuthority } from '../../harness/certificates.ts';
import { ADMINISTRATOR, type Side } from './side.ts';

const TOKEN = 'fidelity';

/** The sandbox, in this process and in memory: each reset is a new one. */
export async function startSandboxSide(): Promise<Side> {
  const authority = await createCertificateAuthority('kubectl-trace fidelity');
  const { certPem, keyPem } = await authority.issueServing();
  const start = () =>
    startSandbox({
      statePath: undefined,
      tls: { key: keyPem, cert: certPem },
      users: [{ token: TOKEN, user: ADMINISTRATOR }],
    });
  let sandbox = await start();
  return {
    name: 'sandbox',
    port: () => sandbox.port,
    token: TOKEN,
    async reset() {
      await sandbox.close();
      sandbox = await start();
    },
    stop: () => sandbox.close(),
  };
}
