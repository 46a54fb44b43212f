import type { Exchange } from '../exchange/exchange.ts';
import type { WatchEvent } from '../exchange/watch-event.ts';
import { cutBytes } from './cut-bytes.ts';
import { isEndedByKubectl } from './endings.ts';
import { escapeControls, escapeLines } from './escape.ts';
import { LiveLines, liveLabel } from './live-lines.ts';
import { createPaint } from './paint.ts';
import type { RenderSettings } from './renderer.ts';
import { Sheet } from './sheet.ts';
import { closingWords } from './stream-words.ts';

export interface LiveLadder {
  open(exchange: Exchange): void;
  event(exchange: Exchange, event: WatchEvent): string;
  /** The line that closes an exchange that was opened, without its newline; undefined for all others. */
  close(exchange: Exchange): string | undefined;
}

/**
 * The events of watches in the ladder: none where bodies are not shown, a line each at 8, and from 9 on each as the
 * JSON that it is, cut where kubectl cuts bodies.
 */
export function createLiveLadder(settings: RenderSettings, verbosity: number, bodyLimit: number): LiveLadder {
  const paint = createPaint(settings.color);
  // Lines are not broken for the width, as kubectl's are not.
  const sheet = new Sheet({ ...settings, width: Number.POSITIVE_INFINITY });
  const live = new Map<number, LiveLines>();
  return {
    open: ({ id }) => live.set(id, new LiveLines(sheet, id)),
    event({ id }, event) {
      if (verbosity < 8) return '';
      const { text } = event.body;
      if (verbosity === 8 || text === undefined) {
        live.get(id)?.write(event);
        return sheet.take();
      }
      const { head, left } = cutBytes(text, bodyLimit);
      const rest = left === 0 ? '' : ` [truncated ${left} chars]`;
      return `${paint('faint', liveLabel(id))}${escapeLines(head)}${rest}\n`;
    },
    close(exchange) {
      if (!live.delete(exchange.id)) return undefined;
      const style = exchange.error === undefined || isEndedByKubectl(exchange) ? 'note' : 'failed';
      return paint('faint', liveLabel(exchange.id)) + paint(style, escapeControls(closingWords(exchange)));
    },
  };
}
