import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ALWAYS_DIFFERENT } from '../../src/compare/always-different.ts';
import { PARTS } from '../../src/compare/comparison.ts';

const document = readFileSync(new URL('../../docs/compare.md', import.meta.url), 'utf8');

it("shows what is left out as the source has it; the expected text is this test's", () => {
  const shown = /<!-- always-different:[^>]*-->\n(.*?)\n?<!-- \/always-different -->/s.exec(document)?.[1];
  const rows = ALWAYS_DIFFERENT.map(({ name, reason }) => `| ${name} | ${reason} |`);
  expect(shown?.trim()).toBe(['| what | why |', '| --- | --- |', ...rows].join('\n'));
});

it('names every part', () => {
  for (const part of PARTS) expect(document).toContain(`\`${part}\``);
});
