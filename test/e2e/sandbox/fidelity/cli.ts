import { parseArgs } from 'node:util';
import { kubectlVersions } from '../../harness/index.ts';
import { defaultFiles } from './default-files.ts';
import { measure } from './fidelity.ts';
import { startRealSide } from './real-side.ts';
import { openKeptRecordings } from './recordings.ts';
import { formatReport } from './report.ts';
import { readScenarios } from './scenario.ts';

const usage = `usage: npm run fidelity -- [options] [FILE…]

Runs kubectl commands against the sandbox and against a real kube-apiserver without controllers, and compares what
they exchange and print. A FILE is YAML (scenarios/*.yaml show how) or has one command a line; all of scenarios/ where
none is named.

  --kubectl VERSION   only this one of ${kubectlVersions.join(', ')}; may be repeated
  --reuse             ask the real server only for commands that it has not answered in the same way before, as is kept
                      in .cache, and where the sandbox differs
  --twice             compare two real servers, to see that nothing but the sandbox makes a difference
  --everything        run each scenario with each kubectl, where some name only one of them, and those of scenarios/more/
  --all               tell all differences of a command, not only the first
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kubectl: { type: 'string', multiple: true },
    reuse: { type: 'boolean' },
    twice: { type: 'boolean' },
    everything: { type: 'boolean' },
    all: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  },
});

if (values.help === true) process.stdout.write(usage);
else {
  const files = positionals.length > 0 ? positionals : defaultFiles(values.everything === true);
  const measured = await measure({
    scenarios: files.flatMap(readScenarios),
    versions: kubectlVersions.filter((version) => values.kubectl?.includes(version) ?? true),
    isExhaustive: values.everything === true,
    ...(values.reuse === true && { kept: openKeptRecordings() }),
    startReal: startRealSide,
    startSandbox:
      values.twice === true
        ? startRealSide
        : async () => (await import('./sandbox-side.ts')).startSandboxSide(),
  });
  process.stdout.write(formatReport(measured, { all: values.all === true }));
}
