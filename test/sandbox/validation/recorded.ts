import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from './exchanges.ts';

// What a real kube-apiserver answered, a file for each file of cases: `[scenario, case, answer]` a line.

export type Answers = Record<string, Answer>;

/** By the names of the scenarios; none of a file that was not recorded yet. */
export function readAnswers(file: string): Record<string, Answers> {
  const answers: Record<string, Answers> = {};
  const text = existsSync(pathOf(file)) ? readFileSync(pathOf(file), 'utf8') : '';
  for (const line of text.split('\n').filter((line) => line !== '')) {
    const [scenario, name, answer] = JSON.parse(line) as [string, string, Answer];
    answers[scenario] ??= {};
    answers[scenario][name] = answer;
  }
  return answers;
}

export function writeAnswers(file: string, answers: Readonly<Record<string, Answers>>): void {
  const lines = Object.entries(answers).flatMap(([scenario, cases]) =>
    Object.entries(cases).map(([name, answer]) => `${JSON.stringify([scenario, name, answer])}\n`),
  );
  writeFileSync(pathOf(file), lines.join(''));
}

const pathOf = (file: string) => join(import.meta.dirname, 'answers', `${file}.jsonl`);
