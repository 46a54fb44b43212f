import { isDeepStrictEqual } from 'node:util';
import { createNamespace, createSender, play, type Target } from './exchanges.ts';
import { kubeconfigTarget } from './kubeconfig.ts';
import { SCENARIOS } from './scenarios.ts';

// Plays the scenarios on two servers and shows where they differ, line by line:
// npx tsx test/sandbox/validation/compare.ts <kubeconfig of the real one> <kubeconfig of the sandbox> [scenario…]

const [real = '', sandbox = '', ...names] = process.argv.slice(2);
const targets: Target[] = [real, sandbox].map(kubeconfigTarget);
const senders = targets.map(createSender);
let differences = 0;
let count = 0;
let namespace = '';
for (const send of senders) namespace = await createNamespace(send);
for (const [name, scenario] of Object.entries(SCENARIOS)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const [expected = {}, answered = {}] = await Promise.all(
    senders.map((send) => play(send, namespace, scenario)),
  );
  for (const [label, answer] of Object.entries(expected)) {
    count += 1;
    if (isDeepStrictEqual(answer, answered[label])) continue;
    differences += 1;
    process.stdout.write(`\n${name}, ${label}\n- ${show(answer)}\n+ ${show(answered[label])}\n`);
  }
}
process.stdout.write(`${differences} of ${count} differ\n`);
for (const send of senders) send.close();

function show(answer: unknown): string {
  const { code, status, warnings } = (answer ?? {}) as {
    code?: number;
    status?: { message?: string; details?: object };
    warnings?: string[];
  };
  return `${code} ${status?.message ?? ''} ${process.env['DETAILS'] ? JSON.stringify(status?.details) : ''} ${JSON.stringify(warnings)}`;
}
