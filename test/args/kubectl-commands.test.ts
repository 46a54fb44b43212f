import { describe, expect, it } from 'vitest';
import { sendsNothing, terminalUse } from '../../src/args/kubectl-commands.ts';
import { scanKubectlFlags } from '../../src/args/kubectl-flags.ts';
import { findMisplacedOption } from '../../src/args/misplaced-option.ts';

const scan = (line: string) => scanKubectlFlags(line.split(' '));

describe('terminalUse', () => {
  it.each([
    ['edit deploy web', 'screen'],
    ['-n web edit deploy web', 'screen'],
    ['apply edit-last-applied deploy/web', 'screen'],
    ['apply view-last-applied deploy/web', undefined],
    ['create -f x.yaml --edit', 'screen'],
    ['create -f x.yaml --edit=false', undefined],
    ['create -f x.yaml', undefined],
    ['delete -i pod web', 'input'],
    ['delete pod web --interactive', 'input'],
    ['delete pod web --interactive=false', undefined],
    ['delete pod web --interactive=0 -i', 'input'],
    ['delete -f -', undefined],
    ['exec -it web -- sh', 'input'],
    ['exec -ti web -- sh', 'input'],
    ['exec web -itc app -- sh', 'input'],
    ['exec --stdin --tty web -- sh', 'input'],
    ['exec --stdin=true --tty=false web -- sh', 'input'],
    ['exec -i=false -t web -- sh', undefined],
    ['exec -i web -- cat', 'input'],
    ['exec -t web -- ls', undefined],
    ['exec web -- top -it', undefined],
    ['attach web -it', 'input'],
    ['attach web', undefined],
    ['run -i --tty x --image=y', 'input'],
    ['run x --image=y --rm --attach', undefined],
    ['debug node/one -it --image=y', 'input'],
    ['get pods', undefined],
    ['logs web -f', undefined],
    ['label pods web tty=-i', undefined],
  ])('%s: %s', (line, expected) => expect(terminalUse(scan(line))).toBe(expected));
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
