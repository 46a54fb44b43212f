import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../start-sandbox.ts';
import { createNamespace, createSender, play } from './exchanges.ts';
import { readAnswers } from './recorded.ts';
import { SCENARIO_FILES } from './scenarios.ts';

// What a real kube-apiserver answered: record-answers.ts takes it down.

let sandbox: TestSandbox;
let send: ReturnType<typeof createSender>;
let namespace: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  send = createSender({ url: `https://127.0.0.1:${sandbox.port}`, token: 'admin' });
  namespace = await createNamespace(send);
});

afterAll(async () => {
  send.close();
  await sandbox.close();
});

describe.each(Object.entries(SCENARIO_FILES))('%s', (file, scenarios) => {
  const recorded = readAnswers(file);

  test.each(Object.entries(scenarios))('%s', async (name, scenario) => {
    expect(await play(send, namespace, scenario)).toEqual(recorded[name]);
  });
});
