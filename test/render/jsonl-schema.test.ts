import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../src/exchange/exchange.ts';
import { createRenderer } from '../../src/render/jsonl.ts';
import { createWorkspace } from '../cli/program.ts';
import { needsKubectl, newestKubectl } from '../kubeconfig/kubectls.ts';
import { renderRun } from './factory.ts';
import { createGenerator } from './generator.ts';
import * as stories from './stories.ts';
import { execTunnel, tunnelExchange } from './tunnels.ts';

const schema = JSON.parse(readFileSync(new URL('../../docs/jsonl.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ allErrors: true }).compile(schema);
/** With no field that it does not know: here that would be one that somebody forgot. */
const validateStrictly = new Ajv({ allErrors: true }).compile(closed(schema));

function closed(whole: object): object {
  return JSON.parse(JSON.stringify(whole), (_, node) =>
    node?.properties === undefined || node.type !== 'object'
      ? node
      : { ...node, additionalProperties: false },
  );
}

function faultsOf(text: string): string[] {
  return text
    .trim()
    .split('\n')
    .flatMap((line) => {
      const record: unknown = JSON.parse(line);
      const check = [validate, validateStrictly].find((one) => !one(record));
      return (check?.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
    });
}

const STORIES = Object.entries(stories).flatMap(([name, story]): [string, Exchange[]][] =>
  name === 'podTable' || name === 'podEvent' ? [] : [[name, (story as () => Exchange[])()]],
);

describe('docs/jsonl.schema.json', () => {
  it.each([...STORIES, ['tunnel', [tunnelExchange(execTunnel(true))]] as [string, Exchange[]]])(
    'describes what is written: %s',
    (_, story) => expect(faultsOf(renderRun(createRenderer, story))).toEqual([]),
  );

  it.each([1, 2, 3, 4, 5])('and anything else (seed %i)', (seed) => {
    const generator = createGenerator(seed);
    const made = Array.from({ length: 50 }, (_, index) => generator.exchange(index + 1));
    expect(faultsOf(renderRun(createRenderer, made))).toEqual([]);
  });

  it('finds what is wrong', () => {
    const record = JSON.parse(renderRun(createRenderer, stories.getPods()).split('\n', 1)[0] ?? '');
    expect(faultsOf(JSON.stringify({ ...record, id: '1' }))).toEqual(['/id must be integer']);
    expect(faultsOf(JSON.stringify({ ...record, more: 1 }))).toEqual([
      ' must NOT have additional properties',
    ]);
  });

  it.skipIf(newestKubectl === undefined)(`describes a real run${needsKubectl}`, async () => {
    const workspace = createWorkspace({ KUBECTL: newestKubectl?.path });
    try {
      await workspace.run(['--sandbox', '-w', 'run.jsonl', 'get', 'ns']);
      expect(faultsOf(readFileSync(workspace.path('run.jsonl'), 'utf8'))).toEqual([]);
    } finally {
      workspace.remove();
    }
  });
});
