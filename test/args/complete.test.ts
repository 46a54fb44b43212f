import { describe, expect, it } from 'vitest';
import { type Completion, complete } from '../../src/args/complete.ts';
import { FORMAT_NAMES } from '../../src/render/formats.ts';

const wordsOf = (completion: Completion) =>
  completion.kind === 'words' ? completion.words.map(([word]) => word) : completion;

/** `|` is the cursor. */
const at = (line: string) => {
  const words = line.split(' ');
  return complete(words.slice(0, -1), (words.at(-1) ?? '').replace(/\|$/, ''));
};

describe('complete', () => {
  it.each([
    ['--o|', ['--output', '--only']],
    ['-o |', [...FORMAT_NAMES]],
    ['--output=t|', ['--output=text', '--output=table']],
    ['--only reads,w|', ['reads,writes']],
    ['--only !er|', ['!errors']],
    ['--only n|', ['namespace=', 'name=']],
    ['--hide=dur|', ['--hide=duration>']],
    ['--hide reads,verb=get|l|', ['reads,verb=get|list']],
    ['--only verb!=pa|', ['verb!=patch']],
    ['--only resource=dep|', ['resource=deployments']],
    ['--only status=4|', ['status=4xx']],
    ['--only name=|', []],
    ['compare --d|', ['--discovery']],
    ['compare --discovery |', ['fold', 'show', 'hide']],
    ['compare a.jsonl -o j|', ['json']],
    ['compare --only=verb=cre|', ['--only=verb=create']],
    ['--only constructor=|', []],
    ['--color always --di|', ['--discovery']],
    ['-v 1|', ['10']],
    ['--capture-limit |', []],
  ])('%s', (line, words) => expect(wordsOf(at(line))).toEqual(words));

  it('describes our options', () => {
    expect(at('--no|')).toEqual({
      kind: 'words',
      words: [['--no-summary', expect.stringContaining('table')]],
    });
  });

  it('lets the shell add a blank only where a word is whole', () => {
    expect(at('--only verb|')).toMatchObject({ goesOn: true });
    expect(at('--only er|')).toMatchObject({ goesOn: false });
  });

  it.each([['-w |'], ['--write out|'], ['--kubectl=|'], ['compare |'], ['compare a.jsonl |']])(
    '%s: a file',
    (line) => {
      expect(at(line)).toEqual({ kind: 'file' });
    },
  );

  it.each<[string, string[]]>([
    ['|', ['']],
    ['g|', ['g']],
    ['get po|', ['get', 'po']],
    ['-v 8 -n web get |', ['-n', 'web', 'get', '']],
    ['get -o |', ['get', '-o', '']],
    ['--write --output get |', ['get', '']],
  ])('%s: kubectl knows', (line, args) => expect(at(line)).toEqual({ kind: 'kubectl', args, sandbox: [] }));

  it.each<[string, string[]]>([
    ['--sandbox -v 8 get pods |', ['--sandbox']],
    ['-v 8 --sandbox-user jane get pods |', ['--sandbox-user', 'jane']],
    ['--sandbox-user=jane:dev |', ['--sandbox-user=jane:dev']],
  ])('%s: kubectl is to ask the sandbox', (line, sandbox) =>
    expect(at(line)).toMatchObject({ kind: 'kubectl', sandbox }),
  );
});
