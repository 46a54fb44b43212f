import { isDeepStrictEqual } from 'node:util';
import { createNamespace, createSender, play } from './exchanges.ts';
import { kubeconfigTarget } from './kubeconfig.ts';
import { type Answers, writeAnswers } from './recorded.ts';
import { SCENARIO_FILES } from './scenarios.ts';

// Writes what a real kube-apiserver without controllers answers to the scenarios, of all files or of the named ones:
//   npx tsx test/e2e/harness/cluster-cli.ts bare -- npx tsx test/sandbox/validation/record-answers.ts [file…]

/** Enough to see where the server tells the faults of a map in Go's random order: such a case has to be two. */
const ROUNDS = 20;

const names = process.argv.slice(2);
const send = createSender(kubeconfigTarget(process.env['KUBECONFIG'] ?? ''));
const namespace = await createNamespace(send);
for (const [file, scenarios] of Object.entries(SCENARIO_FILES)) {
  if (names.length > 0 && !names.includes(file)) continue;
  const answers: Record<string, Answers> = {};
  for (const [name, scenario] of Object.entries(scenarios)) {
    const first = await play(send, namespace, scenario);
    answers[name] = first;
    for (let round = 1; round < ROUNDS; round += 1) {
      const again = await play(send, namespace, scenario);
      const changing = Object.keys(first).filter((key) => !isDeepStrictEqual(first[key], again[key]));
      for (const key of changing) process.stdout.write(`${name}, ${key}: answered in several ways\n`);
    }
  }
  writeAnswers(file, answers);
  process.stdout.write(`${file}: ${Object.values(answers).flatMap(Object.keys).length} answers\n`);
}
send.close();
