import type { CaseStep } from './apply-cases.ts';
import { Normalizer } from './random-writes/normalize.ts';
import type { RawApi } from './raw-api.ts';

/** Sends the requests one after the other. @returns what was asked and the comparable answer, for each. */
export async function runCase(
  api: RawApi,
  steps: readonly CaseStep[],
  namespace: string,
  name: string,
): Promise<string[]> {
  const normalizer = new Normalizer();
  const root = (apiVersion: string) =>
    `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}/namespaces/${namespace}`;
  const answers: string[] = [];
  for (const [index, step] of steps.entries()) {
    const request = step({ root, name });
    const answer = await api.send({ userAgent: 'apply-cases/1', ...request });
    const shown = `${index}: ${request.method} ${request.path}`;
    answers.push(`${shown}\n${normalizer.normalize(request.path.split('?')[0] ?? '', answer)}`);
  }
  return answers;
}
