import type { ScannedFlags } from '../args/kubectl-flags.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Tunnel } from '../exchange/tunnel.ts';

/**
 * Whether what kubectl prints of an exchange ends within a line. Undefined where kubectl does not print an answer as it
 * came (as `--raw` and `logs` do), or where its end was not recorded.
 */
export type EndsWithinLine = (exchange: Exchange) => boolean | undefined;

export function createEndsWithinLine({ command, seen }: ScannedFlags): EndsWithinLine {
  const isRaw = seen.some(({ name }) => name === 'raw');
  const isLogs = command[0] === 'logs';
  return ({ request, response, tunnel }) => {
    if (tunnel !== undefined) return endOfTunnel(tunnel);
    if (response === undefined || response.status >= 300) return undefined;
    if (!isRaw && !(isLogs && request.info.subresource === 'log')) return undefined;
    const { text, recorded } = response.body;
    return text === undefined || recorded !== undefined ? undefined : !text.endsWith('\n');
  };
}

/** What came last of a remote command's output; undefined where nothing came, or it was a port-forward. */
function endOfTunnel({ channels }: Tunnel): boolean | undefined {
  const printed = channels
    .filter(({ name, received }) => (name === 'stdout' || name === 'stderr') && received.last !== undefined)
    .sort((a, b) => (a.received.last ?? 0) - (b.received.last ?? 0));
  const last = printed.at(-1);
  return last && last.received.isWithinLine === true;
}
