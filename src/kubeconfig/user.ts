import type { ConnectionFlags } from '../args/kubectl-flags.ts';
import { pathOf, textOf } from './cluster.ts';
import { readCredentialFile } from './credential-file.ts';
import type { Entry } from './parse.ts';
import { readKeyPair } from './pem.ts';
import type { ClientIdentity } from './upstream.ts';

/** What of a user concerns the connection; everything else travels in headers. */
export interface ResolvedUser {
  identity: ClientIdentity | undefined;
}

/**
 * The client certificate that kubectl presents (`getAuthInfo` in client-go tools/clientcmd/client_config.go,
 * `loadTLSFiles` in transport/transport.go). A string says why kubectl refuses the user before it connects.
 */
export function resolveUser(entry: Entry | undefined, flags: ConnectionFlags): ResolvedUser | string {
  const certificate = materialOf(entry, 'client-certificate', flags.clientCertificate);
  const key = materialOf(entry, 'client-key', flags.clientKey);
  const token = flags.token ?? textOf(entry, 'token');
  const basic =
    (flags.username ?? textOf(entry, 'username')) || (flags.password ?? textOf(entry, 'password'));
  const exec = entry?.fields.exec;
  if (token && basic) return 'the user has both a token and a username with a password';
  if (exec && entry?.fields['auth-provider']) return 'the user has both exec and auth-provider';
  if (certificate === undefined) return { identity: undefined };
  if (key === undefined) return 'the user has a client certificate without a client key';
  const texts = { certificate: readMaterial(certificate), key: readMaterial(key) };
  if ('fault' in texts.certificate) return texts.certificate.fault;
  if ('fault' in texts.key) return texts.key.fault;
  const pair = readKeyPair(texts.certificate.text, texts.key.text);
  if (typeof pair === 'string') return pair;
  return { identity: pair };
}

/** Where a certificate or a key stands: a flag's file over the entry's data, and data over the entry's file. */
interface Material {
  name: string;
  path: string;
  data: string;
}

function materialOf(entry: Entry | undefined, name: string, flag: string | undefined): Material | undefined {
  if (flag) return { name, path: flag, data: '' };
  const path = pathOf(entry, name);
  const data = textOf(entry, `${name}-data`);
  return path === '' && data === '' ? undefined : { name, path, data };
}

function readMaterial({ name, path, data }: Material): { text: string } | { fault: string } {
  if (path !== '' && data !== '') return { fault: `the user has both ${name} and ${name}-data` };
  if (path === '') return { text: Buffer.from(data, 'base64').toString('utf8') };
  return readCredentialFile(`the ${name.replace('-', ' ')}`, path);
}
