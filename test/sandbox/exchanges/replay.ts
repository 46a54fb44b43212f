import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../start-sandbox.ts';
import { ask } from './answer.ts';
import { readRecordings } from './recorded.ts';

/** Asks a new sandbox all that the recordings of a folder have, and expects what the real server answered. */
export function replayRecordings(folder: string): void {
  for (const { name, requests, answers } of readRecordings(folder)) {
    describe(name, () => {
      let sandbox: TestSandbox;
      beforeAll(async () => {
        sandbox = await startTestSandbox();
      });
      afterAll(() => sandbox.close());

      test('has an answer to each request', () => expect(answers).toHaveLength(requests.length));

      // In their order: later ones build on what earlier ones wrote.
      test.each(requests.map((line, index) => [line.text, line, answers[index]] as const))(
        '%s',
        async (_text, line, answer) => expect(await ask(sandbox, line)).toEqual(answer),
      );
    });
  }
}
