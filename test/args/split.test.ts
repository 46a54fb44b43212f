import { describe, expect, it } from 'vitest';
import { OPTIONS, type OptionSpec } from '../../src/args/options.ts';
import { splitArguments } from '../../src/args/split.ts';

/** `|` stands where kubectl's part begins. */
const CASES: readonly (readonly [line: string, own: string])[] = [
  ['| get pods', ''],
  ['|', ''],
  ['-v 8 | get pods', '-v 8'],
  ['-v8 | get pods', '-v8'],
  ['-v=8 | get pods', '-v8'],
  ['--verbosity=8 | get', '--verbosity=8'],
  ['-o jsonl -w x | apply -f y', '-o jsonl -w x'],
  ['-ojsonl | get -o yaml', '-ojsonl'],
  ['-w -x | get', '-w -x'],
  ['--no-summary | get --no-headers', '--no-summary'],
  ['--show-secrets | -n web get secret', '--show-secrets'],
  ['| -n web get pods -v 8', ''],
  ['| -nweb get pods', ''],
  ['| --namespace=web get pods', ''],
  ['| -s=https://x get pods', ''],
  ['| --as_group=x get pods', ''],
  ['| --context x --kubeconfig y get', ''],
  ['--color never | --v=8 get', '--color never'],
  ['--only reads | version --client', '--only reads'],
  ['--foo bar | ', '--foo'],
  ['-x | get', '-x'],
  ['-o |', '-o'],
  ['--kubectl /x | kubectl', '--kubectl /x'],
  ['| - get', ''],
  ['| -- helm list', ''],
  ['-o table | -- helm list', '-o table'],
  ['| get -- -v 8', ''],
];

describe('splitArguments', () => {
  it.each(CASES.filter(([line]) => line !== '--foo bar | '))('%s', (line, own) => {
    const [before = '', after = ''] = line.split('|').map((part) => part.trim());
    const words = (text: string) => (text === '' ? [] : text.split(' '));
    const split = splitArguments([...words(before), ...words(after)]);
    expect(split).toEqual({ own: words(own), kubectl: words(after) });
  });

  it('leaves a word that belongs to nobody for the parser, and what follows it for kubectl', () => {
    expect(splitArguments(['--foo', 'bar'])).toEqual({ own: ['--foo'], kubectl: ['bar'] });
  });

  it('passes empty and odd words on', () => {
    const odd = ['', 'get', '--x=\n', '', '-v'];
    expect(splitArguments(odd)).toEqual({ own: [], kubectl: odd });
    expect(splitArguments(['-w', '', 'get'])).toEqual({ own: ['-w', ''], kubectl: ['get'] });
  });

  it.each(OPTIONS as readonly OptionSpec[])('knows $long in each of its forms', ({ long, short, value }) => {
    for (const name of [long, short].filter((one) => one !== undefined)) {
      const own = value === undefined ? [name] : [name, 'x'];
      expect(splitArguments([...own, 'get'])).toEqual({ own, kubectl: ['get'] });
    }
  });
});
