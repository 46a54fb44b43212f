import type { Body, Exchange } from '../exchange/exchange.ts';
import { escapeControls } from './escape.ts';
import { toMicroseconds, toTunnelRecord } from './jsonl-tunnel.ts';
import type { CreateRenderer } from './renderer.ts';

/** Raised when a field changes its meaning or goes; new fields do not raise it. */
export const JSONL_VERSION = 1;

/**
 * `jsonl`: one JSON object an exchange and line, the whole model as docs/jsonl.md describes it. The keys are written
 * out here and not taken from the object, so that their order and their number are a decision.
 */
export const createRenderer: CreateRenderer = () => ({
  head: () => '',
  // JSON.stringify leaves DEL, C1 and the bidi marks as they are: a terminal is safe from them only when escaped.
  exchange: (exchange) => `${escapeControls(JSON.stringify(toRecord(exchange)))}\n`,
  summary: () => '',
});

function toRecord(exchange: Exchange): object {
  const { id, request, response, tunnel, timing, connection, error, open } = exchange;
  const { info } = request;
  return {
    version: JSONL_VERSION,
    id,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: request.httpVersion,
      headers: request.headers,
      body: toBody(request.body),
      info: {
        isResourceRequest: info.isResourceRequest,
        verb: info.verb,
        path: info.path,
        apiGroup: info.apiGroup,
        apiVersion: info.apiVersion,
        resource: info.resource,
        subresource: info.subresource,
        namespace: info.namespace,
        name: info.name,
        isDiscovery: info.isDiscovery,
      },
    },
    response: response && {
      status: response.status,
      statusText: response.statusText,
      httpVersion: response.httpVersion,
      headers: response.headers,
      body: toBody(response.body),
      events: response.events && {
        types: response.events.types,
        initial: response.events.initial,
        resourceVersion: response.events.resourceVersion,
      },
      lines: response.lines,
    },
    tunnel: tunnel && toTunnelRecord(tunnel),
    timing: {
      startedAt: timing.startedAt,
      requestEnd: toMicroseconds(timing.requestEnd),
      firstByte: toMicroseconds(timing.firstByte),
      end: toMicroseconds(timing.end),
    },
    connection: {
      id: connection.id,
      reused: connection.reused,
      remoteAddress: connection.remoteAddress,
      dns: toMicroseconds(connection.dns),
      dial: toMicroseconds(connection.dial),
      tls: toMicroseconds(connection.tls),
    },
    error,
    open,
  };
}

function toBody({ size, mediaType, encoding, text, recorded, withheld, masked }: Body): object {
  return { size, mediaType, encoding, text, recorded, withheld, masked };
}
