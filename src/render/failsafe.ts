import { messageOf } from '../errors.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { escapeControls } from './escape.ts';
import type { Renderer } from './renderer.ts';

/**
 * Keeps a renderer that throws from costing more than its own view: the exchange is told in one raw line then, so that
 * it is not missing, and the next one gets its chance.
 */
export function failsafe(renderer: Renderer): Renderer {
  const { opened, event } = renderer;
  return {
    ...(opened && { opened: (exchange) => attempt(() => opened(exchange), `#${exchange.id}`) }),
    ...(event && {
      event: (exchange, it) => attempt(() => event(exchange, it), `an event of #${exchange.id}`),
    }),
    head: (run) => attempt(() => renderer.head(run), 'the first line'),
    exchange(exchange) {
      try {
        return renderer.exchange(exchange);
      } catch (error) {
        return rawLine(exchange, error);
      }
    },
    summary: (exchanges) => attempt(() => renderer.summary(exchanges), 'the summary'),
  };
}

function attempt(render: () => string, what: string): string {
  try {
    return render();
  } catch (error) {
    return `kubectl trace: ${what} could not be shown: ${escapeControls(messageOf(error))}\n`;
  }
}

function rawLine({ id, request, response }: Exchange, error: unknown): string {
  const status = response === undefined ? 'no response' : response.status;
  const line = `#${id}  ${request.method} ${request.url} ${status} (this view failed: ${messageOf(error)})`;
  return `${escapeControls(line)}\n`;
}
