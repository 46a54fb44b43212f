import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { OPTIONS, type OptionSpec } from '../src/args/options.ts';
import { FORMAT_NAMES, FORMATS } from '../src/render/formats.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const { scripts, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

it("shows our options as the table of the source has them; the expected text is this test's", () => {
  const shown = /<!-- options:[^>]*-->\n(.*?)\n?<!-- \/options -->/s.exec(readme)?.[1];
  expect(shown?.trim()).toBe(formatOptions(OPTIONS));
});

it("shows our formats as the table of the source has them; the expected text is this test's", () => {
  const shown = /<!-- formats:[^>]*-->\n(.*?)\n?<!-- \/formats -->/s.exec(readme)?.[1];
  expect(shown?.trim()).toBe(formatFormats());
});

it('names only scripts that there are', () => {
  const named = [...readme.matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(0);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
});

it('installs the archive of this version', () => {
  expect(readme).toContain(`packages/kubectl-trace-v${version}.tar.gz`);
});

function formatOptions(options: readonly OptionSpec[]): string {
  const rows = options.map(({ long, short, value, optionalValue, choices, description, fallback }) => {
    const name = [short, long].filter((part) => part !== undefined).join(', ');
    const given = optionalValue === undefined ? '' : `[=${optionalValue}]`;
    const flag = `\`${name}${value === undefined ? given : ` ${value}`}\``;
    const values = choices === undefined ? '' : `: ${choices.map((choice) => `\`${choice}\``).join(' ')}`;
    return `| ${flag} | ${description}${values} | ${fallback ?? ''} |`;
  });
  return ['| option | what it does | default |', '| --- | --- | --- |', ...rows].join('\n');
}

function formatFormats(): string {
  const rows = FORMAT_NAMES.map((name) => {
    const { description, endings } = FORMATS[name];
    return `| \`${name}\` | ${description} | ${endings.map((ending) => `\`${ending}\``).join(' ')} |`;
  });
  return ['| format | what it is | ending |', '| --- | --- | --- |', ...rows].join('\n');
}
