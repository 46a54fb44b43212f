import type { ScannedFlags } from '../args/kubectl-flags.ts';
import type { Exchange } from '../exchange/exchange.ts';

/**
 * Whether what kubectl prints of an exchange ends within a line. Undefined where kubectl does not print an answer as it
 * came (as `--raw` and `logs` do), or where its end was not recorded.
 */
export type EndsWithinLine = (exchange: Exchange) => boolean | undefined;

export function createEndsWithinLine({ command, seen }: ScannedFlags): EndsWithinLine {
  const isRaw = seen.some(({ name }) => name === 'raw');
  const isLogs = command[0] === 'logs';
  return ({ request, response }) => {
    if (response === undefined || response.status >= 300) return undefined;
    if (!isRaw && !(isLogs && request.info.subresource === 'log')) return undefined;
    const { text, recorded } = response.body;
    return text === undefined || recorded !== undefined ? undefined : !text.endsWith('\n');
  };
}
