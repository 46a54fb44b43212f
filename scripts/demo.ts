// The README's first command: traces an apply in the sandbox, with a kubectl of its own where it can fetch one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { newestKubectl } from '../test/e2e/harness/kubectl-binaries.ts';
import { reportToStderr } from '../test/e2e/harness/report.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
try {
  const kubectl = await newestKubectl(reportToStderr);
  const args = ['bin/kubectl-trace', '--kubectl', kubectl, '--sandbox', 'apply', '-f', 'examples/web.yaml'];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
