import type { Body, Exchange } from '../exchange/exchange.ts';
import { escapeControls } from './escape.ts';
import { toTunnelRecord } from './jsonl-tunnel.ts';
import {
  toBodyNotes,
  toConnectionRecord,
  toEventsRecord,
  toInfoRecord,
  toRunRecord,
  toTimingRecord,
  toUserRecord,
} from './record.ts';
import type { CreateRenderer, RunInfo } from './renderer.ts';

/** Raised when a field changes its meaning or goes; new fields do not raise it. */
export const JSONL_VERSION = 1;

/**
 * `jsonl`: one JSON object an exchange and line, the whole model as docs/jsonl.md and docs/jsonl.schema.json describe it.
 * The first says of which run they are.
 */
export const createRenderer: CreateRenderer = () => {
  let run: RunInfo | undefined;
  return {
    head(given) {
      run = given;
      return '';
    },
    exchange(exchange) {
      const line = toLine(toRecord(exchange, run));
      run = undefined;
      return line;
    },
    summary: () => '',
  };
};

/** JSON.stringify leaves DEL, C1 and the bidi marks as they are: a terminal is safe from them only when escaped. */
function toLine(record: object): string {
  return `${escapeControls(JSON.stringify(record))}\n`;
}

function toRecord(exchange: Exchange, run: RunInfo | undefined): object {
  const { id, request, response, tunnel, timing, connection, error, open } = exchange;
  return {
    version: JSONL_VERSION,
    id,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: request.httpVersion,
      headers: request.headers,
      body: toBody(request.body),
      info: toInfoRecord(request.info),
      user: request.user && toUserRecord(request.user),
    },
    response: response && {
      status: response.status,
      statusText: response.statusText,
      httpVersion: response.httpVersion,
      headers: response.headers,
      body: toBody(response.body),
      events: response.events && toEventsRecord(response.events),
      lines: response.lines,
    },
    tunnel: tunnel && toTunnelRecord(tunnel),
    timing: toTimingRecord(timing),
    connection: toConnectionRecord(connection),
    error,
    open,
    run: run && toRunRecord(run),
  };
}

function toBody(body: Body): object {
  const { size, mediaType, encoding, text } = body;
  return { size, mediaType, encoding, text, ...toBodyNotes(body) };
}
