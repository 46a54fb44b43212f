import type { Measured } from './fidelity.ts';

/** The differing commands, each with its first difference, and the share of those that are equal. */
export function formatReport(measured: readonly Measured[], { all }: { all: boolean }): string {
  const differing = measured.filter(({ differences }) => differences.length > 0);
  const told = differing.map(({ version, scenario, title, differences }) => {
    const shown = all ? differences : differences.slice(0, 1);
    const more = differences.length - shown.length;
    const rest = more > 0 ? [`(and ${more} more)`] : [];
    const lines = [...shown, ...rest].join('\n').replaceAll('\n', '\n    ');
    return `${version}  ${scenario}: ${title}\n    ${lines}\n`;
  });
  return [
    ...told,
    ...asideLines(measured),
    `fidelity: ${measured.length - differing.length} of ${measured.length}\n`,
  ].join('');
}

/** What is not part of the share. */
function asideLines(measured: readonly Measured[]): string[] {
  const count = (isSame: (one: Measured) => boolean) =>
    `${measured.filter(isSame).length} of ${measured.length}`;
  const other = measured.filter(({ isStderrSame, isExitCodeSame }) => !isStderrSame || !isExitCodeSame);
  return [
    ...other
      .filter(({ differences }) => differences.length === 0)
      .map(
        ({ version, scenario, title }) => `${version}  ${scenario}: ${title}: another stderr or exit code\n`,
      ),
    `stderr: ${count(({ isStderrSame }) => isStderrSame)}\n`,
    `exit code: ${count(({ isExitCodeSame }) => isExitCodeSame)}\n`,
    `key order: ${count(({ reordered }) => reordered === 0)}\n`,
  ];
}
