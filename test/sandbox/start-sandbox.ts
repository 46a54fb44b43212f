import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import type { User } from '../../src/sandbox/model/user.ts';
import { createCertificateAuthority } from '../e2e/harness/certificates.ts';
import type { Server } from './exchanges/answer.ts';

const ADMIN: User = { name: 'admin', uid: '', groups: ['system:masters'], extra: {} };

export interface TestSandbox extends Sandbox, Server {}

let authority: ReturnType<typeof createCertificateAuthority> | undefined;

/** A sandbox in memory, or with this file, that its administrator may ask anything. */
export async function startTestSandbox(statePath?: string): Promise<TestSandbox> {
  authority ??= createCertificateAuthority('sandbox');
  const { certPem, keyPem } = await (await authority).issueServing();
  const sandbox = await startSandbox({
    statePath,
    tls: { key: keyPem, cert: certPem },
    users: [{ token: 'admin', user: ADMIN }],
  });
  return { ...sandbox, credentials: { headers: { authorization: 'Bearer admin' } } };
}
