import { spawn } from 'node:child_process';

/** Ends what we leave behind. */
export interface Watchdog {
  guard(pid: number): void;
  forget(pid: number): void;
  /** Ends the watchdog itself: nothing is guarded any more. */
  dismiss(): void;
}

/**
 * Lines on stdin say whom to guard. Their end means that we are gone, in whatever way:
 * then all guarded processes are killed and the folder is removed.
 */
const script = `
pids=' '
while read -r action pid; do
  case $action in
    guard) pids="$pids$pid " ;;
    forget) pids="\${pids%% $pid *} \${pids#* $pid }" ;;
    dismiss) exit 0 ;;
  esac
done
for pid in $pids; do kill -KILL "$pid"; done
rm -rf -- "$1" || { sleep 1; rm -rf -- "$1"; }
`;

/**
 * Starts a shell that kills the guarded processes and removes `folder` once this process is gone, also after
 * SIGKILL or a crash, when no handler of ours can run. Needs a POSIX shell.
 */
export function startWatchdog(folder: string): Watchdog {
  // A session of its own, or the Ctrl-C that ends us would end it too.
  const shell = spawn('/bin/sh', ['-c', script, 'watchdog', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  shell.unref();
  shell.stdin.on('error', () => {});
  const tell = (line: string) => {
    shell.stdin.write(`${line}\n`);
  };
  return {
    guard: (pid) => tell(`guard ${pid}`),
    forget: (pid) => tell(`forget ${pid}`),
    dismiss: () => shell.stdin.end('dismiss\n'),
  };
}
