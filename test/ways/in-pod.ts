import { spawnSync } from 'node:child_process';

/** Where clients look for a Pod's service account; mounted there for one process and those below it. */
const MOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const SCRIPT = `mount -t tmpfs none /var/run && mkdir -p ${MOUNT} && cp "$ACCOUNT"/* ${MOUNT}/ && exec "$@"`;

/** A mount namespace of its own; a user namespace too, where this is not root's. */
const UNSHARE = process.getuid?.() === 0 ? ['-m'] : ['-r', '-m'];

/** The command as in a Pod: the files of the folder `$ACCOUNT` are its service account's. */
export function inPod(command: readonly string[]): [program: string, args: string[]] {
  return ['unshare', [...UNSHARE, 'sh', '-c', SCRIPT, 'in-pod', ...command]];
}

/** For the name of a test that is skipped; empty where it can run. */
export function whyNoMounts(): string {
  if (process.platform !== 'linux') return ' (skipped: needs mount namespaces of Linux)';
  const tried = spawnSync('unshare', [...UNSHARE, 'sh', '-c', 'mount -t tmpfs none /var/run'], {
    timeout: 5000,
  });
  return tried.status === 0 ? '' : ' (skipped: mount namespaces are not permitted here)';
}
