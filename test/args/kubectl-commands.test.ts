import { describe, expect, it } from 'vitest';
import { ownsTerminal, sendsNothing } from '../../src/args/kubectl-commands.ts';
import { scanKubectlFlags } from '../../src/args/kubectl-flags.ts';
import { findMisplacedOption } from '../../src/args/misplaced-option.ts';

const scan = (line: string) => scanKubectlFlags(line.split(' '));

describe('ownsTerminal', () => {
  it.each([
    ['edit deploy web', true],
    ['-n web edit deploy web', true],
    ['apply edit-last-applied deploy/web', true],
    ['create -f x.yaml --edit', true],
    ['create -f x.yaml', false],
    ['delete -i pod web', true],
    ['delete pod web --interactive=false', false],
    ['exec -it web -- sh', true],
    ['exec -i web -- cat', false],
    ['exec web -- top -t', false],
    ['run --tty x --image=y', true],
    ['get pods', false],
    ['label pods web tty=-t', false],
  ])('%s: %s', (line, expected) => expect(ownsTerminal(scan(line))).toBe(expected));
});

describe('sendsNothing', () => {
  it.each([
    ['config view', true],
    ['-n x config view', true],
    ['get pods', false],
    ['get pods --help', true],
    ['version --client', true],
    ['version --client=f', false],
    ['version --client=0', false],
    ['version', false],
  ])('%s: %s', (line, expected) => expect(sendsNothing(scan(line))).toBe(expected));
});

describe('findMisplacedOption', () => {
  it.each([
    ['get pods --only writes', '--only'],
    ['get pods --show-secrets', '--show-secrets'],
    ['get pods -o jsonl', '-o jsonl'],
    ['get pods --output=table', '-o table'],
    ['get pods -o json', undefined],
    ['get pods -w', undefined],
    ['get pods -v 8', undefined],
    ['exec web -- app --only x', undefined],
  ])('%s: %s', (line, expected) => expect(findMisplacedOption(scan(line))).toBe(expected));
});
