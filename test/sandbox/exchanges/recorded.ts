import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from './answer.ts';
import { parseRequests, type RequestLine } from './request-line.ts';

/** What a real kube-apiserver answered to the requests of a list, in their order. */
export interface Recording {
  name: string;
  requests: RequestLine[];
  answers: Answer[];
}

/** The lists of a folder, `*.requests`, with the answers that record-exchanges.ts put beside them. */
export function readRecordings(folder: string): Recording[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.requests'))
    .sort()
    .map((file) => {
      const answers = answersFile(folder, file);
      return {
        name: file.replace('.requests', ''),
        requests: parseRequests(readFileSync(join(folder, file), 'utf8')),
        answers: existsSync(answers) ? parseAnswers(readFileSync(answers, 'utf8')) : [],
      };
    });
}

export function answersFile(folder: string, file: string): string {
  return join(folder, file.replace('.requests', '.jsonl'));
}

function parseAnswers(text: string): Answer[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Answer);
}
